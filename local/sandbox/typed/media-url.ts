import type { MediaType } from "../../../functions/validation/schema/dataset-schema.ts";

const SOUNDS = [".aac", ".m4a", ".mp3", ".wav"];
const FILMS = [".mp4", ".webm", ".mov"];

// The contract has no endings for pictures. Chosen here: any but these, which are none.
const NO_PICTURES = [...SOUNDS, ...FILMS, ".pdf", ".html", ".htm", ".txt", ".csv", ".json", ".zip"];

const SHOWN = 100;

/** Why participants could not be shown this address; undefined if they can. The ending counts in the path, in any case. */
export function mediaMistake(value: string, type: MediaType): string | undefined {
  const quoted = JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  // A URL's parser would pass over white space and missing slashes.
  if (!/^https:\/\/\S+$/i.test(value) || !URL.canParse(value))
    return `${quoted} is not a URL that begins with https://.`;
  const path = new URL(value).pathname.toLowerCase();
  const endsIn = (endings: readonly string[]) => endings.some((ending) => path.endsWith(ending));
  switch (type) {
    case "image_url":
      return endsIn(NO_PICTURES) ? `${quoted} is not the URL of a picture.` : undefined;
    case "audio_url":
      return endsIn(SOUNDS) ? undefined : `${quoted} does not end in ${SOUNDS.join(", ")}.`;
    case "video_url":
      return endsIn(FILMS) ? undefined : `${quoted} does not end in ${FILMS.join(", ")}.`;
  }
}
