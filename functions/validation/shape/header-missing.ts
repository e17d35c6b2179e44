import { isInvisible } from "../scanners/invisible.ts";
import { areCountedFromZero } from "./counted-names.ts";
import { countsUp, UNNAMED_COLUMN } from "./index-column.ts";
import { isPivotHeader } from "./pivot-header.ts";
import type { SampleRecord } from "./sample.ts";
import { hasSeveralWords, isBlankRecord, isYear } from "./table.ts";
import { VALUE_KINDS } from "./value-kinds.ts";

/** The rows' fields, without white space around them. */
type Cells = readonly (readonly string[])[];

/**
 * Whether the first record is a datapoint: its values are of the same kind as those below it, or occur below it again, or all
 * lines are sentences.
 */
export function isHeaderMissing(records: readonly SampleRecord[]): boolean {
  const [first, ...others] = records;
  const isRow = (record: SampleRecord) => record.fields.length === first?.fields.length && !isBlankRecord(record);
  // Concatenated files repeat their header.
  const rows = others.filter(
    (record) => isRow(record) && record.fields.some((field, place) => field.trim() !== first?.fields[place]?.trim()),
  );
  if (!first || rows.length < 2) return false;
  const values = first.fields.map((field) => field.trim());
  if (areCountedNames(records)) return true;
  // People count from 1, and years are names.
  if (values.every((value, index) => value === String(index + 1))) return false;
  const cells = rows.map(({ fields }) => fields.map((field) => field.trim()));
  if (isPivotHeader(values, cells)) return false;
  const typed = values.filter((value, place) => !isYear(value) && hasKindOfColumn(value, place, cells));
  const repeated = values.filter((value, place) => value !== "" && cells.some((row) => row[place] === value));
  const [name = ""] = values;
  if (typed.includes(name) || typed.length >= 2) return true;
  if (values.length === 1 && isSentence(name) && isListOfSentences(cells)) return true;
  const hasProse = values.some(
    (value, place) => hasSeveralWords(value) && cells.every((row) => hasSeveralWords(row[place] ?? "")),
  );
  return (repeated.length >= 2 || (repeated.length === 1 && hasProse)) && !isOneHot(rows);
}

/** Whether the names are counted from 0, as pandas does where it has none; before them it may have numbered the rows. */
export function areCountedNames([header, ...rows]: readonly SampleRecord[]): boolean {
  const [first = "", ...others] = header?.fields ?? [];
  if (areCountedFromZero([first, ...others])) return true;
  const isIndex = isInvisible(first) || UNNAMED_COLUMN.test(first);
  return isIndex && areCountedFromZero(others) && countsUp(rows.map(({ fields }) => fields[0] ?? ""));
}

function hasKindOfColumn(value: string, place: number, cells: Cells): boolean {
  return VALUE_KINDS.some((kind) => kind.test(value) && cells.every((row) => kind.test(row[place] ?? "")));
}

/** Several words with a full stop; a question may be a column's name. */
function isSentence(text: string): boolean {
  return hasSeveralWords(text) ? /[.!…]["'”’»)]*$/.test(text.trim()) : /[。！]$/.test(text.trim());
}

function isListOfSentences(cells: Cells): boolean {
  const texts = cells.map(([text = ""]) => text);
  const sentences = texts.filter((text) => isSentence(text) || /[?？]$/.test(text));
  return sentences.length >= texts.length / 2;
}

/** A matrix has its names in its cells. */
function isOneHot(rows: readonly SampleRecord[]): boolean {
  return rows.every(({ fields }) => fields.length > 2) && rows.every(({ fields }) => new Set(fields).size <= 2);
}
