import { certainMetaName, isVisible } from "../rules/meta-names.ts";
import type { SampleRecord } from "./sample.ts";
import { looksLikeHeader, type Table } from "./table.ts";

/** Whether a name is that of a column which participants do not see, or is meant as one. */
export function isHiddenName(name: string): boolean {
  return isHidden(name) || certainMetaName(name.trim()) !== undefined;
}

/** Further down than this, such a name is a datapoint's. */
const MOST_ROWS_ABOVE = 5;

/**
 * The header with hidden columns below the first row, where names of a program are above it: `Column1,Column2` over
 * `text,META_answer`.
 *
 * @returns its place among the table's records; undefined where there is none, or more than one row that could be it
 */
export function findHiddenHeader({ records, header, width }: Table): number | undefined {
  const hidden = records.flatMap(({ fields }, place) => (fields.some(isHidden) ? [place] : []));
  const [place = header] = hidden;
  const record = records[place];
  if (hidden.length !== 1 || place <= header || place > header + MOST_ROWS_ABOVE) return undefined;
  // A list of columns has the names of all of them in its first one.
  const isHeader =
    record && record.fields.length === width && looksLikeHeader(record) && !isHidden(record.fields[0] ?? "");
  return isHeader || (record && areNumbered(records[header])) ? place : undefined;
}

/** A name that is only meant as one may be a text in a row. */
function isHidden(name: string): boolean {
  return !isVisible(name.trim());
}

const NUMBERED = /^(?:(?:column|col|field|unnamed:|var|v|x|f|c|_c)[ _.]?)?\d+$/i;

/** Whether names are those that a program gives to columns without one; one of them may be a title. */
export function areNumbered(record: SampleRecord | undefined): boolean {
  const others = record?.fields.filter((name) => !NUMBERED.test(name.trim())) ?? [];
  return record !== undefined && others.length <= 1 && others.length < record.fields.length;
}
