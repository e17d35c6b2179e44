import { certainMetaName, isVisible } from "../rules/meta-names.ts";
import { MISSING_VALUES } from "../scanners/group-value.ts";
import { areCounted, areLetters, areNumbered, areOfProgram, isTitleOfProgram } from "./counted-names.ts";
import type { SampleRecord } from "./sample.ts";
import {
  areNames,
  hasIdsBelowHeader,
  hasNumbersBelowHeader,
  hasSentencesBelowNames,
  isBlankRecord,
  looksLikeHeader,
  type Table,
} from "./table.ts";

/** Whether a name is that of a column which participants do not see, or is meant as one. */
export function isHiddenName(name: string): boolean {
  return isHidden(name) || certainMetaName(name.trim()) !== undefined;
}

/** Further down than this, such a name is a datapoint's. */
const MOST_ROWS_ABOVE = 5;

/**
 * The header with hidden columns below the first row, where names of a program are above it: `Column1,Column2` over
 * `text,META_answer`.
 *
 * @returns its place among the table's records; undefined where there is none, or more than one row that could be it
 */
export function findHiddenHeader({ records, header, width }: Table): number | undefined {
  const hidden = records.flatMap(({ fields }, place) => (fields.some(isHidden) ? [place] : []));
  const [place = header] = hidden;
  const record = records[place];
  if (hidden.length !== 1 || place <= header || place > header + MOST_ROWS_ABOVE) return undefined;
  // A list of columns has the names of all of them in its first one.
  const isHeader =
    record && record.fields.length === width && looksLikeHeader(record) && !isHidden(record.fields[0] ?? "");
  return isHeader || (record && areNumbered(records[header])) ? place : undefined;
}

/**
 * The header below a title, to whose row a program added names: `Study 2024,Unnamed: 1,Unnamed: 2` over `id,text,label`. If the
 * title could be a name, or there are two columns, what is below shows it.
 *
 * @returns its place among the table's records; undefined where there is none
 */
export function findHeaderBelowTitle(table: Table): number | undefined {
  const below = findNamesBelow(table);
  if (!below) return undefined;
  const { top, names, rows, place } = below;
  if (!areOfProgram(top.fields) || !isNoDatapoint(names, rows)) return undefined;
  const { records, width } = table;
  const isOther = differs({ records, header: place, width });
  return (width > 2 ? isOther || isTitleOfProgram(top) : isOther && isTitleOfProgram(top)) ? place : undefined;
}

/**
 * The header below a title that has as many delimiters, or below merged cells: `Customer survey, wave 2, May 2025` over
 * `id,text,rating`, `Survey export,` over `id,text`, and `Task,,Answers,` over `id,text,good,bad`. Only names of one word each,
 * above rows that differ from them, are taken for a header.
 *
 * @returns its place among the table's records; undefined where there is none
 */
export function findHeaderBelowSentence(table: Table): number | undefined {
  const below = findNamesBelow(table);
  if (!below) return undefined;
  const { top, names, rows, place } = below;
  if (!(isSentence(top) || hasGaps(top)) || !areNames(names.fields) || !isNoDatapoint(names, rows)) return undefined;
  return differs({ records: table.records, header: place, width: table.width }) ? place : undefined;
}

/** The next record with a text below the header, if it has a field for each column and two rows or more are below it. */
function findNamesBelow({ records, header, width }: Table) {
  const [top, ...others] = records.slice(header);
  const next = others.findIndex((record) => !isBlankRecord(record));
  const [names, ...rows] = others.slice(next);
  if (!top || next < 0 || names?.fields.length !== width || rows.length < 2) return undefined;
  return { top, names, rows, place: header + 1 + next };
}

/** Several words, of which a comma separates some. */
function isSentence({ fields }: SampleRecord): boolean {
  return fields.slice(1).some((field) => /^\s+\S/.test(field)) && !areNames(fields.map((field) => field.trim()));
}

/** Cells next to one that is filled. What R and pandas write has no name for the first column. */
function hasGaps({ fields: [first = "", ...others] }: SampleRecord): boolean {
  return first.trim() !== "" && others.some((field) => field.trim() === "");
}

/**
 * Whether the header is below a spreadsheet's letters, and numbers are before the rows. R and pandas number rows too, below columns
 * that may be called A and B.
 */
