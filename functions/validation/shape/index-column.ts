import type { SampleRecord } from "./sample.ts";

/** What pandas and readr call a column that has no name. */
export const UNNAMED_COLUMN = /^(?:Unnamed: \d+(?:[._]\w+)*|\.\.\.\d+)$/;
/** What the first column is called where a table's row numbers became one. */
const ROW_NUMBERS = /^(?:X|X\.?1|V1|index|level_0|_c0|Column1)$/;

/** The columns, by their place, that number the rows: a program wrote them, and participants would see them. */
export function findIndexColumns([header, ...rows]: readonly SampleRecord[]): number[] {
  return (header?.fields ?? []).flatMap((name, place) => {
    if (UNNAMED_COLUMN.test(name)) return [place];
    return place === 0 && ROW_NUMBERS.test(name) && countsUp(rows.map(({ fields }) => fields[0] ?? "")) ? [place] : [];
  });
}

function countsUp(values: readonly string[]): boolean {
  const first = Number(values[0]);
  return (
    values.length > 1 && (first === 0 || first === 1) && values.every((value, index) => value === String(first + index))
  );
}
