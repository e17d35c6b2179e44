import type { FieldType } from "../../validation/schema/dataset-schema.ts";
import type { Column } from "../../validation/validation.ts";

/** A field's type as people know it. */
export const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  text: "Text",
  image_url: "Image",
  audio_url: "Audio",
  video_url: "Video",
  metadata: "Metadata, hidden",
  task_group_id: "Task group",
};

/** Whether the file's columns are the fields of a schema. */
export function isTyped(columns: readonly Column[]): boolean {
  return columns.some(({ type }) => type !== undefined);
}
