import { readRecords, type SampleRecord } from "./sample.ts";

export interface WrappedRows {
  /** The width of the rows within. */
  readonly width: number;
  readonly first: SampleRecord;
}

/**
 * Whether each row is in quotes as a whole, as Excel saves a CSV that it read as one column: one field, whose value
 * parses again as a row of the header's width. The header may have stayed as it was.
 *
 * @returns undefined where rows are not wrapped
 */
export function findWrappedRows(records: readonly SampleRecord[]): WrappedRows | undefined {
  const [header, ...rows] = records;
  if (!header || rows.length === 0) return undefined;
  const isWrapped = isWholeQuoted(header);
  const names = isWrapped ? unwrap(header) : header.fields;
  // A name that begins with a space is the rest of a sentence: "Question, please answer" is one column.
  if (names.length < 2 || names.slice(1).every((name) => name.startsWith(" "))) return undefined;
  const wrapped = rows.filter((row) => isWholeQuoted(row) && unwrap(row).length === names.length);
  const isEnough = isWrapped ? wrapped.length >= rows.length * 0.9 : wrapped.length >= rows.length * 0.5;
  const [first] = isWrapped ? [header] : wrapped;
  return isEnough && first && wrapped.length > 0 ? { width: names.length, first } : undefined;
}

function isWholeQuoted({ fields, quoted }: SampleRecord): boolean {
  return fields.length === 1 && quoted[0] === true;
}

function unwrap({ fields }: SampleRecord): readonly string[] {
  return readRecords({ text: fields[0] ?? "", isWhole: true }, ",")[0]?.fields ?? [];
}
