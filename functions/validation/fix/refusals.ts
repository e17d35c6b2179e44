import { cutOffAt, SHORTEN_BY_CHARACTERS } from "../encodings/cut-characters.ts";
import type { Finding } from "../findings.ts";
import { quoteValue } from "../rules/quote-value.ts";
import type { SampleRecord } from "../shape/sample.ts";
import { EXPORT_AGAIN, SEPARATE_TABLES, separateColumns } from "../shape/shape-words.ts";
import type { FixCode } from "./changes.ts";
import type { EncodingCandidate } from "./encoding-candidates.ts";

/** Why a file cannot be fixed as a whole. */
export interface Refusal extends Omit<Finding, "severity"> {
  /** The sheets to choose from, of a workbook in which more than one has values. */
  readonly sheets?: readonly string[];
  /** The encodings to choose from, of a file whose text makes sense in none, or in more than one. */
  readonly encodings?: readonly EncodingCandidate[];
}

/** Ends a fix. */
export class NotFixable extends Error {
  override readonly name = "NotFixable";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function otherKind({ what, hint }: { what: string; hint: string }): Refusal {
  return {
    code: "not-csv",
    line: null,
    column: null,
    message: `This is ${what}, not a table that can be fixed.`,
    hint,
  };
}

export function printed(by: "Markdown" | "a database"): Refusal {
  const [what, hint] =
    by === "Markdown"
      ? ["a Markdown table", "Copy it into a spreadsheet, and save it as CSV UTF-8."]
      : ["a table that a database printed", "Have the database export it as CSV."];
  return {
    code: "delimiter",
    line: 1,
    column: null,
    message: `This is ${what}, in which spaces and bars have more than one meaning.`,
    hint,
  };
}

export function escapedLineEnd(line: number): Refusal {
  return {
    code: "delimiter",
    line,
    column: null,
    message: "A backslash escapes the line end, as MySQL writes one within a value: the row goes on in the next line.",
    hint: "Export the data as CSV in which values with line ends are in quotes: in MySQL, with mysqlsh --result-format=csv or MySQL Workbench.",
  };
}

export function textBelowBlock(): Refusal {
  return {
    code: "not-csv",
    line: null,
    column: null,
    message: "There is text below the Markdown code block.",
    hint: "Delete everything but the lines between the one that begins with ``` and the one that is ```.",
  };
}

export function unclearTitle(text: string): Refusal {
  return {
    code: "preamble",
    line: 1,
    column: null,
    message: `Line 1 may be a title above the header, or the header: ${quoteValue(text)}.`,
    hint: "If it is a title, delete it, and fix the file again. If it is the header, give every column a name.",
  };
}

export function letters(text: string): Refusal {
  return {
    code: "preamble",
    line: 1,
    column: null,
    message: `Line 1 has the letters of a spreadsheet's columns, and column 1 the numbers of its rows: ${quoteValue(text)}.`,
    hint: "Delete line 1 and column 1, and check the file again.",
  };
}

/** @param between the column's number */
export function sideBySide(between: number): Refusal {
  return {
    code: "blank-column",
    line: 1,
    column: null,
    message: `Two tables seem to be side by side: column ${between} has no name and no values, and what is next to it has more rows on one side.`,
    hint: separateColumns(between),
  };
}

export function tableBelow({ line, fields }: SampleRecord): Refusal {
  return {
    code: "extra-row",
    line,
    column: null,
    message: `Another table seems to begin on line ${line}: ${quoteValue(fields.join(","))}.`,
    hint: SEPARATE_TABLES,
  };
}

export function failureBelow({ line, fields }: SampleRecord): Refusal {
  return {
    code: "extra-row",
    line,
    column: null,
    message: `The program that wrote the file failed on line ${line}: ${quoteValue(fields.join(","))}.`,
    hint: EXPORT_AGAIN,
  };
}

export function unclearDelimiter(header: string): Refusal {
  return {
    code: "delimiter",
    line: 1,
    column: null,
    message: `Every row has as many columns whether they are separated by commas or not: ${quoteValue(header)}.`,
    hint: "Save the file with commas in the program that wrote it. A field with a comma in it needs quotes around it.",
  };
}

export function alignedColumns(): Refusal {
  return {
    code: "delimiter",
    line: 1,
    column: null,
    message: "The columns are aligned by spaces.",
    hint: "Export the table as CSV from the program that printed it.",
  };
}

export function longDelimiter(delimiter: string): Refusal {
  return {
    code: "delimiter",
    line: 1,
    column: null,
    message: `The fields seem to be separated by several characters: ${quoteValue(delimiter)}.`,
    hint: "Export the file again with commas.",
  };
}

export function unknownEncoding(encodings: readonly EncodingCandidate[]): Refusal {
  return {
    code: "encoding",
    line: null,
    column: null,
    message: "The file is not UTF-8, and its text makes sense in no other encoding, or in more than one.",
    hint: `${encodings.length > 0 ? "Choose the encoding in which its text reads right, or save" : "Save"} it as CSV UTF-8 in the program that wrote it.`,
    encodings,
  };
}

const SAVE_EACH = "Two files of different encodings may have been joined. Save each as CSV UTF-8 before you join them.";

/** No choice of an encoding reads all of it. */
export function partlyUtf8(): Refusal {
  return {
    code: "encoding",
    line: null,
    column: null,
    message: "Some lines of the file are UTF-8, and others are not.",
    hint: SAVE_EACH,
  };
}

/** @param text before the character */
export function cutCharacter(text: string): Refusal {
  return {
    code: "encoding",
    line: null,
    column: null,
    message: `The file is in UTF-8 except for ${cutOffAt(text)}.`,
    hint: SHORTEN_BY_CHARACTERS,
  };
}

export function otherEncoding(name: string): Refusal {
  return {
    code: "encoding",
    line: null,
    column: null,
    message: `The file begins in ${name}, but has bytes further down that make no sense in it.`,
    hint: SAVE_EACH,
  };
}

export function openQuote(line: number): Refusal {
  return {
    code: "quote",
    line,
    column: null,
    message: `The quote that opens a field on line ${line} never closes, so where that field ends is unknown.`,
    hint: 'Add the closing quote, or remove the opening one. A quote within a field is doubled: "a ""b""".',
  };
}

export function endlessLine(line: number): Refusal {
  return {
    code: "not-csv",
    line,
    column: null,
    message: `Line ${line} has no end within 16 million characters: this is not a table.`,
    hint: "Check that you chose the right file.",
  };
}

export function unclearQuotes(): Refusal {
  return {
    code: "quote",
    line: null,
    column: null,
    message: "Quotes in the file could mean more than one thing.",
    hint: 'A field with commas needs straight quotes around it, and a quote within it is doubled: "a ""b""".',
  };
}

export function leftOut(code: FixCode): Refusal {
  return {
    code,
    line: null,
    column: null,
    message: `The file can only be read with the change ${code}, which was left out.`,
    hint: `Allow it: --only must name ${code}, and --except must not.`,
  };
}
