import { readRecords, type Sample, type SampleRecord } from "./sample.ts";
import { areNames, hasNumbersBelowHeader, isBlankRecord, type Table } from "./table.ts";

/** Of two columns or a few rows, sentences could have as many parts by chance. */
const FEWEST_COLUMNS = 3;
const FEWEST_ROWS = 3;

/**
 * The table whose fields are separated by spaces, and in quotes only where they need it, as pandas writes it: below names of
 * one word each, every row has as many fields, and a space is within quotes somewhere.
 */
export function findSpacedTable(sample: Sample): Table | undefined {
  if (!sample.text.includes('"')) return undefined;
  const records = readRecords(sample, " ");
  const [header, ...rows] = records.filter((record) => !isBlankRecord(record));
  if (!header || rows.length < 2 || !haveNames(header)) return undefined;
  const width = header.fields.length;
  const areRows = rows.every((row) => row.fields.length === width && !hasBareQuote(row));
  if (!areRows || !rows.some(needsQuotes)) return undefined;
  const isLarge = width >= FEWEST_COLUMNS && rows.length >= FEWEST_ROWS;
  const table = { delimiter: " ", records, header: 0, width, fit: 1 };
  return isLarge || hasNumbersBelowHeader(table) ? table : undefined;
}

/** The column in which pandas numbers the rows has no name. */
function haveNames({ fields, quoted }: SampleRecord): boolean {
  const bare = fields.filter((name, place) => !quoted[place] && (place > 0 || name !== ""));
  return fields.length > 1 && areNames(bare);
}

function hasBareQuote({ fields, quoted }: SampleRecord): boolean {
  return fields.some((field, place) => !quoted[place] && field.includes('"'));
}

function needsQuotes({ fields, quoted }: SampleRecord): boolean {
  return fields.some((field, place) => quoted[place] && field.includes(" "));
}
