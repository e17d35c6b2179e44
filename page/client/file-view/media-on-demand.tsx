import { useState } from "preact/hooks";
import { type MediaProps, MediaText } from "../../../functions/report/html/task-cards.tsx";
import { visibleText } from "../../../functions/report/html/words.ts";
import type { MediaType } from "../../../functions/validation/schema/dataset-schema.ts";

const BUTTONS: Readonly<Record<MediaType, readonly [show: string, hide: string]>> = {
  image_url: ["Show image", "Hide image"],
  audio_url: ["Play audio", "Close audio"],
  video_url: ["Play video", "Close video"],
};

/** A medium's address as text. It is only loaded when somebody asks for it, since its server then learns of them. */
export function MediaOnDemand({ type, url }: MediaProps) {
  const [isShown, setShown] = useState(false);
  const [show, hide] = BUTTONS[type];
  return (
    <>
      <MediaText type={type} url={url} />
      {isLoadable(url) && (
        <span class="media">
          <button type="button" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? hide : show}
            <span class="unseen">: {visibleText(url)}</span>
          </button>
          {isShown && <Medium type={type} url={url} />}
        </span>
      )}
    </>
  );
}

function Medium({ type, url }: MediaProps) {
  const [hasFailed, setFailed] = useState(false);
  const failed = () => setFailed(true);
  const label = visibleText(url);
  if (hasFailed) {
    return (
      <span class="trouble" role="alert">
        It could not be loaded from its address.
      </span>
    );
  }
  switch (type) {
    case "image_url":
      return <img src={url} alt={label} referrerpolicy="no-referrer" onError={failed} />;
    case "audio_url":
      // biome-ignore lint/a11y/useMediaCaption: a participant's file has no captions
      return <audio src={url} aria-label={label} controls autoplay onError={failed} />;
    case "video_url":
      // biome-ignore lint/a11y/useMediaCaption: a participant's file has no captions
      return <video src={url} aria-label={label} controls autoplay onError={failed} />;
  }
}

/** Long values are cut in a preview, and the page's policy loads media over HTTPS only. */
function isLoadable(url: string): boolean {
  return !url.endsWith("…") && URL.canParse(url) && new URL(url).protocol === "https:";
}
