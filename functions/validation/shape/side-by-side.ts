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

/** @param records from the header on */
export function findSideBySide([header, ...rows]: readonly SampleRecord[]): SideBySide | undefined {
  const names = header?.fields ?? [];
  for (const [between, name] of names.entries()) {
    if (!isInvisible(name) || rows.some((row) => hasText(row, between, between + 1))) continue;
    const [left, right] = [blockOf(names, rows, 0, between), blockOf(names, rows, between + 1, names.length)];
    if (!left || !right || left.last === right.last) continue;
    const shorter = left.last < right.last ? left : right;
    if (!shorter.isFull || (shorter.names < 2 && Math.abs(left.last - right.last) < FEWEST_ROWS_LEFT)) continue;
    return { between, leftEnd: rows[left.last]?.line ?? 0, rightEnd: rows[right.last]?.line ?? 0 };
  }
  return undefined;
}

/** The columns from one to before another; undefined where they have no name or no value. */
function blockOf(names: readonly string[], rows: readonly SampleRecord[], from: number, to: number) {
  const places = names.flatMap((name, place) => (place >= from && place < to && !isInvisible(name) ? [place] : []));
  const last = rows.findLastIndex((row) => hasText(row, from, to));
  if (places.length === 0 || last < 0) return undefined;
  const own = rows.slice(0, last + 1);
  const isFull = places.some((place) => own.every((row) => hasText(row, place, place + 1)));
  return { last, names: places.length, isFull };
}

function hasText({ fields }: SampleRecord, from: number, to: number): boolean {
  return !fields.slice(from, to).every(isInvisible);
}
