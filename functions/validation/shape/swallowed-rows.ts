import { readRecords, type SampleRecord } from "./sample.ts";
import { isNumber } from "./table.ts";
import { VALUE_KINDS } from "./value-kinds.ts";

/** Rows within a field, since a quote is missing at its end. */
export interface SwallowedRows {
  /** Where the row with the field begins. */
  readonly line: number;
  /** The field's place, from 0. */
  readonly column: number;
  readonly rows: readonly string[];
}

export function findSwallowedRows(records: readonly SampleRecord[]): SwallowedRows | undefined {
  return findNumbered(records) ?? findConfirmed(records);
}

/** What counts the rows shows it: the numbers at the start of the field's lines go on with that of its row, and the next row goes on with them. */
function findNumbered(records: readonly SampleRecord[]): SwallowedRows | undefined {
  for (const [index, record] of records.entries()) {
    const [number = ""] = record.fields;
    if (!/^\d{1,15}$/.test(number)) continue;
    for (const [column, field] of record.fields.entries()) {
      const rows = record.quoted[column] ? linesOf(field).slice(1) : [];
      const goOn = rows.every((row, place) => row.startsWith(`${Number(number) + place + 1},`));
      // Of text after a closing quote, the quote says more.
      if (rows.length === 0 || !goOn || rows.at(-1)?.includes('"')) continue;
      const next = records[index + 1]?.fields[0];
      const isNext = next === undefined ? rows.length > 1 : next === String(Number(number) + rows.length + 1);
      if (isNext) return { line: record.line, column, rows };
    }
  }
  return undefined;
}

/** A field whose lines are rows of the table, as far as their number of fields shows. */
interface Candidate extends SwallowedRows {
  readonly record: SampleRecord;
  /** The fields of each line by their columns, without those that are outside of the field. */
  readonly cells: readonly (readonly (string | undefined)[])[];
}

/** The values show it: those within the field's lines are of the kind of their columns, or in them in other rows too. */
function findConfirmed([header, ...records]: readonly SampleRecord[]): SwallowedRows | undefined {
  const width = header?.fields.length ?? 0;
  const rows = width < 2 ? [] : records.filter(({ fields }) => fields.length === width);
  const candidates = rows.flatMap((record) => candidateOf(record));
  const others = rows.filter((row) => !candidates.some(({ record }) => record === row)).map(({ fields }) => fields);
  // Tables and examples in a column are in most of its rows, and some of them have one line.
  if (candidates.length > others.length) return undefined;
  return candidates.find(
    ({ column, cells }) =>
      !others.some((row) => splitRow(row[column] ?? "").length === width) && isConfirmed(cells, others, column),
  );
}

function candidateOf(record: SampleRecord): Candidate[] {
  const { line, fields } = record;
  const width = fields.length;
  return fields.flatMap((field, column) => {
    const [first = "", ...rows] = record.quoted[column] ? linesOf(field) : [];
    const last = rows.at(-1);
    if (last === undefined || isOdd(last)) return [];
    const start = splitRow(first);
    const middle = rows.slice(0, -1).map(splitRow);
    const end = splitRow(last);
    const isStart = start.length === width - column;
    // What follows the closing quote ends the last line's row, or belongs to the row with the field.
    const isEnd = end.length === width || end.length === column + 1;
    if (!isStart || !isEnd || middle.some(({ length }) => length !== width)) return [];
    const outside: undefined[] = Array.from({ length: column });
    return [{ line, column, rows, record, cells: [[...outside, ...start], ...middle, end] }];
  });
}

function isConfirmed(cells: Candidate["cells"], others: readonly (readonly string[])[], own: number): boolean {
  const [first = []] = cells;
  // A matrix has numbers alone.
  if (cells.flat().every((value) => value === undefined || isNumber(value))) return false;
  return first.some((_, place) => {
    const values = cells.flatMap((row) => row[place] ?? []);
    const column = others.map((row) => row[place] ?? "");
    // Lists in a column have the same things in them.
    if (place === own || values.length === 0 || column.length === 0) return false;
    const isOfKind = (kind: RegExp) => [...values, ...column].every((value) => kind.test(value));
    return values.some((value) => value !== "" && column.includes(value)) || [...VALUE_KINDS, CODE].some(isOfKind);
  });
}

/** An id of letters and digits. */
const CODE = /^(?=\D*\d)(?=[^a-z]*[a-z])[a-z\d_-]{2,}$/i;

/** The fields of a line; none where one is no field of a row, as in a sentence, whose commas are before a space. */
function splitRow(line: string): readonly string[] {
  const [row, ...others] = readRecords({ text: line, isWhole: true }, ",");
  const isRow = row && others.length === 0 && !row.fields.some((field) => /^\s/.test(field));
  return isRow ? row.fields : [];
}

function isOdd(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

function linesOf(field: string): readonly string[] {
  return field.split(/\r\n|\r|\n/);
}
