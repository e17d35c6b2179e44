import type { MediaType } from "../schema/dataset-schema.ts";

/** What a scanner must know of the columns to read rows. */
export interface ColumnKinds {
  readonly count: number;
  /** Which are shown, by their place. */
  readonly visible: readonly boolean[];
  /** The place of the column that defines task groups; -1 if there is none. */
  readonly groupColumn: number;
  /** What the shown columns whose cells are the URLs of media have, by their place; undefined for all others. */
  readonly media?: readonly (MediaType | undefined)[] | undefined;
  /** Whether a media column's cell must not be empty. */
  readonly needsMedia?: boolean | undefined;
}

/** Where the rows begin. */
export interface RowsStart {
  /** Physical, counted from 1. */
  readonly line: number;
  /** The byte that ended the header; LF if not given. */
  readonly byteBefore?: number | undefined;
}

export interface ScannerOptions {
  /** The header's record, without its line end: a row that is the same is a duplicate of it. */
  readonly header?: Uint8Array | undefined;
  /**
   * Whether each row was written from one line of another file, and its values, if it has them, within quotes: a line
   * break in a value is no line then, an empty line is no row but a line without one, and nothing at all is no value.
   */
  readonly isRowPerLine?: boolean | undefined;
}

/** The line that a row which repeats the header is a duplicate of: rows begin on a later one. */
export const HEADER_LINE = 1;

/** What a scanner meets. The order is that of assembly/row-scanner/events.ts. */
export const EVENT_KINDS = [
  "row-width",
  "quote-never-closes",
  "text-after-quote",
  "bare-quote",
  "nul-byte",
  "control-character",
  "blank-row",
  "task-group-blank",
  "task-group-size",
  "duplicate-row",
  "byte-order-mark",
  "damaged-text",
  "group-lookalike",
  "media-url",
  "group-value",
  "doubtful-text",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface RowEvent {
  readonly kind: EventKind;
  /** Physical, counted from 1: the row's first one, or the one where the quote or the character is. */
  readonly line: number;
  /** By its place, from 0; -1 where it is the whole row. */
  readonly column: number;
  /** In bytes from the start of the first row: of the row, or of the quote, the character, the text after the quote, or the media cell. */
  readonly offset: number;
  /**
   * `row-width`: the row's fields. `control-character`: the byte. `duplicate-row`: the line of the first, HEADER_LINE for the
   * header. `group-lookalike`: the line of the group that it looks like. `damaged-text`, `doubtful-text`: a place in
   * DAMAGE_KINDS, from 1. `media-url`: one in MEDIA_PROBLEMS, from 1. `group-value`: one in GROUP_PROBLEMS, from 1.
   * `text-after-quote`: the line where the field opens. Else 0.
   */
  readonly value: number;
}

/** How many events of a kind a scanner passes on. All are counted. */
export const MOST_EVENTS = 100;

/** The sizes of the groups that were counted. */
export interface GroupCounts {
  readonly size: number;
  /** Whether there were more groups than could be remembered. */
  readonly full: boolean;
  values(): Iterable<number>;
}

/**
 * Reads rows from bytes as RFC 4180 has them, with LF, CRLF and CR each ending a line, and makes no string that no
 * rule needs. Chunks may cut anywhere; memory does not grow with the file or its rows.
 */
export interface Scanner {
  /** Rows that ended so far, blank ones included. */
  readonly rows: number;
  /** Rows of which participants would see anything. */
  readonly rowsWithText: number;
  /** Rows of one field without text: where there are more columns, they have no value in any. */
  readonly blankLines: number;
  /** Line ends written as CR CR LF: each makes an empty row. */
  readonly doubledCrs: number;
  /** Visible columns without text so far, by their place. */
  readonly emptyColumns: readonly number[];
  /** The physical line that the next byte is on. */
  readonly line: number;
  /** Whether the next byte, if it is a LF, belongs to a line end that was counted. */
  readonly afterCr: boolean;
  /** Offsets of what events may still be about: the row that began, a quote that opened and hasn't closed, and a media cell. */
  readonly openPlaces: readonly number[];
  readonly groups: GroupCounts | undefined;
  /** How many events of a kind there were, those that were not passed on included. */
  count(kind: EventKind): number;
  /** @param chunk at most `CHUNK_BYTES` */
  push(chunk: Uint8Array): void;
  /** The file's end: a last row without a line end counts. */
  end(): void;
  /** Gives back what others can use. */
  release(): void;
}

/** How many bytes before a place can be looked at, wherever chunks cut: more than any damaged character or value has. */
export const LOOK_BACK_BYTES = 64;

/** How much is scanned at once. */
export const CHUNK_BYTES = 1 << 18;

/** A group of more rows than this is more than one participant can be asked to do in a submission. */
export const LARGEST_GROUP = 100;

/**
 * How many slots the tables of rows and of groups grow to, three quarters of them used: 1.5 million rows in 24 MiB, and
 * 786,000 groups in 12. What comes on top is compared with these, and not remembered.
 */
export const LARGEST_ROW_TABLE = 1 << 21;
export const LARGEST_GROUP_TABLE = 1 << 20;
