/** What a field of a typed dataset is [reference]. */
export const FIELD_TYPES = ["text", "image_url", "audio_url", "video_url", "metadata", "task_group_id"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** The types whose values are the address of an image, a sound or a video. */
export type MediaType = Extract<FieldType, `${string}_url`>;

/** What people call a medium. */
export const MEDIA_NAMES: Readonly<Record<MediaType, string>> = {
  image_url: "image",
  audio_url: "audio",
  video_url: "video",
};

export interface SchemaField {
  readonly type: FieldType;
  /** What participants read next to the value; without one, the field's name. */
  readonly label?: string | undefined;
}

/** The schema of a typed dataset (version 4) [reference]. The fields are in the order in which participants see them. */
export interface DatasetSchema {
  /** Whether a record that lacks a field is refused. */
  readonly strict: boolean;
  readonly fields: ReadonlyMap<string, SchemaField>;
}

export function isMedia(type: FieldType): type is MediaType {
  return type === "image_url" || type === "audio_url" || type === "video_url";
}

/** Whether participants see a field of this type. */
export function isShown(type: FieldType): boolean {
  return type === "text" || isMedia(type);
}