export function isBelowLetters({ records, header, width }: Table): boolean {
  const [top, ...rows] = records;
  const [corner, ...letters] = top?.fields ?? [];
  if (header > 0 || corner !== "" || !areLetters(letters)) return false;
  // pandas counts from 0, and R writes quotes.
  if (top?.quoted[0] || !areSheetNumbers(rows.map(({ fields }) => fields[0] ?? ""))) return false;
  const [names, ...others] = rows.map((row) => ({ ...row, fields: row.fields.slice(1) }));
  if (!names) return false;
  const isOther = () => differs({ records: [names, ...others], header: 0, width: width - 1 });
  return names.fields.some(isHidden) || (isNoDatapoint(names, others) && isOther());
}

/** From 1 they only grow: what is hidden by a filter is not copied. */
function areSheetNumbers(values: readonly string[]): boolean {
  const follows = (value: string, index: number) => index === 0 || Number(value) > Number(values[index - 1]);
  return (
    values.length > 1 &&
    values[0] === "1" &&
    values.every((value, index) => /^[1-9]\d*$/.test(value) && follows(value, index))
  );
}

/** Whether a record could be a header, and has no value that is in its column again. */
function isNoDatapoint(names: SampleRecord, rows: readonly SampleRecord[]): boolean {
  const isAgain = (name: string, column: number) => rows.some(({ fields }) => fields[column]?.trim() === name.trim());
  return looksLikeHeader(names) && !names.fields.some((name, column) => isNoName(name) || isAgain(name, column));
}

function differs(table: Pick<Table, "records" | "header" | "width">): boolean {
  return hasNumbersBelowHeader(table) || hasIdsBelowHeader(table) || hasSentencesBelowNames(table);
}

/**
 * The header below lines that each have a name with a colon and a value: `Project:,Sentiment,` over `id,text,label`.
 *
 * @returns its place among the table's records; undefined where there is none
 */
export function findHeaderBelowKeys({ records, header, width }: Table): number | undefined {
  const others = records.slice(header);
  const end = others.findIndex((record) => !isKeyWithValue(record));
  const next = others.findIndex((record, index) => index >= end && !isBlankRecord(record));
  const [names, ...rows] = others.slice(next);
  if (end < 1 || next < 0 || names?.fields.length !== width || rows.length < 2) return undefined;
  if (!isNoDatapoint(names, rows) || rows.some(isKeyWithValue)) return undefined;
  const place = header + next;
  // A single line may be the header, with a colon after its name.
  const isSure = end > 1 && (next > end || width > 2);
  return isSure || (next > 1 && differs({ records, header: place, width })) ? place : undefined;
}

/** Whether a record has a name with a colon, and a value next to it. */
export function isKeyWithValue({ fields: [key = "", ...values] }: SampleRecord): boolean {
  return /\S\s*[:：]\s*$/.test(key) && values.filter((value) => value.trim() !== "").length === 1;
}

/** In fewer, a first value of another kind looks like a name above numbers. */
const FEWEST_ROWS = 5;

/**
 * The header below names that a program counted, as it does for a file that it took for one without a header: `Column1,Column2`
 * over `id,text`. What is below it shows that it is no datapoint.
 *
 * @returns its place among the table's records; undefined where there is none
 */
export function findHeaderBelowCounted({ records, header, width }: Table): number | undefined {
  const place = header + 1;
  const [top, names, ...rows] = records.slice(header);
  if (names?.fields.length !== width || rows.length < FEWEST_ROWS || !areCounted(top?.fields ?? [])) return undefined;
  return isNoDatapoint(names, rows) && differs({ records, header: place, width }) ? place : undefined;
}

/** What a first value is that differs from the numbers below it: a missing one, or one such as `>100` and `5 km`. */
function isNoName(text: string): boolean {
  const value = text.trim().toLowerCase();
  return MISSING_VALUES.has(value) || /^(?:unknown|inf|[kn]\. ?[ad]\.)$/.test(value) || !/^\P{N}*\p{L}/u.test(value);
}

/** A name that is only meant as one may be a text in a row. */
function isHidden(name: string): boolean {
  return !isVisible(name.trim());
}
