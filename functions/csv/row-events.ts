/** What a scanner must know of the columns to read rows. */
export interface ColumnKinds {
  readonly count: number;
  /** Which are shown, by their place. */
  readonly visible: readonly boolean[];
  /** Where `META_TASK_GROUP_ID` stands; -1 where it doesn't. */
  readonly groupColumn: number;
}

/** What a scanner meets. Lines are physical and counted from 1, columns by their place from 0. */
export interface RowEvents {
  rowWidth(line: number, fields: number): void;
  quoteNeverCloses(line: number, column: number): void;
  textAfterQuote(line: number, column: number): void;
  bareQuote(line: number, column: number): void;
  nulByte(line: number, column: number): void;
  controlCharacter(line: number, column: number, byte: number): void;
  blankRow(line: number): void;
  groupBlank(line: number): void;
  /** A group has just grown past the limit. */
  groupTooLarge(line: number, name: string): void;
  duplicateRow(line: number, firstLine: number): void;
}

/** The sizes of the groups that were counted. */
export interface GroupCounts {
  readonly size: number;
  values(): Iterable<number>;
}

/**
 * Reads rows from bytes as RFC 4180 has them, with LF, CRLF and CR each ending a line, and makes no string that no
 * rule needs. Chunks may cut anywhere; memory does not grow with the file or its rows.
 */
export interface Scanner {
  /** Rows that ended so far, blank ones included. */
  readonly rows: number;
  /** Rows with any text in them. */
  readonly rowsWithText: number;
  /** The physical line that the next byte is on. */
  readonly line: number;
  /** Whether the next byte, if it is a LF, belongs to a line end that was counted. */
  readonly afterCr: boolean;
  readonly groups: GroupCounts | undefined;
  push(chunk: Uint8Array): void;
  /** The file's end: a last row without a line end counts. */
  end(): void;
}

/** A group of more rows than this is more than one participant can be asked to do in a submission. */
export const LARGEST_GROUP = 100;

/**
 * How many slots the tables of rows and of groups grow to, three quarters of them used: 1.5 million in 24 MiB. What
 * comes on top is compared with these, and not remembered.
 */
export const LARGEST_TABLE = 1 << 21;
