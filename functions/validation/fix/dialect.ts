/** How a file's fields are quoted, where that is not as RFC 4180 has it. */
export interface Quoting {
  /** What opens and what closes a field. */
  readonly pairs: readonly (readonly [open: string, close: string])[];
  /** How a quote within quotes is written. */
  readonly escape: "doubled" | "backslash";
  /** Whether spaces around a quoted field are no part of it. */
  readonly skipsSpaces: boolean;
}

export const STRAIGHT = ['"', '"'] as const;

/** As RFC 4180 has it. */
export const PLAIN_QUOTING: Quoting = { pairs: [STRAIGHT], escape: "doubled", skipsSpaces: false };

/** How a file is written: read with this, it is the table that a person sees in the program that wrote it. */
export interface Dialect {
  /** As the Encoding Standard calls it, the label of a code page, or utf-32le or utf-32be. */
  readonly encoding: string;
  readonly delimiter: string;
  readonly quoting: Quoting;
  /** Physical lines above the header. */
  readonly skippedLines: number;
  /** Whether the table is in a Markdown code block, whose first line is the first of those above the header. */
  readonly isInCodeBlock: boolean;
  /** Whether rows may be in quotes as a whole. */
  readonly isWrapped: boolean;
  /** Delimiters of a spreadsheet's empty columns behind such rows. */
  readonly delimitersAtEnd: string;
  /** Whether the first column has a spreadsheet's numbers of rows, with one before the header too. */
  readonly hasSheetNumbers: boolean;
  /** Records below the header that belong to it: a survey tool wrote them. */
  readonly extraHeaderRows: number;
  /** Empty fields that every row has after those of the header. */
  readonly emptyFieldsAtEnd: number;
  /** Whether every row begins with a row number that has no column in the header. */
  readonly hasRowNumbers: boolean;
  /** Columns, by their place from 0, that have no name and are empty in all rows, or number the rows. */
  readonly droppedColumns: readonly number[];
  /** Those of them that number the rows. */
  readonly numberingColumns: readonly number[];
}

/** How many lines are above the header, without the one that begins a code block. */
export function linesAboveTable({
  skippedLines,
  isInCodeBlock,
}: Pick<Dialect, "skippedLines" | "isInCodeBlock">): number {
  return isInCodeBlock ? skippedLines - 1 : skippedLines;
}
