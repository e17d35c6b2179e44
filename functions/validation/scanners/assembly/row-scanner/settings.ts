// What a file is read with.
import { KINDS } from "./memory-map";

// The kinds of columns.
export const HIDDEN: u8 = 0;
export const VISIBLE: u8 = 1;
export const GROUP: u8 = 2;
/** Of images; those of sounds and of videos follow. */
export const MEDIA: u8 = 3;

export let columnCount: i32 = 0;
export let groupColumn: i32 = -1;
export let comparesRows: bool = false;
export let needsMedia: bool = false;
export let isRowPerLine: bool = false;

export function getKinds(): usize { return KINDS; }

/** The kinds of the columns have been written to KINDS. */
export function applySettings(columns: i32, group: i32, compares: bool, needs: bool, perLine: bool): void {
  columnCount = columns;
  groupColumn = group;
  comparesRows = compares;
  needsMedia = needs;
  isRowPerLine = perLine;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function kindOf(column: i32): u8 {
  return column < columnCount ? load<u8>(KINDS + (column as usize)) : HIDDEN;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function isShown(kind: u8): bool {
  return kind == VISIBLE || kind >= MEDIA;
}
