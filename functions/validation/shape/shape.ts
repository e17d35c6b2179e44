import type { FindingCode } from "../findings.ts";
import type { Said } from "../findings-list.ts";
import { quoteValue } from "../rules/quote-value.ts";
import { conflict } from "../rules/row-causes.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { hasAlignedColumns } from "./aligned-columns.ts";
import { bestTable, delimiterName } from "./delimiter.ts";
import { type ExtraHeader, findExtraHeader } from "./extra-header.ts";
import { findExtraRows } from "./extra-rows.ts";
import { areCountedNames, isHeaderMissing } from "./header-missing.ts";
import { findProgramsColumns } from "./index-column.ts";
import { signAtLineEnds } from "./line-endings.ts";
import { findMixedDelimiters, type MixedDelimiters } from "./mixed-delimiters.ts";
import { findPreamble, type Preamble } from "./preamble.ts";
import { readRecords, type Sample, type SampleRecord, takeSample } from "./sample.ts";
import { findSideBySide, type SideBySide } from "./side-by-side.ts";
import { findSwallowedRows, type SwallowedRows } from "./swallowed-rows.ts";
import { isBlankRecord, type Table, tableOf } from "./table.ts";
import { findWrappedRows, type WrappedRows } from "./wrapped-rows.ts";

export interface ShapeFinding {
  readonly code: FindingCode;
  readonly said: Said;
  /** Whether rows read with commas below the first line mean nothing: one finding says it, and not one for each row. */
  readonly explainsRows: boolean;
}

/** How a file is written, by its first rows. */
export interface Shape {
  /** The records as they are with commas. */
  readonly records: readonly SampleRecord[];
  /** The table of another delimiter than the comma. */
  readonly other: Table | undefined;
  readonly preamble: Preamble | undefined;
  readonly wrapped: WrappedRows | undefined;
  readonly sideBySide: SideBySide | undefined;
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
    preamble: undefined,
    wrapped: undefined,
    sideBySide: undefined,
    printedBy: undefined,
  };
  if (records.every(isBlankRecord)) return none;
  if (isCsv) {
    const preamble = findPreamble(sample, tableOf(records, ","), records);
    return { ...none, preamble, sideBySide: findSideBySide(below(preamble, records)) };
  }
  const wrapped = findWrappedRows(sample, records);
  if (wrapped) return { ...none, wrapped };
  const table = bestTable(sample, records);
  const other = table && table.delimiter !== "," ? table : undefined;
  const preamble = findPreamble(sample, table, records);
  const sideBySide = findSideBySide(below(preamble, other?.records ?? records));
  return { ...none, other, preamble, sideBySide, printedBy: printerOf(other) };
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

/**
 * Judges how a file is written, by its first rows: whether they are a CSV whose first record is its header, and if not, what
 * they are.
 *
 * @param start the file's first bytes, without a byte order mark before them
 * @param isWhole whether that is the whole file
 * @param schema of a typed file: what it names is a column, and meant as one
 */
export function judgeShape(start: Uint8Array, isWhole: boolean, schema?: DatasetSchema): ShapeFinding[] {
  const shape = readShape(takeSample(start, isWhole));
  const { records, other, preamble, wrapped, sideBySide } = shape;
  if (records.every(isBlankRecord)) return [];
  if (wrapped) return [wrappedRow(wrapped)];
  if (!other && hasAlignedColumns(records)) return [alignedColumns(records[0])];
  const mixed = other || preamble ? undefined : findMixedDelimiters(records);
  if (mixed) return [mixedDelimiters(mixed, records[0])];
  if (sideBySide && !other && !preamble && !schema) return [twoTables(sideBySide)];
  const found: ShapeFinding[] = [];
  if (preamble) found.push(linesAbove(preamble));
  if (other) found.push(otherDelimiter(other, shape, schema));
  return found.length > 0 ? found : judgeRecords(records, schema);
}

