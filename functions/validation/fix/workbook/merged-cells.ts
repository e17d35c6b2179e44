import type { CellObject, WorkSheet } from "@e965/xlsx";
import { NotFixable } from "../refusals.ts";
import * as say from "./refusals.ts";
import { rowsOf, textOf } from "./sheet-cells.ts";

/** In all ranges together, which a file may let overlap. */
const MOST_MERGED_ROWS = 3_000_000;

/**
 * The rows of a sheet in which cells that are merged in a column all have its value, as people see it: the file only has it in the
 * first one. Rows with nothing else stay as they are.
 *
 * @throws {NotFixable} as {@link rowsOf}, or there are too many merged cells
 */
export function rowsWithMerged(sheet: WorkSheet, is1904: boolean): ReturnType<typeof rowsOf> {
  const rows = rowsOf(sheet);
  const hasText = (cell: CellObject | undefined) => textOf(cell, is1904) !== "";
  const filled = new Map<number, (CellObject | undefined)[] | undefined>();
  /** The row to write to: a copy, if it has a text. */
  function rowAt(place: number): (CellObject | undefined)[] | undefined {
    const row = rows[place];
    if (row && !filled.has(place)) filled.set(place, row.some(hasText) ? [...row] : undefined);
    return filled.get(place);
  }

  let merged = 0;
  for (const { s: first, e: last } of sheet["!merges"] ?? []) {
    const value = rows[first.r]?.[first.c];
    if (!hasText(value)) continue;
    for (let place = first.r + 1; place <= Math.min(last.r, rows.length - 1); place++) {
      if (++merged > MOST_MERGED_ROWS) throw new NotFixable(say.tooManyCells(MOST_MERGED_ROWS));
      const row = rowAt(place);
      if (row && !hasText(row[first.c])) row[first.c] = value;
    }
  }
  return filled.size === 0 ? rows : Array.from(rows, (row, place) => filled.get(place) ?? row);
}
