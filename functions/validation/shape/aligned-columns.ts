import { countsUp } from "./index-column.ts";
import type { SampleRecord } from "./sample.ts";
import { isBlankRecord } from "./table.ts";

/** Fewer rows could be aligned by chance. */
const FEWEST_ROWS = 3;
const GAP = / {2,}/g;

/** The line below the names, as sqlcmd, SQL*Plus and sqlite3 print it. */
const RULE = /^-{2,}(?: +-+)+$/;

/**
 * Whether columns are aligned by spaces, as reports and terminals print them: below each name of a header, after a gap of two
 * spaces at least, something begins in every row, or nothing is there; or every row ends where each name does. A line of
 * dashes below the names shows it by itself.
 *
 * @param records the sample's, as they are with commas: each of one field
 */
export function hasAlignedColumns(records: readonly SampleRecord[]): boolean {
  const lines = records.filter((record) => !isBlankRecord(record)).map(({ fields }) => fields);
  const [header, ...rows] = lines.map(([line = ""]) => line.trimEnd());
  if (header === undefined || lines.some(({ length }) => length > 1)) return false;
  if (rows.length > 1 && /\S +\S/.test(header) && RULE.test(rows[0]?.trim() ?? "")) return true;
  if (rows.length < FEWEST_ROWS) return false;
  if (endBelowNames(header, rows)) return true;
  const starts = [...header.matchAll(GAP)].map(({ index, 0: gap }) => index + gap.length);
  // Words of one length come to begin at the same place too, after one space.
  const hasGap = starts.some((start) => rows.some((row) => row.length > start && row.slice(start - 2, start) === "  "));
  return hasGap && starts.every((start) => begins(rows, start));
}

/** As pandas and R print columns: numbers and texts below the right end of their names. */
function endBelowNames(header: string, rows: readonly string[]): boolean {
  // R and pandas number the rows, below no name, and R has one space between its names.
  const isNumbered = header.startsWith(" ") && countsUp(rows.map((row) => row.split(" ", 1)[0] ?? ""));
  const ends = [...header.matchAll(isNumbered ? /\S+/g : /\S+(?: \S+)*/g)].map(
    ({ index, 0: name }) => index + name.length,
  );
  const areAligned = rows.every((row) => ends.every((end) => /^\S(?: |$)/.test(row.slice(end - 1, end + 1))));
  return areAligned && (ends.length > 1 || isNumbered) && rows.some((row) => GAP_WITHIN.test(row));
}

const GAP_WITHIN = /\S {2,}\S/;

function begins(rows: readonly string[], start: number): boolean {
  const filled = rows.filter((row) => row.length > start);
  return filled.length >= FEWEST_ROWS && filled.every((row) => row[start] !== " " && row[start - 1] === " ");
}