/** Judges rows that are separated by commas, below their header. */
function judgeRecords(records: readonly SampleRecord[], schema: DatasetSchema | undefined): ShapeFinding[] {
  const found: ShapeFinding[] = [];
  const extra = findExtraHeader(records);
  if (extra) found.push(extraHeader(extra));
  else if (!hasField(records[0], schema) && isHeaderMissing(records)) {
    found.push(areCountedNames(records) ? countedNames(records[0]) : headerMissing(records[0]));
  }
  const sign = signAtLineEnds(records);
  if (sign !== undefined) found.push(endsInSign(sign));
  const swallowed = findSwallowedRows(records);
  if (swallowed) found.push(swallowedRows(swallowed, records[0]));
  const left = findConflict(records);
  if (left) found.push(leftConflict(left));
  const { leftOut, headers } = findExtraRows(records);
  found.push(...leftOut.map(leftOutRows), ...headers.map(headerInOtherCase));
  // What the schema does not have, nobody sees.
  if (schema) return found;
  const { numbering, nameless } = findProgramsColumns(records);
  for (const place of numbering) found.push(indexColumn(records[0]?.fields[place] ?? ""));
  for (const place of nameless) found.push(namelessColumn(records[0]?.fields[place] ?? "", place));
  return found;
}

/** Where a conflict that Git left begins, if its lines have as many fields as the header: of others, the number tells. */
function findConflict(records: readonly SampleRecord[]): SampleRecord | undefined {
  const width = records[0]?.fields.length;
  const marks = records.filter(
    ({ fields }) => fields.length === width && /^(?:<{7} \S|={7}$|>{7} \S)/.test(fields[0] ?? ""),
  );
  const signs = marks.map(({ fields }) => fields[0]?.[0]).join("");
  return marks[signs.indexOf("<=>")];
}

function hasField(header: SampleRecord | undefined, schema: DatasetSchema | undefined): boolean {
  return header !== undefined && schema !== undefined && header.fields.some((name) => schema.fields.has(name));
}

function otherDelimiter(
  { delimiter, records, header, width }: Table,
  { preamble, printedBy }: Pick<Shape, "preamble" | "printedBy">,
  schema: DatasetSchema | undefined,
): ShapeFinding {
  const top = preamble ? records.find(({ line }) => line === preamble.headerLine) : records[header];
  const names = top?.fields ?? [];
  // Bars around a printed row are no columns.
  const columns = printedBy ? names.filter((name) => name.trim() !== "").length : width;
  return delimiterFinding(
    top,
    `The fields are separated by ${delimiterName(delimiter)}, not by commas: ${quoteValue(names.join(delimiter))}. ` +
      (schema
        ? `They would be one column instead of these ${columns}.`
        : `Participants would not see these ${columns} columns, and columns that begin with META_ would not be hidden.`),
    printedBy
      ? PRINTED_HINTS[printedBy]
      : "Save it with commas: in Google Sheets, download it as CSV; in LibreOffice, choose the field delimiter in the export dialog; Excel uses the list separator of the system's regional settings; in R, use write.csv.",
  );
}

function delimiterFinding(header: SampleRecord | undefined, message: string, hint: string): ShapeFinding {
  return { code: "delimiter", explainsRows: true, said: { line: header?.line ?? 1, column: null, message, hint } };
}

function mixedDelimiters({ header, rows, width }: MixedDelimiters, top: SampleRecord | undefined): ShapeFinding {
  return delimiterFinding(
    top,
    `The ${width} names of the header are separated by ${delimiterName(header)}, and the fields of the rows by ${delimiterName(rows)}: ${quoteValue(top?.fields.join(",") ?? "")}.`,
    "Write both with commas.",
  );
}

function alignedColumns(header: SampleRecord | undefined): ShapeFinding {
  return delimiterFinding(
    header,
    `The columns are aligned by spaces, not separated by commas: ${quoteValue(header?.fields[0] ?? "")}. Participants would see them as one column.`,
    "This is a table as a report or a terminal shows it: export it as CSV from the program that printed it, or import it into a spreadsheet as text of fixed width.",
  );
}

