import { isInvisible } from "../scanners/invisible.ts";
import type { SampleRecord } from "./sample.ts";

/** Two tables next to each other, with a column between them that has no name and no values. */
export interface SideBySide {
  /** The column between them, counted from 0. */
  readonly between: number;
  /** The lines on which the tables to its left and to its right end. */
  readonly leftEnd: number;
  readonly rightEnd: number;
}

/** One column that ends a row earlier may only lack its last value. */
const FEWEST_ROWS_LEFT = 2;

/** Columns next to each other. */
interface Block {
  /** How many have a name. */
  readonly names: number;
  /** The last row with a value; -1 where there is none. */
  readonly last: number;
  /** How many rows from the first on have a value in one of the columns with a name, at most. */
  readonly full: number;
}

const NOTHING: Block = { names: 0, last: -1, full: 0 };

/** @param records from the header on */
export function findSideBySide([header, ...rows]: readonly SampleRecord[]): SideBySide | undefined {
  const columns = (header?.fields ?? []).map((name, place) => blockOf(name, place, rows));
  // There may be thousands of columns.
  const lefts = unionsBefore(columns);
  const rights = unionsBefore(columns.toReversed()).reverse();
  for (const [between, { names, last }] of columns.entries()) {
    const [left, right] = [lefts[between] ?? NOTHING, rights[between] ?? NOTHING];
    if (names > 0 || last >= 0 || !isTable(left) || !isTable(right) || left.last === right.last) continue;
    const shorter = left.last < right.last ? left : right;
    if (shorter.full <= shorter.last) continue;
    if (shorter.names < 2 && Math.abs(left.last - right.last) < FEWEST_ROWS_LEFT) continue;
    return { between, leftEnd: rows[left.last]?.line ?? 0, rightEnd: rows[right.last]?.line ?? 0 };
  }
  return undefined;
}

function blockOf(name: string, place: number, rows: readonly SampleRecord[]): Block {
  const isFilled = ({ fields }: SampleRecord) => !isInvisible(fields[place] ?? "");
  const last = rows.findLastIndex(isFilled);
  if (isInvisible(name)) return { names: 0, last, full: 0 };
  const gap = rows.findIndex((row) => !isFilled(row));
  return { names: 1, last, full: gap < 0 ? rows.length : gap };
}

/** For each column, those before it as one. */
function unionsBefore(columns: readonly Block[]): Block[] {
  let union = NOTHING;
  return columns.map(({ names, last, full }) => {
    const before = union;
    union = { names: before.names + names, last: Math.max(before.last, last), full: Math.max(before.full, full) };
    return before;
  });
}

function isTable({ names, last }: Block): boolean {
  return names > 0 && last >= 0;
}
