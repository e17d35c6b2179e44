import { isInvisible } from "../scanners/invisible.ts";
import type { SampleRecord } from "./sample.ts";
import { areNames, hasSentencesBelowNames, isBlankRecord, isNumber } from "./table.ts";

/**
 * The names of a second table below the first: `category,count` over `good,2`, below `id,text` and its rows. A blank line separates
 * them, or one and a title. Where both have as many columns, the kinds of their values show it.
 *
 * @returns undefined where there is none
 */
export function findTableBelow([header, ...rows]: readonly SampleRecord[]): SampleRecord | undefined {
  const width = header ? filledFields(header).length : 0;
  if (width < 2) return undefined;
  const place = rows.findIndex((record, index) => index > 1 && areNamesOf(record) && isSeparated(rows, index));
  const names = rows[place];
  const above = rows.slice(0, place).filter((record) => !isBlankRecord(record));
  const others = rows.slice(place + 1);
  const end = others.findIndex(isBlankRecord);
  const below = end < 0 ? others : others.slice(0, end);
  if (!names || above.length === 0 || below.length === 0) return undefined;
  const itsWidth = filledFields(names).length;
  if (!below.every((record) => filledFields(record).length <= itsWidth)) return undefined;
  if (itsWidth !== width) return below.some((record) => filledFields(record).length === itsWidth) ? names : undefined;
  return above.length > 1 && below.length > 1 && isOtherKind(names, above, below) ? names : undefined;
}

/** Whether a blank line is above a record, or above its title. */
function isSeparated(rows: readonly SampleRecord[], index: number): boolean {
  const [before, last] = rows.slice(index - 2, index);
  if (!before || !last) return false;
  return isBlankRecord(last) || (isBlankRecord(before) && filledFields(last).length === 1);
}

/** A spreadsheet pads a table to the width of the widest. */
function filledFields({ fields }: SampleRecord): readonly string[] {
  return fields.slice(0, fields.findLastIndex((field) => !isInvisible(field)) + 1);
}

function areNamesOf(record: SampleRecord): boolean {
  const names = filledFields(record);
  return names.length > 1 && areNames(names);
}

/** Whether a column begins to have numbers below the names, or ends to; or has texts of several words in all rows but this one. */
function isOtherKind(names: SampleRecord, above: readonly SampleRecord[], below: readonly SampleRecord[]): boolean {
  const areNumbers = (rows: readonly SampleRecord[], place: number) =>
    rows.every(({ fields }) => isNumber(fields[place] ?? ""));
  const haveNone = (rows: readonly SampleRecord[], place: number) =>
    rows.every(({ fields }) => !isNumber(fields[place] ?? ""));
  const changes = names.fields.some(
    (_, place) => areNumbers(below, place) || (areNumbers(above, place) && haveNone(below, place)),
  );
  const records = [names, ...above, ...below];
  return changes || hasSentencesBelowNames({ records, header: 0, width: names.fields.length });
}
