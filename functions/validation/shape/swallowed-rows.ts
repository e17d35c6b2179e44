import type { SampleRecord } from "./sample.ts";

/** Rows within a field, since a quote is missing at its end. */
export interface SwallowedRows {
  /** Where the row with the field begins. */
  readonly line: number;
  /** The field's place, from 0. */
  readonly column: number;
  readonly rows: readonly string[];
}

/** What counts the rows shows it: the numbers at the start of the field's lines go on with that of its row, and the next row goes on with them. */
export function findSwallowedRows(records: readonly SampleRecord[]): SwallowedRows | undefined {
  for (const [index, record] of records.entries()) {
    const [number = ""] = record.fields;
    if (!/^\d{1,15}$/.test(number)) continue;
    for (const [column, field] of record.fields.entries()) {
      const rows = record.quoted[column] ? field.split(/\r\n|\r|\n/).slice(1) : [];
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