const PRINTED_HINTS = {
  Markdown: "This is a Markdown table: copy it into a spreadsheet, and save it as CSV UTF-8.",
  "a database": "This is a table that a database printed: have the database export it as CSV.",
};

function linesAbove({ headerLine, kind, firstText, separator, isSure }: Preamble): ShapeFinding {
  const range = headerLine === 3 ? "1 and 2" : `1 to ${headerLine - 1}`;
  const what = kind === "blank" ? "blank" : quoteValue(firstText);
  const lines = headerLine === 2 ? `Line 1 (${what}) is` : `Lines ${range} (${what}) are`;
  const above = headerLine === 2 ? "line 1" : `lines ${range}`;
  const reason = {
    separator: "Only Excel understands a line like this; other programs read it as the header.",
    notice: "The page that exported the file wrote an error message into it.",
    blank: "The first line is read as the header.",
    letters: "It has the letters of a spreadsheet's columns, and column 1 the numbers of its rows.",
    text: "The first line is read as the header.",
  }[kind];
  const delimiter = separator !== undefined && separator !== "," ? " It names a delimiter other than the comma." : "";
  return {
    code: "preamble",
    explainsRows: true,
    said: {
      line: 1,
      column: null,
      message: `${lines} above the table, which seems to begin on line ${headerLine}. ${reason}${delimiter}`,
      hint:
        kind === "letters"
          ? "Delete line 1 and column 1, so that the file begins with the column names."
          : isSure
            ? `Delete ${above}, so that the file begins with the column names.`
            : `If it is a title, delete ${above}, so that the file begins with the column names. If it is the header, give every column a name.`,
    },
  };
}

function wrappedRow({ first: { line, fields }, width, delimiter }: WrappedRows): ShapeFinding {
  const rows =
    delimiter === ","
      ? "Each row is enclosed in quotes as a whole"
      : `Rows are enclosed in quotes as a whole, and their fields are separated by ${delimiterName(delimiter)}`;
  return {
    code: "wrapped-row",
    explainsRows: true,
    said: {
      line,
      column: null,
      message: `${rows}: ${quoteValue(fields[0] ?? "")} is one field instead of ${width}, so participants would see one column.`,
      hint: "Excel does this when it saves a CSV that it opened as one column. Open the original file by Data > From Text/CSV with its own delimiter, and save it again; or remove the quotes around the rows.",
    },
  };
}

function twoTables({ between, leftEnd, rightEnd }: SideBySide): ShapeFinding {
  return {
    code: "blank-column",
    explainsRows: true,
    said: {
      line: 1,
      column: null,
      message: `Two tables seem to be side by side: column ${between + 1} has no name and no values, and what is to its left ends on line ${leftEnd}, what is to its right on line ${rightEnd}.`,
      hint: `Move one of them into a file of its own, and delete column ${between + 1}. If it is one table, only delete that column.`,
    },
  };
}

function extraHeader({ from, to, source }: ExtraHeader): ShapeFinding {
  const lines = from === to ? `Line ${from} ` : `Lines ${from} ${to === from + 1 ? "and" : "to"} ${to} `;
  const isPart = `${from === to ? "is" : "are"} a part of the header that ${source} writes`;
  const what = { types: "has the types of the columns", questions: "has the questions of the columns" };
  const hint = {
    Qualtrics: `Delete ${from === to ? "it" : "them"}. Qualtrics writes the question texts and the import ids below the column names of every export.`,
    SurveyMonkey:
      "Delete it, and give each column the name of its question. SurveyMonkey writes its header in two rows.",
    sqlcmd: "Delete it. sqlcmd writes a line below the column names; Export-Csv in PowerShell does not.",
    types: "Delete it. R prints the types below the column names; write.csv does not.",
    questions: "Delete it, or use the questions as the column names.",
  }[source];
  return {
    code: "extra-header",
    explainsRows: false,
    said: {
      line: from,
      column: null,
      message: `${lines}${source === "types" || source === "questions" ? what[source] : isPart}, not a datapoint: participants would get a task with it.`,
      hint,
    },
  };
}

