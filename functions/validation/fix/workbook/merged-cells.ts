import type { CellObject, WorkSheet } from "@e965/xlsx";
import { NotFixable } from "../refusals.ts";
import * as say from "./refusals.ts";
import { MOST_CELLS, rowsOf, textOf } from "./sheet-cells.ts";

/**
 * The rows of a sheet in which cells that are merged in a column all have its value, as people see it: the file only has it in the
 * first one. Rows with nothing else stay as they are.
 *
 * @throws {NotFixable} as {@link rowsOf}
 */
export function rowsWithMerged(sheet: WorkSheet, is1904: boolean): ReturnType<typeof rowsOf> {
  const rows = rowsOf(sheet);
  const merges = sheet["!merges"] ?? [];
  if (merges.length === 0) return rows;
  const filled: (readonly (CellObject | undefined)[] | undefined)[] = [...rows];
  const hasText = (cell: CellObject | undefined) => textOf(cell, is1904) !== "";
  let looked = 0;
  for (const { s: first, e: last } of merges) {
    const value = rows[first.r]?.[first.c];
    if (!hasText(value)) continue;
    for (let place = first.r + 1; place <= Math.min(last.r, rows.length - 1); place++) {
      // Ranges may be said to overlap.
      if (++looked > MOST_CELLS) throw new NotFixable(say.tooManyCells(MOST_CELLS));
      const row = filled[place];
      if (row && !hasText(row[first.c]) && row.some(hasText)) filled[place] = withCell(row, first.c, value);
    }
  }
  return filled;
}

function withCell(
  row: readonly (CellObject | undefined)[],
  column: number,
  cell: CellObject | undefined,
): readonly (CellObject | undefined)[] {
  return Array.from({ length: Math.max(row.length, column + 1) }, (_, place) => (place === column ? cell : row[place]));
}
