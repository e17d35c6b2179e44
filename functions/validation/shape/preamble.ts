import { belowComments } from "./comment-lines.ts";
import { areNumbered, isTitleOfProgram } from "./counted-names.ts";
import { hasOtherRows, isProse, isUnderTitle, LONG_LIST } from "./delimiter.ts";
import {
  findHeaderBelowCounted,
  findHeaderBelowKeys,
  findHeaderBelowSentence,
  findHeaderBelowTitle,
  findHiddenHeader,
  isBelowLetters,
  isKeyWithValue,
} from "./hidden-header.ts";
import { areProgramLines, belowProgramLines, isProgramLine } from "./program-lines.ts";
import type { Sample, SampleRecord } from "./sample.ts";
import {
  areNames,
  hasNumbersBelowHeader,
  hasSentencesBelowNames,
  isBlankRecord,
  isCommentRule,
  isNumber,
  isYear,
  looksLikeHeader,
  looksLikeHeaderWithGaps,
  type Table,
  withoutEmptyLeft,
} from "./table.ts";

export interface Preamble {
  /** The line on which the table seems to begin. */
  readonly headerLine: number;
  readonly kind: "separator" | "notice" | "blank" | "letters" | "text";
  /** The text above it. */
  readonly firstText: string;
  /** What a line `sep=` names. */
  readonly separator: string | undefined;
  /** Whether something shows that these lines are no header, and the one below them no datapoint. */
  readonly isSure: boolean;
}

const SEPARATOR_LINE = /^sep=(.)$/i;

/** The lines above the header, where there are any. @param table as it was found; undefined where there is one column */
export function findPreamble(
  sample: Sample,
  table: Table | undefined,
  records: readonly SampleRecord[],
): Preamble | undefined {
  const firstLine = sample.text.split(/[\r\n]/, 1)[0] ?? "";
  const separator = SEPARATOR_LINE.exec(firstLine)?.[1];
  if (table && isBelowLetters(table)) {
    const firstText = table.records[0]?.fields.join(table.delimiter) ?? "";
    return { headerLine: 2, kind: "letters", firstText, separator: undefined, isSure: true };
  }
  const below =
    table &&
    (findHiddenHeader(table) ??
      findHeaderBelowCounted(table) ??
      findHeaderBelowTitle(table) ??
      findHeaderBelowSentence(table) ??
      findHeaderBelowKeys(table));
  const header =
    separator !== undefined && table?.header === 0 ? nextHeader(table.records) : (below ?? (table && headerOf(table)));
  const all = table?.records ?? records;
  const commented = table ? 0 : belowComments(all);
  const top = all[header ?? (belowProgramLines(all) || commented || firstWithText(all))];
  const above = all.slice(0, top ? all.indexOf(top) : 0);
  if (separator !== undefined) {
    return {
      headerLine: top && above.length > 0 ? top.line : 2,
      kind: "separator",
      firstText: firstLine,
      separator,
      isSure: true,
    };
  }
  if (!top || above.length === 0) return undefined;
  if (commented === 0 && !isAboveTable(above, top, { sample, table, below })) return undefined;
  const texts = above
    .filter((record) => !isBlankRecord(record))
    .map(({ fields }) => fields.join(table?.delimiter ?? ","));
  // A line of signs says nothing of what is below it.
  const firstText = texts.find((text) => !isCommentRule(text)) ?? texts[0] ?? "";
  const kind = texts.length === 0 ? "blank" : /^\s*<(?:br|b|div|p|font)\b/i.test(firstText) ? "notice" : "text";
  return {
    headerLine: top.line,
    kind,
    firstText,
    separator: undefined,
    isSure: areNoHeader(above, table && { ...table, header: header ?? 0 }),
  };
}

/** A blank line, a mark, and what is different below a header. In a few rows of texts alone, a title looks like a header. */
function areNoHeader(above: readonly SampleRecord[], table: Table | undefined): boolean {
  if (!table || above.some((record) => isBlankRecord(record) || isMarked(record))) return true;
  if (above.length > 1 && above.every(isKeyWithValue)) return true;
  const names = table.records[table.header]?.fields ?? [];
  // Of cells that were merged over both rows, each has the name.
  const isUpperHalf = ({ fields }: SampleRecord) =>
    fields.some((field) => field === "") && fields.some((field, place) => field !== "" && field === names[place]);
  const couldBeHeader = (record: SampleRecord) =>
    record.fields.length === table.width && looksLikeHeader(record) && !isUpperHalf(record);
  if (above.some((record) => couldBeHeader(record) && !areNumbered(record) && !isTitleOfProgram(record))) return false;
  if (hasOtherRows(table) || hasSentencesBelowNames(table)) return true;
  // A question may be the only name of a long list.
  return table.records.length > LONG_LIST && !above.some(isTitleOfProgram);
}

