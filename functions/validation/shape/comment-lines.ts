import type { SampleRecord } from "./sample.ts";
import { areNames, hasSeveralWords, isBlankRecord, isCommentRule, isNumber, looksLikeHeader } from "./table.ts";

const MARK = /^\s*(?:#|\/\/)\s/;
/** A mark and three words at least: with fewer, a marked line may be a name, as in "# of words". */
const COMMENT = /^\s*(?:#|\/\/)\s+\S+\s+\S+\s+\S/;
/** A line of signs. A mark alone may be the name of a column. */
const RULE = /^\s*(?:#|\/\/)\s*[-=_~*#]{3,}\s*$/;
/** What a program writes of an export, and nobody into a name: a year, a date or an address. */
const EXPORT = /\b\d{4}(?:\d{4})?\b|:\/\//;

/**
 * Where the header is below comments, if nothing else shows that there is a table; 0 where there are none. Of a single column,
 * what is below its name shows that it is one: texts of several words, or numbers. Below a comment with a date, words do too.
 */
export function belowComments(records: readonly SampleRecord[]): number {
  const below = records.findIndex((record) => !isMarked(lineOf(record)) && !isBlankRecord(record));
  const [header, ...rows] = records.slice(below).filter((record) => !isBlankRecord(record));
  const comments = records.slice(0, Math.max(0, below)).map(lineOf);
  if (!header || rows.length < 2 || !comments.some((line) => COMMENT.test(line) || RULE.test(line))) return 0;
  const texts = rows.map(lineOf);
  if (texts.some(isMarked)) return 0;
  // Another table, or the rest of a report, may be below its rows.
  if (header.fields.length > 1) return isHeaderOf(rows[0], header) ? below : 0;
  if (!areNames(header.fields) || texts.includes(lineOf(header))) return 0;
  const isDated = comments.some((line) => EXPORT.test(line));
  return isDated || texts.every(hasSeveralWords) || texts.every(isNumber) ? below : 0;
}

/** A space behind each comma is of a sentence. */
function isHeaderOf(row: SampleRecord | undefined, header: SampleRecord): boolean {
  const { fields } = header;
  return row?.fields.length === fields.length && looksLikeHeader(header) && fields.every((name) => /^\S/.test(name));
}

function lineOf({ fields }: SampleRecord): string {
  return fields.join(",");
}

function isMarked(line: string): boolean {
  return MARK.test(line) || isCommentRule(line);
}
