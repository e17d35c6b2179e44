import { MEDIA_TYPES } from "./media-url.ts";
import type { ColumnKinds } from "./row-events.ts";

// What a column has, as a byte. assembly/row-scanner/settings.ts has the same.
export const HIDDEN = 0;
export const VISIBLE = 1;
export const GROUP = 2;
/** Of the first of MEDIA_TYPES; those of the others follow. */
export const MEDIA = 3;

/** A byte for each column. */
export function kindsOf({ visible, groupColumn, media }: ColumnKinds): Uint8Array {
  return Uint8Array.from(visible, (isVisible, index) => {
    if (index === groupColumn) return GROUP;
    const type = media?.[index];
    if (type !== undefined) return MEDIA + MEDIA_TYPES.indexOf(type);
    return isVisible ? VISIBLE : HIDDEN;
  });
}

/** Whether participants see a column of a kind. */
export function isShown(kind: number): boolean {
  return kind === VISIBLE || kind >= MEDIA;
}
