import type { SampleRecord } from "./sample.ts";
import { areNames, hasSeveralWords, isBlankRecord, isNumber } from "./table.ts";

/** A mark and three words at least: with fewer, a marked line may be a name, as in "# of words". */
const COMMENT = /^\s*(?:#|\/\/)\s+\S+\s+\S+\s+\S/;
/** What a program writes of an export, and nobody into a name: a year, a date or an address. */
const EXPORT = /\b\d{4}\b|:\/\//;

/**
 * Where the name of a single column is below comments; 0 where there are none. What is below it shows that it is a name: texts of
 * several words, or numbers. Below a comment with a date, words do too.
 */
export function belowComments(records: readonly SampleRecord[]): number {
  const below = records.findIndex((record) => !isComment(lineOf(record)) && !isBlankRecord(record));
  const [name, ...rows] = records.slice(below).filter((record) => !isBlankRecord(record));
  const comments = records.slice(0, Math.max(0, below)).map(lineOf);
  if (!comments.some((line) => COMMENT.test(line)) || name?.fields.length !== 1 || rows.length < 2) return 0;
  const texts = rows.map(lineOf);
  if (!areNames(name.fields) || texts.includes(lineOf(name)) || texts.some(isComment)) return 0;
  const isDated = comments.some((line) => EXPORT.test(line));
  return isDated || texts.every(hasSeveralWords) || texts.every(isNumber) ? below : 0;
}

function lineOf({ fields }: SampleRecord): string {
  return fields.join(",");
}

function isComment(line: string): boolean {
  return COMMENT.test(line) || (/^\s*(?:#|\/\/)\s/.test(line) && EXPORT.test(line));
}
