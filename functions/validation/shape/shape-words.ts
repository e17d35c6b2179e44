import type { FindingCode } from "../findings.ts";
import type { Said } from "../findings-list.ts";
import { quoteValue } from "../rules/quote-value.ts";
import { conflict } from "../rules/row-causes.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { delimiterName } from "./delimiter.ts";
import type { ExtraHeader } from "./extra-header.ts";
import type { LeftoverFields } from "./leftover-fields.ts";
import type { LongDelimiter } from "./long-delimiter.ts";
import type { MixedDelimiters } from "./mixed-delimiters.ts";
import type { Preamble } from "./preamble.ts";
import type { SameColumns } from "./same-columns.ts";
import type { SampleRecord } from "./sample.ts";
import type { Shape } from "./shape.ts";
import type { SideBySide } from "./side-by-side.ts";
import type { SwallowedRows } from "./swallowed-rows.ts";
import type { Table } from "./table.ts";
import type { WrappedRows } from "./wrapped-rows.ts";

// What there is to say of how a file is written.

export interface ShapeFinding {
  readonly code: FindingCode;
  readonly said: Said;
  /** Whether rows read with commas below the first line mean nothing: one finding says it, and not one for each row. */
  readonly explainsRows: boolean;
}

/** Said of a file whose rows are judged too. */
function ofRows(code: FindingCode, said: Said): ShapeFinding {
  return { code, said, explainsRows: false };
}

function insteadOfRows(code: FindingCode, said: Said): ShapeFinding {
  return { code, said, explainsRows: true };
}

export function otherDelimiter(
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
    separatedBy(delimiterName(delimiter), names.join(delimiter)) + insteadOfColumns(columns, schema),
    printedBy
      ? PRINTED_HINTS[printedBy]
      : "Save it with commas: in Google Sheets, download it as CSV; in LibreOffice, choose the field delimiter in the export dialog; Excel uses the list separator of the system's regional settings; in R, use write.csv.",
  );
}

function separatedBy(delimiter: string, names: string): string {
  return `The fields are separated by ${delimiter}, not by commas: ${quoteValue(names)}. `;
}

function insteadOfColumns(columns: number, schema: DatasetSchema | undefined): string {
  return schema
    ? `They would be one column instead of these ${columns}.`
    : `Participants would not see these ${columns} columns, and columns that begin with META_ would not be hidden.`;
}

export function longDelimiter(
  { delimiter, header, width }: LongDelimiter,
  schema: DatasetSchema | undefined,
): ShapeFinding {
  return delimiterFinding(
    header,
    separatedBy(quoteValue(delimiter), header.fields.join("")) + insteadOfColumns(width, schema),
    `Save it with commas: in pandas, read it by read_csv with sep=re.escape(${JSON.stringify(delimiter)}) and engine="python", and write it by to_csv.`,
  );
}

function delimiterFinding(header: SampleRecord | undefined, message: string, hint: string): ShapeFinding {
  return insteadOfRows("delimiter", { line: header?.line ?? 1, column: null, message, hint });
}

export function mixedDelimiters({ header, rows, width }: MixedDelimiters, top: SampleRecord | undefined): ShapeFinding {
  return delimiterFinding(
    top,
    `The ${width} names of the header are separated by ${delimiterName(header)}, and the fields of the rows by ${delimiterName(rows)}: ${quoteValue(top?.fields.join(",") ?? "")}.`,
    "Write both with commas.",
  );
}

