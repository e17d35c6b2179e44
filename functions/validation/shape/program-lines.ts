import type { SampleRecord } from "./sample.ts";
import { areNames, isBlankRecord } from "./table.ts";

/** A line that a program printed, above a table. */
const PRINTED: readonly RegExp[] = [
  // With a time and a level, or a level and a logger's name.
  /^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d.*\b(?:DEBUG|INFO|WARN|WARNING|ERROR)\b/,
  /^(?:DEBUG|INFO|WARNING|ERROR):[\w.]+:/,
  // MySQL, PHP, Python with the line of code below, npm and ssh.
  /^\w+: \[Warning\] /,
  /^(?:PHP )?(?:Notice|Warning|Deprecated): .* on line \d/,
  /^\S+\.py:\d+: \w*Warning: /,
  /^ {2}(?:\w[\w.]* = )?\w[\w.]*\(/,
  /^> (?:@?[\w./-]+@\d\S* \S|(?:node|npm|npx|tsx|ts-node|python3?) \S)/,
  /^npm (?:WARN|warn|notice) /,
  /^Warning: (?:Permanently added |\d+ )/,
  // Transformers of Hugging Face.
  /^Setting `\w+` to `\w+`/,
  // R and SAS, in English, German, French and Spanish.
  /^# A (?:tibble|data frame): \d/,
  /^\s*(?:The|Das|Le|El) (?:SAS System|Système SAS|Sistema SAS)\s+\d\d?:\d\d\b/,
  // What a language model says before a table.
  /^(?:(?:Sure|Certainly|Of course|Absolutely)[,!.]|Here(?:'s|’s| is| are) (?:the|your|a|an|some)\b).*\b(?:CSV|tables?|data(?:set)?|rows|list|spreadsheet)\b.*:$/i,
];

export function isProgramLine({ fields }: SampleRecord): boolean {
  const line = fields.join(",");
  return PRINTED.some((pattern) => pattern.test(line));
}

/** A title between rules, with a blank line below. */
const RULED_TITLE = /^(-{2,}|={2,}|\*{3,}) \w.* \1$/;

/** Whether a line above a table is no part of it: a program printed it, or it is such a title. @param next the record below */
function isAbove(record: SampleRecord, next: SampleRecord | undefined): boolean {
  if (isProgramLine(record)) return true;
  return next !== undefined && isBlankRecord(next) && RULED_TITLE.test(record.fields.join(","));
}

/** Whether all lines above a table but blank ones are no part of it. */
export function areProgramLines(records: readonly SampleRecord[]): boolean {
  return records.every((record, place) => isBlankRecord(record) || isAbove(record, records[place + 1]));
}

/** Where there are names right below what a program printed; 0 where there are none. A list of such lines has them further down. */
export function belowProgramLines(records: readonly SampleRecord[]): number {
  const below = records.findIndex((record, place) => !isBlankRecord(record) && !isAbove(record, records[place + 1]));
  const names = records[below]?.fields ?? [];
  if (below < 1 || !areNames(names)) return 0;
  const rows = records.slice(below + 1);
  // A list of such lines may end in a word.
  const isEnd = names.length === 1 && rows.length < records.slice(0, below).filter(isProgramLine).length;
  return isEnd || rows.some(isProgramLine) ? 0 : below;
}
