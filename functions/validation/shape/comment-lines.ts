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
  const below = records.findIndex((record) => !isComment(record) && !isBlankRecord(record));
  const [name, ...rows] = records.slice(below).filter((record) => !isBlankRecord(record));
  if (below < 1 || !records.slice(0, below).some(hasWords) || name?.fields.length !== 1 || rows.length < 2) return 0;
  const texts = rows.map(({ fields }) => fields.join(","));
  if (!areNames(name.fields) || texts.includes(name.fields[0] ?? "") || rows.some(isComment)) return 0;
  const isDated = records.slice(0, below).some(({ fields }) => EXPORT.test(fields.join(",")));
  return isDated || texts.every(hasSeveralWords) || texts.every(isNumber) ? below : 0;
}

function hasWords({ fields }: SampleRecord): boolean {
  return COMMENT.test(fields.join(","));
}

function isComment(record: SampleRecord): boolean {
  const line = record.fields.join(",");
  return hasWords(record) || (/^\s*(?:#|\/\/)\s/.test(line) && EXPORT.test(line));
}
