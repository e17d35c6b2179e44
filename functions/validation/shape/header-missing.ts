import { isPivotHeader } from "./pivot-header.ts";
import type { SampleRecord } from "./sample.ts";
import { isBlankRecord } from "./table.ts";

/** What values of a kind look like: a name seldom does. */
const KINDS = [
  /^[+-]?\d+$/,
  /^[+-]?\d+[.,]\d+$/,
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/,
  /^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/,
  /^https?:\/\/\S+$/i,
  /^[^\s@]+@[^\s@]+\.[a-z]+$/i,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
];
const YEAR = /^(?:1[89]|20)\d\d$/;

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
  // Columns without names are often counted, and years are names.
  if (values.every((value, index) => value === String(index) || value === String(index + 1))) return false;
  const cells = rows.map(({ fields }) => fields.map((field) => field.trim()));
  if (isPivotHeader(values, cells)) return false;
  const typed = values.filter((value, place) => !YEAR.test(value) && hasKindOfColumn(value, place, rows));
  const repeated = values.filter(
    (value, place) => value !== "" && rows.some(({ fields }) => fields[place]?.trim() === value),
  );
  const [name = ""] = values;
  if (typed.includes(name) || typed.length >= 2) return true;
  if (values.length === 1 && isSentence(name) && isListOfSentences(rows)) return true;
  const hasProse = values.some(
    (value, place) => isProse(value) && rows.every(({ fields }) => isProse(fields[place] ?? "")),
  );
  return (repeated.length >= 2 || (repeated.length === 1 && hasProse)) && !isOneHot(rows);
}

function hasKindOfColumn(value: string, place: number, rows: readonly SampleRecord[]): boolean {
  return KINDS.some((kind) => kind.test(value) && rows.every(({ fields }) => kind.test(fields[place]?.trim() ?? "")));
}

/** Several words with a full stop; a question may be a column's name. */
function isSentence(text: string): boolean {
  return isProse(text) ? /[.!…]["'”’»)]*$/.test(text.trim()) : /[。！]$/.test(text.trim());
}

function isListOfSentences(rows: readonly SampleRecord[]): boolean {
  const texts = rows.map(({ fields }) => fields[0]?.trim() ?? "");
  const sentences = texts.filter((text) => isSentence(text) || /[?？]$/.test(text));
  return sentences.length >= texts.length / 2;
}

/** Several words. */
function isProse(text: string): boolean {
  return /\S\s+\S/.test(text.trim());
}

/** A matrix has its names in its cells. */
function isOneHot(rows: readonly SampleRecord[]): boolean {
  return rows.every(({ fields }) => fields.length > 2) && rows.every(({ fields }) => new Set(fields).size <= 2);
}
