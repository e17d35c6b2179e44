import type { SampleRecord } from "./sample.ts";
import { isBlankRecord } from "./table.ts";

/** Fewer rows could be aligned by chance. */
const FEWEST_ROWS = 3;
const GAP = / {2,}/g;

/**
 * Whether columns are aligned by spaces, as reports and terminals print them: below each name of a header, after a gap of two
 * spaces at least, something begins in every row, or nothing is there.
 *
 * @param records the sample's, as they are with commas: each of one field
 */
export function hasAlignedColumns(records: readonly SampleRecord[]): boolean {
  const lines = records.filter((record) => !isBlankRecord(record)).map(({ fields }) => fields);
  const [header, ...rows] = lines.map(([line = ""]) => line.trimEnd());
  if (header === undefined || rows.length < FEWEST_ROWS || lines.some(({ length }) => length > 1)) return false;
  const starts = [...header.matchAll(GAP)].map(({ index, 0: gap }) => index + gap.length);
  // Words of one length come to begin at the same place too, after one space.
  const hasGap = starts.some((start) => rows.some((row) => row.length > start && row.slice(start - 2, start) === "  "));
  return hasGap && starts.every((start) => begins(rows, start));
}

function begins(rows: readonly string[], start: number): boolean {
  const filled = rows.filter((row) => row.length > start);
  return filled.length >= FEWEST_ROWS && filled.every((row) => row[start] !== " " && row[start - 1] === " ");
}
