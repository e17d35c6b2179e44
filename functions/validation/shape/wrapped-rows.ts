import { OTHER_DELIMITERS } from "./delimiter.ts";
import { signAtLineEnds } from "./line-endings.ts";
import { readRecords, type Sample, type SampleRecord } from "./sample.ts";
import { GOOD_FIT, hasNumbersBelowHeader, isBlankRecord } from "./table.ts";

export interface WrappedRows {
  /** The width of the rows within. */
  readonly width: number;
  readonly first: SampleRecord;
  /** What separates their fields. */
  readonly delimiter: string;
  /** What a spreadsheet wrote behind the quotes, for empty columns. */
  readonly delimitersAtEnd: string;
}

/**
 * Whether rows are in quotes as a whole, as Excel saves a file that it read as one column: one field, whose value parses again
 * as a row of the header's width. The header may have stayed as it was.
 *
 * @param records the sample's, as they are with commas
 * @returns undefined where rows are not wrapped
 */
export function findWrappedRows(sample: Sample, records: readonly SampleRecord[]): WrappedRows | undefined {
  if (!records.some(({ quoted }) => quoted[0])) return undefined;
  const delimitersAtEnd = findDelimitersAtEnd(records);
  const wrapped = findWithCommas(records.map((record) => withoutEnd(record, delimitersAtEnd)));
  if (wrapped) return { ...wrapped, delimitersAtEnd };
  if (!records.some(isWholeQuoted)) return undefined;
  for (const delimiter of OTHER_DELIMITERS.keys()) {
    const other = sample.text.includes(delimiter) ? findWith(sample, delimiter) : undefined;
    if (other) return { ...other, delimitersAtEnd: "" };
  }
  return undefined;
}

/** What is behind every row in quotes: commas, or semicolons where Excel separates columns by them. */
function findDelimitersAtEnd(records: readonly SampleRecord[]): string {
  const sign = signAtLineEnds(records);
  if (sign?.startsWith(";")) return sign;
  const [header, ...rows] = records.filter((record) => !isBlankRecord(record));
  const width = rows[0]?.fields.length ?? 0;
  if (width < 2 || !rows.every((row) => row.fields.length === width && isAlone(row))) return "";
  // Below other names, it could be a list next to columns that are to be filled in.
  const areRows = (names: readonly string[]) =>
    names.length > 2 && rows.every((row) => unwrap(row, ",").every((field, place) => place === 0 || /^\S/.test(field)));
  return header && (isAlone(header) || areRows(header.fields)) ? ",".repeat(width - 1) : "";
}

/** Whether nothing is next to the first field, which is in quotes. */
function isAlone({ fields: [_, ...others], quoted }: SampleRecord): boolean {
  return quoted[0] === true && others.every((field) => field === "");
}

function withoutEnd(record: SampleRecord, delimiters: string): SampleRecord {
  const { fields } = record;
  const last = fields.at(-1) ?? "";
  if (delimiters.startsWith(";")) return { ...record, fields: fields.with(-1, last.slice(0, -delimiters.length)) };
  const isRow = delimiters !== "" && fields.length === delimiters.length + 1 && isAlone(record);
  return isRow ? { ...record, fields: fields.slice(0, 1) } : record;
}

type Found = Omit<WrappedRows, "delimitersAtEnd">;

function findWithCommas(records: readonly SampleRecord[]): Found | undefined {
  const [header, ...rows] = records.filter((record) => !isBlankRecord(record));
  if (!header || rows.length === 0) return undefined;
  const isWrapped = isWholeQuoted(header);
  const names = isWrapped ? unwrap(header, ",") : header.fields;
  // A name that begins with a space is the rest of a sentence: "Question, please answer" is one column.
  if (names.length < 2 || names.slice(1).every((name) => name.startsWith(" "))) return undefined;
  const wrapped = rows.filter((row) => isWholeQuoted(row) && unwrap(row, ",").length === names.length);
  const isEnough = wrapped.length >= rows.length * (isWrapped ? GOOD_FIT : 0.5);
  const [first] = isWrapped ? [header] : wrapped;
  return isEnough && first && wrapped.length > 0 ? { width: names.length, first, delimiter: "," } : undefined;
}

/** With another delimiter, Excel puts only those rows in quotes that have a comma or a quote. */
function findWith(sample: Sample, delimiter: string): Found | undefined {
  const records = readRecords(sample, delimiter).filter((record) => !isBlankRecord(record));
  const first = records.find(isWholeQuoted);
  const unwrapped = records.map((record) =>
    isWholeQuoted(record) ? { ...record, fields: unwrap(record, delimiter) } : record,
  );
  const [header, ...rows] = unwrapped;
  if (!first || !header || rows.length === 0) return undefined;
  // As with commas, a name that begins with a space is the rest of a sentence.
  if (header.fields.slice(1).every((name) => name.startsWith(" "))) return undefined;
  const width = header.fields.length;
  const fitting = rows.filter(({ fields }) => fields.length === width);
  const isSure = width > 2 || (width === 2 && hasNumbersBelowHeader({ records: unwrapped, header: 0, width }));
  return isSure && fitting.length >= rows.length * GOOD_FIT ? { width, first, delimiter } : undefined;
}

function isWholeQuoted({ fields, quoted }: SampleRecord): boolean {
  return fields.length === 1 && quoted[0] === true;
}

function unwrap({ fields }: SampleRecord, delimiter: string): readonly string[] {
  const [row, ...others] = readRecords({ text: fields[0] ?? "", isWhole: true }, delimiter);
  return row && others.length === 0 ? row.fields : [];
}
