import { areCounted } from "./counted-names.ts";
import type { SampleRecord } from "./sample.ts";
import { isBlankRecord } from "./table.ts";

/** What pandas, readr, SheetJS and JavaScript call a column that has no name. */
export const UNNAMED_COLUMN = /^(?:Unnamed: \d+(?:[._]\w+)*|\.\.\.\d+|__EMPTY(?:_\d+)?|undefined\d*)$/;
/** What the first column is called where a table's row numbers became one. */
const ROW_NUMBERS = /^(?:X|X\.?1|V1|index|level_0|_c0|Column1)$/;

/** How Arrow, and so Hugging Face's datasets, keeps the index of pandas, whatever it is. */
const ARROW_INDEX = /^__index_level_\d+__$/;

/** Columns, by their place, that a program wrote or named, and participants would see. */
export interface ProgramsColumns {
  /** They number the rows. */
  readonly numbering: readonly number[];
  /** They had no name, and have values. */
  readonly nameless: readonly number[];
}

export function findProgramsColumns([header, ...records]: readonly SampleRecord[]): ProgramsColumns {
  const names = header?.fields ?? [];
  const rows = records.filter((record) => !isBlankRecord(record) && record.fields[0] !== names[0]);
  const valuesOf = (place: number) => rows.map(({ fields }) => fields[place] ?? "");
  const unnamed = names.flatMap((name, place) => (UNNAMED_COLUMN.test(name) ? [place] : []));
  const numbering: number[] = [];
  for (const place of unnamed) {
    // What numbers the rows comes first.
    const isNumbering = place === numbering.length ? areIndexes : countsUp;
    if (isNumbering(valuesOf(place))) numbering.push(place);
  }
  const nameless = unnamed.filter((place) => !numbering.includes(place));
  // Next to V2, V1 is no more than a counted name.
  const isNamed = ROW_NUMBERS.test(names[0] ?? "") && !(names.length > 1 && areCounted(names)) && countsUp(valuesOf(0));
  const ofArrow = names.flatMap((name, place) => (ARROW_INDEX.test(name) ? [place] : []));
  return { numbering: [...(isNamed ? [0] : []), ...numbering, ...ofArrow], nameless };
}

/** Rows may have been left out, sorted or joined since they were numbered. */
function areIndexes(values: readonly string[]): boolean {
  if (values.length === 0 || values.some((value) => !/^\d+$/.test(value))) return false;
  if (new Set(values).size === values.length) return true;
  return values.every((value, index) => Number(value) < 2 || Number(value) === Number(values[index - 1]) + 1);
}

export function countsUp(values: readonly string[]): boolean {
  const first = Number(values[0]);
  return (
    values.length > 1 && (first === 0 || first === 1) && values.every((value, index) => value === String(first + index))
  );
}
