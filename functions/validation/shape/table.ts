import { isInvisible } from "../scanners/invisible.ts";
import { readRecords, type Sample, type SampleRecord } from "./sample.ts";

/** A table found in a sample: rows of one width, with what may be their header on top. */
export interface Table {
  readonly delimiter: string;
  readonly records: readonly SampleRecord[];
  /** Which record is the header, counted from 0: what stands above it is no part of the table. */
  readonly header: number;
  readonly width: number;
  /** Which part of the rows below the header has its width, 0 to 1. */
  readonly fit: number;
}

/** Further down than this, nobody puts a header. */
const MOST_LINES_ABOVE = 30;
/** Which part of the rows has to have the table's width, 0 to 1. */
export const GOOD_FIT = 0.9;

/** A line between a header and its rows, as databases print it. */
function isRule({ fields }: SampleRecord): boolean {
  return fields.every((field) => /^[\s|+=:-]*$/.test(field));
}

/** A comment, or a row of a spreadsheet in which one cell is filled. */
function isTitle(record: SampleRecord): boolean {
  const { fields } = record;
  return isComment(record) || (fields.length > 2 && fields.filter((field) => !isInvisible(field)).length === 1);
}

/** Whether a mark begins the record, or is all of it, with or without a line behind it. "# of employees" is a number of them. */
function isComment({ fields: [first = "", ...others] }: SampleRecord): boolean {
  return /^\s*(?:#\s(?!\s*of\b)|\/\/)/.test(first) || (others.length === 0 && isCommentRule(first));
}

/** Whether a line has a comment's mark and signs alone, as in `# -----`. */
export function isCommentRule(line: string): boolean {
  return /^\s*(?:#|\/\/)[\s#/=_~*-]*$/.test(line);
}

/** numpy and gnuplot write a mark before the names, which then are above rows and not above another header. */
function isMarkedHeader(records: readonly SampleRecord[], marked: number, below: number, width: number): boolean {
  const [first = "", ...others] = records[marked]?.fields ?? [];
  const names = [first.replace(/^\s*(?:#|\/\/)\s*/, ""), ...others];
  return areNames(names) && !hasNumbersBelowHeader({ records, header: below, width });
}

/** Whether each is one word, as names of columns often are and titles are not. */
export function areNames(fields: readonly string[]): boolean {
  return (
    fields.every((field) => /^[\p{L}_][\p{L}\p{M}\p{N}_.-]*$/u.test(field)) && new Set(fields).size === fields.length
  );
}

export function isBlankRecord({ fields }: SampleRecord): boolean {
  return fields.every(isInvisible);
}

/** The table that a sample holds if its fields are separated so; undefined where there is none of two columns or more. */
export function findTable(sample: Sample, delimiter: string): Table | undefined {
  const read = readRecords(sample, delimiter);
  const records = endsRowsTwice(read) ? read.map(withoutLastEmpty) : read;
  const table = tableOf(records, delimiter);
  if (delimiter !== "\t" || table?.header === 0) return table;
  const torn = tornTable(records);
  return !table || (torn && areNames(records[torn.header]?.fields ?? [])) ? torn : table;
}

/** In so many rows at least, 0 to 1, a tab separates values where no header shows it. */
const MANY = 2 / 3;

/**
 * The table of a file of tabs in which most rows are torn, for example by line ends within texts: nobody types tabs between names,
 * or after the first words of most rows.
 */
function tornTable(records: readonly SampleRecord[]): Table | undefined {
  const filled = records.filter((record) => !isBlankRecord(record));
  const [top, ...rows] = filled;
  const width = Math.max(...filled.map(({ fields }) => fields.length));
  if (!top || rows.length === 0 || width < 3 || filled.some(({ fields }) => isInvisible(fields[0] ?? "")))
    return undefined;
  const separated = filled.filter(({ fields }) => fields.length > 1).length;
  const isHeader = top.fields.length === width && areNames(top.fields);
  if (!isHeader && (top.fields.length < 2 || separated < MANY * filled.length || filled.length < 3)) return undefined;
  const fit = rows.filter(({ fields }) => fields.length === width).length / rows.length;
  return { delimiter: "\t", records, header: records.indexOf(top), width, fit };
}

/** Whether a delimiter follows every row, and not the header. */
function endsRowsTwice([header, ...rows]: readonly SampleRecord[]): boolean {
  if (!header || rows.every(isBlankRecord)) return false;
  const width = header.fields.length + 1;
  return rows.every((row) => isBlankRecord(row) || (row.fields.length === width && row.fields.at(-1) === ""));
}

function withoutLastEmpty(record: SampleRecord): SampleRecord {
  const { fields, quoted } = record;
  if (fields.length < 2 || fields.at(-1) !== "") return record;
  return { ...record, fields: fields.slice(0, -1), quoted: quoted.slice(0, -1) };
}

/** @param records the sample's, as they are with the delimiter */
export function tableOf(records: readonly SampleRecord[], delimiter: string): Table | undefined {
  // In a short table, comments would be more than its rows.
  const start = records.findIndex((record) => !isBlankRecord(record) && !isComment(record));
  const width = usualWidth(records.slice(Math.max(0, start)));
  if (width < 2) return undefined;
  const isHeader = (record: SampleRecord) => record.fields.length === width && !isBlankRecord(record);
  const first = records.findIndex(isHeader);
  const untitled = records.findIndex((record) => isHeader(record) && !isTitle(record));
  const isTitled = untitled >= 0 && withoutEmptyLeft(records).slice(untitled).some(looksLikeHeader);
  const header = isTitled && !isMarkedHeader(records, first, untitled, width) ? untitled : first;
  if (header < 0 || header > MOST_LINES_ABOVE) return undefined;
  const below = records.slice(header + 1).filter((record) => !isBlankRecord(record) && !isRule(record));
  const isFooter = below.length > 1 && below.at(-1)?.fields.length === 1;
  const rows = isFooter ? below.slice(0, -1) : below;
  const fitting = rows.filter(({ fields }) => fields.length === width).length;
  const fit = rows.length > 0 ? fitting / rows.length : records.length === 1 ? 1 : 0;
  const table = { delimiter, records, header, width, fit };
  return fit >= GOOD_FIT || (delimiter !== "," && hasUnevenRows(table)) ? table : undefined;
}

/**
 * Whether names of one word each are above rows of which at least half have their width: a delimiter is in the values of some,
 * as in `1;Fish &amp; chips;good`, and others are short, such as those that a line end within a text has torn apart.
 */
function hasUnevenRows(table: Table): boolean {
  const { delimiter, records, header, width, fit } = table;
  const names = records[header]?.fields ?? [];
  if (header > 0 || fit < 0.5 || !areNames(names)) return false;
  return width > 2 || delimiter === "\t" || hasNumbersBelowHeader(table);
}

/** The width that most of the rows have, lines between them aside; of two that are as frequent, the larger one. */
function usualWidth(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>();
  for (const record of records) {
    if (isBlankRecord(record) || isRule(record)) continue;
    const { length } = record.fields;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  let usual = 0;
  for (const [width, count] of counts) {
    const most = counts.get(usual) ?? 0;
    if (count > most || (count === most && width > usual)) usual = width;
  }
  return usual;
}

const NUMBER = /^[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)(?:e[+-]?\d+)?\s*%?$/i;

export function isNumber(text: string): boolean {
  return NUMBER.test(text.trim());
}

/** Whether a column has a number in each row. */
export function areNumbersIn(rows: readonly SampleRecord[], place: number): boolean {
  return rows.every(({ fields }) => isNumber(fields[place] ?? ""));
}

const YEAR = /^(?:1[89]|20)\d\d$/;

export function isYear(text: string): boolean {
  return YEAR.test(text);
}

export function hasSeveralWords(text: string): boolean {
  return /\S\s+\S/.test(text);
}

type TableRows = Pick<Table, "records" | "header" | "width">;

function namesAndRows({ records, header, width }: TableRows) {
  const rows = records.slice(header + 1).filter(({ fields }) => fields.length === width);
  return { names: records[header]?.fields ?? [], rows };
}

/** Whether one of the columns has numbers in all rows, below a name that is none: what is above them is a header. */
export function hasNumbersBelowHeader(table: TableRows): boolean {
  const { names, rows } = namesAndRows(table);
  return (
    rows.length > 0 &&
    names.some((name, place) => !isNumber(name) && rows.every(({ fields }) => isNumber(fields[place] ?? "")))
  );
}

/** Whether one of the columns has a different code with digits in each row, below a name without. */
export function hasIdsBelowHeader(table: TableRows): boolean {
  const { names, rows } = namesAndRows(table);
  return names.some((name, place) => {
    const ids = rows.map(({ fields }) => fields[place]?.trim() ?? "");
    const areIds = ids.every((id) => /^[\p{L}_-]*\d+$/u.test(id)) && new Set(ids).size === ids.length;
    return areIds && ids.length > 1 && !/\d/.test(name);
  });
}

/** Whether one of the columns has several words in every row, below a header of one word each. */
export function hasSentencesBelowNames(table: TableRows): boolean {
  const { names, rows } = namesAndRows(table);
  const areSentences = (_: string, place: number) => rows.every(({ fields }) => hasSeveralWords(fields[place] ?? ""));
  return rows.length > 0 && areNames(names.map((name) => name.trim())) && names.some(areSentences);
}

/** Whether a record could be a header: names that are there, short, different, and no numbers. */
export function looksLikeHeader({ fields }: SampleRecord): boolean {
  const named = fields.findLastIndex((field) => !isInvisible(field)) + 1;
  // A spreadsheet writes the empty columns to the right too.
  const names = fields.slice(0, named > 1 ? named : fields.length).map((field) => field.trim());
  return (
    names.every((name) => name !== "" && name.length <= 60 && !isNumber(name)) && new Set(names).size === names.length
  );
}

/** Without the columns before the first that has anything in it: a spreadsheet's table may begin further right. */
export function withoutEmptyLeft(records: readonly SampleRecord[]): readonly SampleRecord[] {
  const filled = records.map(({ fields }) => fields.findIndex((field) => !isInvisible(field))).filter((at) => at >= 0);
  const left = Math.min(...filled);
  return left > 0 ? records.map((record) => ({ ...record, fields: record.fields.slice(left) })) : records;
}

/** Whether it is one if the columns without a name are left out of it: below a comment, nothing else is a header. */
export function looksLikeHeaderWithGaps(record: SampleRecord): boolean {
  const fields = record.fields.filter((field) => !isInvisible(field));
  return fields.length > 1 && looksLikeHeader({ ...record, fields });
}