export function alignedColumns(header: SampleRecord | undefined): ShapeFinding {
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

export function linesAbove({ headerLine, kind, firstText, separator, isSure }: Preamble): ShapeFinding {
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
  return insteadOfRows("preamble", {
    line: 1,
    column: null,
    message: `${lines} above the table, which seems to begin on line ${headerLine}. ${reason}${delimiter}`,
    hint:
      kind === "letters"
        ? "Delete line 1 and column 1, so that the file begins with the column names."
        : isSure
          ? `Delete ${above}, so that the file begins with the column names.`
          : `If it is a title, delete ${above}, so that the file begins with the column names. If it is the header, give every column a name.`,
  });
}

export function wrappedRow({ first: { line, fields }, width, delimiter }: WrappedRows): ShapeFinding {
  const rows =
    delimiter === ","
      ? "Each row is enclosed in quotes as a whole"
      : `Rows are enclosed in quotes as a whole, and their fields are separated by ${delimiterName(delimiter)}`;
  return insteadOfRows("wrapped-row", {
    line,
    column: null,
    message: `${rows}: ${quoteValue(fields[0] ?? "")} is one field instead of ${width}, so participants would see one column.`,
    hint: "Excel does this when it saves a CSV that it opened as one column. Open the original file by Data > From Text/CSV with its own delimiter, and save it again; or remove the quotes around the rows.",
  });
}

export function twoTables({ between, leftEnd, rightEnd }: SideBySide): ShapeFinding {
  return insteadOfRows("blank-column", {
    line: 1,
    column: null,
    message: `Two tables seem to be side by side: column ${between + 1} has no name and no values, and what is to its left ends on line ${leftEnd}, what is to its right on line ${rightEnd}.`,
    hint: separateColumns(between + 1),
  });
}

/** @param between the number of the column between two tables */
export function separateColumns(between: number): string {
  return `Move one of them into a file of its own, and delete column ${between}. If it is one table, only delete that column.`;
}

const NAMES_AGAIN = "has the names of the columns once more";
const CHOOSE_NAMES = "Delete the one of the two lines whose names participants are not to see.";
const DELETE_IT = "Delete it.";

export function extraHeader({ from, to, source }: ExtraHeader): ShapeFinding {
  const lines = from === to ? `Line ${from} ` : `Lines ${from} ${to === from + 1 ? "and" : "to"} ${to} `;
  const isPart = `${from === to ? "is" : "are"} a part of the header that ${source} writes`;
  const what: Partial<Record<ExtraHeader["source"], string>> = {
    types: "has the types of the columns",
    questions: "has the questions of the columns",
    names: NAMES_AGAIN,
    labels: NAMES_AGAIN,
    units: "has the units of the columns",
    numbers: "numbers the columns",
    rule: "is a line of signs",
    example: "is an example",
    split: "has a part of the columns' names",
  };
  const hint = {
    Qualtrics: `Delete ${from === to ? "it" : "them"}. Qualtrics writes the question texts and the import ids below the column names of every export.`,
    SurveyMonkey:
      "Delete it, and give each column the name of its question. SurveyMonkey writes its header in two rows.",
    sqlcmd: "Delete it. sqlcmd writes a line below the column names; Export-Csv in PowerShell does not.",
    types: "Delete it. R prints the types below the column names; write.csv does not.",
    questions: "Delete it, or use the questions as the column names.",
    names: CHOOSE_NAMES,
    labels: CHOOSE_NAMES,
    units: "Write each unit into the name of its column, such as height (cm), and delete the line.",
    numbers: DELETE_IT,
    rule: DELETE_IT,
    example: DELETE_IT,
    split: "Write the names of both lines into line 1, one for each column, and delete this line.",
  }[source];
  return ofRows("extra-header", {
    line: from,
    column: null,
    message: `${lines}${what[source] ?? isPart}, not a datapoint: participants would get a task with it.`,
    hint,
  });
}

export function endsInSign(sign: string): ShapeFinding {
  const said = {
    line: 1,
    column: null,
    message: `Every line ends in ${quoteValue(sign)}, and participants would see it in the last column.`,
    hint: sign.startsWith(";")
      ? "Delete it at the end of each line. Excel writes it for empty columns where semicolons separate the columns."
      : "Delete it at the end of each line.",
  };
  return ofRows("delimiter", said);
}

export function swallowedRows({ line, column, rows }: SwallowedRows, header: SampleRecord | undefined): ShapeFinding {
  const count = rows.length === 1 ? "The next row is" : `The next ${rows.length} rows are`;
  const said = {
    line,
    column: header?.fields[column] ?? null,
    message: `${count} in a field of this one: ${quoteValue(rows[0] ?? "")}. A quote opens the field, and none closes it at its end.`,
    hint: "Remove the quote at the start of the field, or add the one at its end.",
  };
  return ofRows("quote", said);
}

export function leftoverFields({ column, row, text }: LeftoverFields): ShapeFinding {
  return ofRows("row-width", {
    line: row.line,
    column,
    message: `The row had more fields than there are columns, and a program put the rest into ${quoteValue(column)}: ${quoteValue(text)}.`,
    hint: "In the file that this one was made of, put each text with a comma in quotes, and convert it again.",
  });
}

export function leftOutRows({ line, fields }: SampleRecord): ShapeFinding {
  return ofRows("extra-row", {
    line,
    column: null,
    message: `The row stands for rows that were left out, ${quoteValue(fields.join(","))}: participants would get it as a task.`,
    hint: "Remove the line, and check that the file has all rows: language models and programs shorten what they print.",
  });
}

export const SEPARATE_TABLES =
  "Put each table into a file of its own. If it is one table, delete the blank line above this one.";

export function tableBelow({ line, fields }: SampleRecord): ShapeFinding {
  return ofRows("extra-row", {
    line,
    column: null,
    message: `Another table seems to begin here, ${quoteValue(fields.join(","))}: participants would get its names and rows as tasks.`,
    hint: SEPARATE_TABLES,
  });
}

export const EXPORT_AGAIN = "Correct the error, and export the data again: rows may be missing.";

export function failureBelow({ line, fields }: SampleRecord): ShapeFinding {
  return ofRows("extra-row", {
    line,
    column: null,
    message: `The program that wrote the file failed here, ${quoteValue(fields.join(","))}: participants would get the lines of its error as tasks.`,
    hint: EXPORT_AGAIN,
  });
}

export function headerInOtherCase({ line, fields }: SampleRecord): ShapeFinding {
  return ofRows("header-repeated", {
    line,
    column: null,
    message: `The row repeats the header in other letters, ${quoteValue(fields.join(","))}: participants would get the column names as a task.`,
    hint: "Remove the line, unless it is a datapoint.",
  });
}

export function headerInOtherOrder({ line, fields }: SampleRecord): ShapeFinding {
  return ofRows("header-repeated", {
    line,
    column: null,
    message: `The row has the column names in another order, ${quoteValue(fields.join(","))}: the values below it are in other columns than the header says.`,
    hint: "Files with other orders of columns were joined. Join them by the names of their columns, for example with pandas' concat, so that there is one header.",
  });
}

export function leftConflict({ line, fields }: SampleRecord): ShapeFinding {
  const { code, ...said } = conflict(fields[0] ?? "");
  return ofRows(code, { line, column: null, ...said });
}

export function headerMissing(record: SampleRecord | undefined): ShapeFinding {
  return ofRows("header-missing", {
    line: record?.line ?? 1,
    column: null,
    message: `The first line looks like a datapoint, not like column names: ${quoteValue(record?.fields.join(",") ?? "")}. Its values would become the column names instead of a task.`,
    hint: "Add a first line with the column names, unless these are the names. In pandas, leave out header=False; in R, col.names=FALSE.",
  });
}

export function countedNames(header: SampleRecord | undefined): ShapeFinding {
  return ofRows("header-missing", {
    line: header?.line ?? 1,
    column: null,
    message: `The column names are only numbers from 0, as pandas gives them where it has none: ${quoteValue(header?.fields.join(",") ?? "")}.`,
    hint: "If line 2 has the names, delete line 1. Otherwise put the names in place of the numbers.",
  });
}

export function sameColumns({ first, second, rows }: SameColumns): ShapeFinding {
  return ofRows("column-lookalike", {
    line: 1,
    column: second,
    message: `The columns ${quoteValue(first)} and ${quoteValue(second)} have the same text in each of the first ${rows} rows.`,
    hint: "Check that one was not copied by mistake: participants who compare them would see no difference. Otherwise leave one out.",
  });
}

export function namelessColumn(name: string, place: number): ShapeFinding {
  return ofRows("blank-column", {
    line: 1,
    column: name,
    severity: "warning",
    message: `Column ${place + 1} had no name, and a program called it ${quoteValue(name)}, which participants would see.`,
    hint: "Name it, or leave it out.",
  });
}

export function indexColumn(name: string): ShapeFinding {
  return ofRows("index-column", {
    line: 1,
    column: name,
    message: `The column ${quoteValue(name)} numbers the rows, and participants would see it.`,
    hint: "Leave it out of the export: index=False in pandas' to_csv, row.names=FALSE in R's write.csv. To keep it for the results, give it a name that begins with META_.",
  });
}