/** Of a comment, of markup, and of a log. */
function isMarked(record: SampleRecord): boolean {
  return /^\s*(?:#|\/\/|<)/.test(record.fields[0] ?? "") || isProgramLine(record);
}

/** With fewer, a row below a header and a blank line could as well have a word in place of a number. */
const FEWEST_NUMBERS = 5;

/** A title may have as many delimiters as the table below it, but a blank line separates them. */
function headerOf(table: Table): number {
  const { records, header } = table;
  const names = header === 0 ? belowProgramLines(records) : 0;
  if (names > 0) return names;
  const next = records[header + 1];
  if (!next || !isBlankRecord(next)) return header;
  const below = records.findIndex((record, index) => index > header && !isBlankRecord(record));
  const top = records[below];
  if (!top || !looksLikeHeader(top) || !hasNumbersBelowHeader({ ...table, header: below })) return header;
  // A spreadsheet's empty columns have no name; a column that a row leaves empty has one further up.
  const isFilled = (name: string, place: number) =>
    name.trim() !== "" || records.slice(below).every(({ fields }) => (fields[place] ?? "").trim() === "");
  if (!top.fields.every(isFilled)) return header;
  // Names are above names only where many numbers show it; else a blank line follows the header.
  const isSure = records.length > below + FEWEST_NUMBERS && top.fields.every((name) => !/\d/.test(name));
  return isSure || !areNames(records[header]?.fields ?? []) ? below : header;
}

/** The record below a line `sep=;`, which read with that character looks like a row itself. */
function nextHeader(records: readonly SampleRecord[]): number {
  return records.length > 1 ? 1 : 0;
}

function firstWithText(records: readonly SampleRecord[]): number {
  return records.findIndex((record) => !isBlankRecord(record));
}

/** A header that is narrower than all rows is a header with too few names, and no title. */
function isAboveTable(
  above: readonly SampleRecord[],
  top: SampleRecord,
  { sample, table, below }: { sample: Sample; table: Table | undefined; below: number | undefined },
): boolean {
  const texts = above.filter((record) => !isBlankRecord(record));
  if (texts.length === 0) return true;
  if (!table) return areProgramLines(above);
  const isHeader = texts.every(isMarked) ? looksLikeHeaderWithGaps(top) : looksLikeHeader(withoutYears(top, table));
  if (!isHeader) return false;
  if (below !== undefined) return true;
  const isTitle = ({ fields }: SampleRecord) => fields.filter((field) => field.trim() !== "").length === 1;
  if (texts.every((record) => isTitle(record) || isMarked(record))) {
    if (texts.length < above.length || texts.some(isMarked)) return true;
    if (isProse(sample, table.delimiter)) return false;
    return texts.length > 1 || texts.every((title) => isUnderTitle(table, title));
  }
  // A title that contains the delimiter differs from a header only by what follows it: a blank line, names, numbers.
  const rows = table.records.slice(table.header + 1);
  return rows.some(({ fields }) => fields.some(isNumber)) && texts.length < above.length && !isTable(texts, top);
}

/** The names of a table that may begin further right than the first column, and may have a column for each year. */
function withoutYears(top: SampleRecord, { records }: Table): SampleRecord {
  const moved = withoutEmptyLeft(records);
  const place = records.indexOf(top);
  const names = moved[place] ?? top;
  const rows = moved.slice(place + 1);
  // A year that is in the column again is a value.
  const isName = (name: string, column: number) =>
    isYear(name) && rows.every(({ fields }) => !isYear(fields[column] ?? ""));
  const others = names.fields.filter((name, column) => !isName(name, column));
  return others.length > 1 && others.length < names.fields.length - 1 ? { ...names, fields: others } : names;
}

/** Whether what is above a table is a table too: one of the same columns, or with a column of numbers. */
function isTable(texts: readonly SampleRecord[], { fields }: SampleRecord): boolean {
  const [first, ...rows] = texts;
  const width = first?.fields.length ?? 0;
  if (rows.length === 0 || width < 2 || rows.some((row) => row.fields.length !== width)) return false;
  const shared = first?.fields.filter((name) => fields.includes(name)).length ?? 0;
  // One row below names may as well be two lines of a title, of which one word is a name too.
  if (rows.length === 1) return shared > width / 2;
  return shared > 0 || hasNumbersBelowHeader({ records: texts, header: 0, width });
}
