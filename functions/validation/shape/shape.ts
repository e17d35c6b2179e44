import { bestTable } from "./delimiter.ts";
import { findFailureBelow } from "./failure-below.ts";
import { findLongDelimiter, type LongDelimiter } from "./long-delimiter.ts";
import { findPreamble, type Preamble } from "./preamble.ts";
import { readRecords, type Sample, type SampleRecord } from "./sample.ts";
import { findSideBySide, type SideBySide } from "./side-by-side.ts";
import { isBlankRecord, type Table, tableOf } from "./table.ts";
import { findTableBelow } from "./table-below.ts";
import { findWrappedRows, type WrappedRows } from "./wrapped-rows.ts";

/** How a file is written, by its first rows. */
export interface Shape {
  /** The records as they are with commas. */
  readonly records: readonly SampleRecord[];
  /** The table of another delimiter than the comma. */
  readonly other: Table | undefined;
  /** What separates the fields instead, if it has several characters. */
  readonly long: LongDelimiter | undefined;
  readonly preamble: Preamble | undefined;
  readonly wrapped: WrappedRows | undefined;
  readonly sideBySide: SideBySide | undefined;
  /** The names of a second table below the first. */
  readonly tableBelow: SampleRecord | undefined;
  /** Where a program wrote below the rows that it failed. */
  readonly failureBelow: SampleRecord | undefined;
  /** Whose table it is where bars are around its rows, and lines of signs between them. */
  readonly printedBy: "Markdown" | "a database" | undefined;
}

/**
 * Looks at how a file is written. What only the end of a file shows is left to others.
 *
 * @param isCsv whether it is a CSV for sure, which may have something above its header
 */
export function readShape(sample: Sample, isCsv = false): Shape {
  const records = readRecords(sample, ",");
  const none = {
    records,
    other: undefined,
    long: undefined,
    preamble: undefined,
    wrapped: undefined,
    sideBySide: undefined,
    tableBelow: undefined,
    failureBelow: undefined,
    printedBy: undefined,
  };
  if (records.every(isBlankRecord)) return none;
  const failureBelow = findFailureBelow(records);
  if (isCsv) {
    const preamble = findPreamble(sample, tableOf(records, ","), records);
    const table = below(preamble, records);
    return { ...none, preamble, sideBySide: findSideBySide(table), tableBelow: findTableBelow(table), failureBelow };
  }
  const wrapped = findWrappedRows(sample, records);
  if (wrapped) return { ...none, wrapped };
  const table = bestTable(sample, records);
  const other = table && table.delimiter !== "," ? table : undefined;
  const preamble = findPreamble(sample, table, records);
  const rows = below(preamble, other?.records ?? records);
  const [sideBySide, tableBelow] = [findSideBySide(rows), findTableBelow(rows)];
  const long = table?.delimiter === "," ? undefined : findLongDelimiter(sample, records, other);
  return { ...none, other, long, preamble, sideBySide, tableBelow, failureBelow, printedBy: printerOf(other) };
}

/** The header, and what is below it. */
function below(preamble: Preamble | undefined, records: readonly SampleRecord[]): readonly SampleRecord[] {
  return preamble ? records.filter(({ line }) => line >= preamble.headerLine) : records;
}

/** The line below the names, as MySQL, Spark, psql, Trino and Snowflake print it. */
const DATABASE_RULE = /^\s*(?:\+[-+=]*-\+|\|?-+(?:\+-+)+\|?)\s*$/;

function printerOf(table: Table | undefined): Shape["printedBy"] {
  if (table?.delimiter !== "|") return undefined;
  if (table.records.some(({ fields }) => DATABASE_RULE.test(fields.join("|")))) return "a database";
  const isRule = ({ fields }: SampleRecord) =>
    fields.every((field) => /^\s*:?-*:?\s*$/.test(field)) && fields.join("").includes("-");
  return table.records.some(isRule) ? "Markdown" : undefined;
}
