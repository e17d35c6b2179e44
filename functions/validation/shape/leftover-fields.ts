import type { SampleRecord } from "./sample.ts";

/** Where programs put the fields of a row that has more of them than the header: PapaParse, and Python's csv.DictReader as a list. */
const COLUMNS: readonly (readonly [name: string, values: RegExp])[] = [
  ["__parsed_extra", /\S/],
  ["None", /^\[['"].*['"]\]$/s],
];

export interface LeftoverFields {
  readonly column: string;
  /** The first row that has some. */
  readonly row: SampleRecord;
  readonly text: string;
}

/** The fields that had no column when a program read the file that this one was made of. */
export function findLeftoverFields([header, ...rows]: readonly SampleRecord[]): LeftoverFields | undefined {
  for (const [column, values] of COLUMNS) {
    const place = (header?.fields.length ?? 0) - 1;
    const found = header?.fields[place] === column ? rows.filter(({ fields }) => values.test(fields[place] ?? "")) : [];
    const [row] = found;
    // A column of its own has a value in most rows.
    if (row && found.length * 2 < rows.length) return { column, row, text: row.fields[place] ?? "" };
  }
  return undefined;
}
