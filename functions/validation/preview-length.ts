import type { FileSummary } from "./validation.ts";

/** How much of a value a preview shows. */
const VALUE_LENGTH = 500;

export function cutForPreview(value: string): string {
  return value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH)}…` : value;
}

/** Whether a preview does not show all of its values: only one that was cut is longer than what is shown of it. */
export function isPreviewCut({ preview, previewHidden }: Pick<FileSummary, "preview" | "previewHidden">): boolean {
  return [...preview, ...previewHidden].flat().some((value) => value.length > VALUE_LENGTH);
}
