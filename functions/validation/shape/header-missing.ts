import { isInvisible } from "../scanners/invisible.ts";
import { areCountedFromZero } from "./counted-names.ts";
import { countsUp, UNNAMED_COLUMN } from "./index-column.ts";
import { isPivotHeader } from "./pivot-header.ts";
import type { SampleRecord } from "./sample.ts";
import { hasIdsBelowHeader, hasNumbersBelowHeader, hasSeveralWords, isBlankRecord, isYear } from "./table.ts";
import { areOfOtherKind, differInNumbers, VALUE_KINDS } from "./value-kinds.ts";

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
  if (areSentences(values, cells)) return true;
  const hasProse = values.some((value, place) => isProse(value) && cells.every((row) => isProse(row[place] ?? "")));
  if (hasColumnOfOtherKind(values, cells, hasProse) && !hasOtherRows(records)) return true;
  return (repeated.length >= 2 || (repeated.length === 1 && hasProse)) && !isOneHot(rows);
}

/** Fewer values could look alike by chance. */
const FEWEST_ALIKE = 3;

/**
 * Whether the values of one column are alike, the first one included: those of the first column, or next to prose. Names that
 * are alike, as in a timetable or where items are numbered, are more than one.
 */
function hasColumnOfOtherKind(values: readonly string[], cells: Cells, hasProse: boolean): boolean {
  if (cells.length < FEWEST_ALIKE) return false;
  const columns = values.map((value, place) => [value, ...cells.map((row) => row[place] ?? "")]);
  if (areOfOtherKind(columns[0] ?? [])) return true;
  const alike = columns.filter((column) => areOfOtherKind(column) || differInNumbers(column));
  const [value = "", ...rest] = alike[0] ?? [];
  if (rest.length === 0 || alike.length > 1 || (alike[0] !== columns[0] && !hasProse)) return false;
  return values.filter((other) => other === value || differInNumbers([value, other])).length === 1;
}

/** Whether a column has numbers or ids below a name without any: the first record is a header for sure. */
function hasOtherRows(records: readonly SampleRecord[]): boolean {
  const table = { records, header: 0, width: records[0]?.fields.length ?? 0 };
  return hasNumbersBelowHeader(table) || hasIdsBelowHeader(table);
}

/** Several words, or as much text in a script that has no spaces between them. */
function isProse(text: string): boolean {
  return hasSeveralWords(text) || UNSPACED.test(text);
}

const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]{4}|[\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]{8}/u;

/** What a question or a task is asked with, whose answers may be sentences too. */
const TASK = /\b(?:please|describe|explain|tell|write|name|list|you|your|bitte|Sie|Ihre?|vous|votre|usted|su|tu)\b/i;

/** Whether several columns have sentences alone, below sentences that ask for nothing; the others have no names. */
function areSentences(values: readonly string[], cells: Cells): boolean {
  if (cells.length <= FEWEST_ALIKE || values.some((value) => TASK.test(value))) return false;
  const isText = (text = "") => isSentence(text) || /[?？]$/.test(text);
  const isOfText = (value: string, place: number) => isSentence(value) && cells.every((row) => isText(row[place]));
  const others = values.filter((value, place) => !isOfText(value, place));
  return values.length - others.length > 1 && others.every((value) => !/^\p{L}/u.test(value));
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
