import type { Sample, SampleRecord } from "./sample.ts";
import { areNames, findTable, hasNumbersBelowHeader, isBlankRecord, type Table } from "./table.ts";

/** A table whose fields are separated by several characters, as in `1::1193::5`. */
export interface LongDelimiter {
  readonly delimiter: string;
  readonly header: SampleRecord;
  readonly width: number;
}

/** A header has one of them; more only take time. */
const MOST_SIGNS = 5;

/** Semicolons and asterisks count next to other signs: alone they are empty fields, and words that nobody is to read. */
const SIGNS = /[|:~^§¦+$#@&%;*]{2,}|\\t/g;

/** Two colons, bars, a tab as programs escape it, or three signs that no text has. Hyphens and the like are in texts, as gaps and arrows. */
function separates(signs: string): boolean {
  return signs === "::" || signs === "||" || signs === "\\t" || (signs.length > 2 && /[^;*]/.test(signs));
}

/** Stands for the delimiter where one character is expected; no text has it. */
const STAND_IN = "\uffff";

/**
 * The delimiter of several characters that is in each line as often as in the first one; undefined where there is none.
 *
 * @param records the sample's, as they are with commas
 * @param other the table of one of these characters, which may be below a title and above a last line
 */
export function findLongDelimiter(
  sample: Sample,
  records: readonly SampleRecord[],
  other: Table | undefined,
): LongDelimiter | undefined {
  const top = other ? other.records[other.header] : records.find((record) => !isBlankRecord(record));
  const signs = top?.fields.join(other?.delimiter ?? ",").match(SIGNS) ?? [];
  for (const delimiter of [...new Set(signs)].filter(separates).slice(0, MOST_SIGNS)) {
    const text = sample.text.replaceAll(delimiter, STAND_IN);
    const table = findTable({ ...sample, text }, STAND_IN);
    const header = table?.records[table.header];
    if (!header || header.line !== top?.line || header.fields.some((name) => name.trim() === "")) continue;
    if ((other || isWhole(table)) && isTable(table)) {
      return { delimiter, header: { ...header, fields: [header.fields.join(delimiter)] }, width: table.width };
    }
  }
  return undefined;
}

/** Whether no line is another one than a row. */
function isWhole({ records, width }: Table): boolean {
  const lines = records.filter((record) => !isBlankRecord(record));
  return lines.length > 1 && lines.every(({ fields }) => fields.length === width);
}

/** Of two parts, a header may say what the sign in each text means. */
function isTable(table: Table): boolean {
  const names = table.records[table.header]?.fields.map((name) => name.trim()) ?? [];
  const rows = table.records.slice(table.header + 1).filter((record) => !isBlankRecord(record));
  return (table.width > 2 && rows.length > 1) || areNames(names) || hasNumbersBelowHeader(table);
}
