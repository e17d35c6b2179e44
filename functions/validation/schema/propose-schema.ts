import type { FileFormat } from "../file-format.ts";
import type { Said } from "../findings-list.ts";
import { certainMetaName, META_PREFIX, TASK_GROUP_COLUMN } from "../rules/meta-names.ts";
import { isInvisible } from "../scanners/invisible.ts";
import { IMAGE_ENDINGS, MEDIA_ENDINGS, MEDIA_TYPES } from "../scanners/media-url.ts";
import type { DatasetSchema, MediaType, SchemaField } from "./dataset-schema.ts";
import { readableLabel } from "./readable-label.ts";
import { sampleRecords } from "./sample-records.ts";

export interface SchemaProposal {
  readonly schema: DatasetSchema;
  /** Why each field is what it is, for people. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly strictReason: string;
  readonly format: FileFormat;
  /** Why its columns are not what is proposed: it is no CSV with commas and a header, and no JSON Lines. */
  readonly misread: Pick<Said, "message" | "hint"> | undefined;
  /** Why its columns may be other ones: its first line may be no header, or not all of it. */
  readonly doubt: Pick<Said, "message" | "hint"> | undefined;
  /** How many records were looked at: 1,000 at most, from the first MiB. */
  readonly records: number;
}

const MEDIA_WORDS: Readonly<Record<MediaType, readonly [one: string, more: string]>> = {
  image_url: ["an image", "images"],
  audio_url: ["a sound", "sounds"],
  video_url: ["a video", "videos"],
};

/**
 * Proposes a schema for a file, from its first records. The stream is closed when they are read.
 *
 * @param format by how the file begins if not given
 * @throws only what the stream throws
 */
export async function proposeSchema(
  source: AsyncIterable<Uint8Array>,
  { format }: { readonly format?: FileFormat | undefined } = {},
): Promise<SchemaProposal> {
  const sample = await sampleRecords(source, format);
  const fields = new Map<string, SchemaField>();
  const reasons = new Map<string, string>();
  const groupColumn = groupColumnOf(sample.fields);
  let gap: string | undefined;
  for (const name of sample.fields) {
    const values = sample.records.map((record) => record.get(name) ?? "");
    const filled = values.filter((value) => !isInvisible(value));
    if (filled.length < values.length) gap ??= name;
    const { field, reason } = proposeField(name, filled, groupColumn);
    fields.set(name, field);
    reasons.set(name, reason);
  }
  const count = sample.records.length;
  const strict = count > 0 && gap === undefined;
  const filledIn = count === 1 ? "The only record has" : `All ${count} records that were checked have`;
  return {
    schema: { strict, fields },
    reasons,
    strictReason: strict
      ? `${filledIn} a value for every field.`
      : count === 0
        ? "There is no record to look at."
        : `Not every record has a value for "${gap}".`,
    format: sample.format,
    misread: sample.misread,
    doubt: sample.doubt,
    records: count,
  };
}

/** The one that defines task groups; where there is none, the first that is only spelled otherwise. */
function groupColumnOf(names: readonly string[]): string | undefined {
  const isMeant = (name: string) => certainMetaName(name) === TASK_GROUP_COLUMN;
  return names.includes(TASK_GROUP_COLUMN) ? TASK_GROUP_COLUMN : names.find(isMeant);
}

/** @param filled the values that there are */
function proposeField(
  name: string,
  filled: readonly string[],
  groupColumn: string | undefined,
): { field: SchemaField; reason: string } {
  if (name === groupColumn) {
    const reason =
      name === TASK_GROUP_COLUMN ? "Its name defines task groups." : `Its name is like ${TASK_GROUP_COLUMN}.`;
    return { field: { type: "task_group_id" }, reason };
  }
  if (name.startsWith(META_PREFIX)) {
    return { field: { type: "metadata" }, reason: `Its name begins with ${META_PREFIX}: it is hidden.` };
  }
  const meant = certainMetaName(name);
  if (meant !== undefined) return { field: { type: "metadata" }, reason: `Its name is like ${meant}: it is hidden.` };
  const label = readableLabel(name);
  const shown = label === name ? {} : { label };
  const media = MEDIA_TYPES.find((type) => filled.length > 0 && filled.every((value) => isUrlOf(value, type)));
  if (media === undefined) return { field: { type: "text", ...shown }, reason: "It is shown as text." };
  const [one, more] = MEDIA_WORDS[media];
  const reason =
    filled.length === 1 ? `Its only value is the URL of ${one}.` : `All ${filled.length} values are URLs of ${more}.`;
  return { field: { type: media, ...shown }, reason };
}

/** With http too: that it must be https is for validation to say. */
function isUrlOf(value: string, type: MediaType): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const path = new URL(value).pathname.toLowerCase();
  const endings: readonly string[] = type === "image_url" ? IMAGE_ENDINGS : MEDIA_ENDINGS[type];
  return endings.some((ending) => path.endsWith(ending));
}