function endsInSign(sign: string): ShapeFinding {
  const said = {
    line: 1,
    column: null,
    message: `Every line ends in ${quoteValue(sign)}, and participants would see it in the last column.`,
    hint: sign.startsWith(";")
      ? "Delete it at the end of each line. Excel writes it for empty columns where semicolons separate the columns."
      : "Delete it at the end of each line.",
  };
  return { code: "delimiter", explainsRows: false, said };
}

function swallowedRows({ line, column, rows }: SwallowedRows, header: SampleRecord | undefined): ShapeFinding {
  const count = rows.length === 1 ? "The next row is" : `The next ${rows.length} rows are`;
  const said = {
    line,
    column: header?.fields[column] ?? null,
    message: `${count} in a field of this one: ${quoteValue(rows[0] ?? "")}. A quote opens the field, and none closes it at its end.`,
    hint: "Remove the quote at the start of the field, or add the one at its end.",
  };
  return { code: "quote", explainsRows: false, said };
}

function leftOutRows({ line, fields }: SampleRecord): ShapeFinding {
  return {
    code: "extra-row",
    explainsRows: false,
    said: {
      line,
      column: null,
      message: `The row stands for rows that were left out, ${quoteValue(fields.join(","))}: participants would get it as a task.`,
      hint: "Remove the line, and check that the file has all rows: language models and programs shorten what they print.",
    },
  };
}

function headerInOtherCase({ line, fields }: SampleRecord): ShapeFinding {
  return {
    code: "header-repeated",
    explainsRows: false,
    said: {
      line,
      column: null,
      message: `The row repeats the header in other letters, ${quoteValue(fields.join(","))}: participants would get the column names as a task.`,
      hint: "Remove the line, unless it is a datapoint.",
    },
  };
}

function leftConflict({ line, fields }: SampleRecord): ShapeFinding {
  const { code, ...said } = conflict(fields[0] ?? "");
  return { code, explainsRows: false, said: { line, column: null, ...said } };
}

function headerMissing(record: SampleRecord | undefined): ShapeFinding {
  return {
    code: "header-missing",
    explainsRows: false,
    said: {
      line: record?.line ?? 1,
      column: null,
      message: `The first line looks like a datapoint, not like column names: ${quoteValue(record?.fields.join(",") ?? "")}. Its values would become the column names instead of a task.`,
      hint: "Add a first line with the column names, unless these are the names. In pandas, leave out header=False; in R, col.names=FALSE.",
    },
  };
}

function countedNames(header: SampleRecord | undefined): ShapeFinding {
  return {
    code: "header-missing",
    explainsRows: false,
    said: {
      line: header?.line ?? 1,
      column: null,
      message: `The column names are only numbers from 0, as pandas gives them where it has none: ${quoteValue(header?.fields.join(",") ?? "")}.`,
      hint: "If line 2 has the names, delete line 1. Otherwise put the names in place of the numbers.",
    },
  };
}

function namelessColumn(name: string, place: number): ShapeFinding {
  return {
    code: "blank-column",
    explainsRows: false,
    said: {
      line: 1,
      column: name,
      severity: "warning",
      message: `Column ${place + 1} had no name, and a program called it ${quoteValue(name)}, which participants would see.`,
      hint: "Name it, or leave it out.",
    },
  };
}

function indexColumn(name: string): ShapeFinding {
  return {
    code: "index-column",
    explainsRows: false,
    said: {
      line: 1,
      column: name,
      message: `The column ${quoteValue(name)} numbers the rows, and participants would see it.`,
      hint: "Leave it out of the export: index=False in pandas' to_csv, row.names=FALSE in R's write.csv. To keep it for the results, give it a name that begins with META_.",
    },
  };
}
