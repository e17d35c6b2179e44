import { GROUP, HIDDEN, isShown, kindsOf, MEDIA } from "../column-kinds.ts";
import { HashTable } from "../hash-table.ts";
import { NO_TEXT, nextTextState, textState, VISIBLE_TEXT } from "../invisible.ts";
import { judgeMediaBytes, LONGEST_URL_BYTES } from "../media-url.ts";
import {
  type ColumnKinds,
  type EventKind,
  type GroupCounts,
  HEADER_LINE,
  LARGEST_ROW_TABLE,
  MOST_EVENTS,
  type RowEvent,
  type RowsStart,
  type Scanner,
  type ScannerOptions,
} from "../row-events.ts";
import { RunningHash } from "../running-hash.ts";
import { EventCounts } from "./event-counts.ts";
import { FieldFindings } from "./field-findings.ts";
import { LookBack } from "./look-back.ts";
import { TaskGroups } from "./task-groups.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

const FIELD_START = 0;
const UNQUOTED = 1;
const QUOTED = 2;
const QUOTE_SEEN = 3;
/** After a quote that should not be there: read on to the field's end without a second word about it. */
const LENIENT = 4;

/** No byte is 256, so that a field's end differs from any text. */
const FIELD_END = 256;

export interface PlainScannerOptions extends ScannerOptions {
  /** How many events of a kind are passed on. */
  readonly mostEvents?: number;
}

/** The scanner a byte at a time: what the one in WebAssembly is held against, and where there is none, does its work. */
export class PlainRowScanner implements Scanner {
  rows = 0;
  rowsWithText = 0;
  doubledCrs = 0;
  blankLines = 0;
  line = 1;
  afterCr = false;

  readonly #columns: ColumnKinds;
  readonly #kinds: Uint8Array;
  readonly #isRowPerLine: boolean;
  /** Where nothing is shown, all rows look the same. */
  readonly #comparesRows: boolean;
  readonly #events: EventCounts;
  readonly #bytes = new LookBack();
  readonly #field: FieldFindings;
  readonly #taskGroups: TaskGroups;
  readonly #seen: HashTable;
  readonly #rowText = new RunningHash();
  /** Visible columns that had no text so far. */
  readonly #unseen: Set<number>;

  #state = FIELD_START;
  #offset = 0;
  #rowLine = 1;
  #rowStart = 0;
  #quoteLine = 0;
  #quoteStart = 0;
  #column = 0;
  #mediaStart = 0;
  /** Of a media cell, with one more than are judged where it is longer. */
  #mediaBytes: number[] = [];
  // Whether text was found: VISIBLE_TEXT; else how far a character that may be invisible was read.
  #visibleText = NO_TEXT;
  #hiddenText = NO_TEXT;
  #columnText = NO_TEXT;

  constructor(
    columns: ColumnKinds,
    { line, byteBefore = LF }: RowsStart,
    onEvent: (event: RowEvent) => void,
    { header, isRowPerLine = false, mostEvents = MOST_EVENTS }: PlainScannerOptions = {},
  ) {
    this.#columns = columns;
    this.#kinds = kindsOf(columns);
    this.#isRowPerLine = isRowPerLine;
    this.#comparesRows = columns.visible.includes(true);
    this.#events = new EventCounts(onEvent, mostEvents);
    this.#field = new FieldFindings(this.#events, this.#bytes);
    this.#taskGroups = new TaskGroups(this.#events, columns.groupColumn);
    this.#unseen = new Set(columns.visible.flatMap((visible, index) => (visible ? [index] : [])));
    this.#seen = header ? this.#rowsOf(header) : new HashTable(LARGEST_ROW_TABLE);
    this.#bytes.fill(byteBefore);
    this.line = line;
    this.#beginRow(0);
  }

  /** A row that is the same as the header is a duplicate of it. */
  #rowsOf(header: Uint8Array): HashTable {
    const scanner = new PlainRowScanner(this.#columns, { line: HEADER_LINE }, () => {}, {
      isRowPerLine: this.#isRowPerLine,
    });
    scanner.push(header);
    scanner.#endRow();
    return scanner.#seen;
  }

  get groups(): GroupCounts | undefined {
    return this.#columns.groupColumn >= 0 ? this.#taskGroups.counts : undefined;
  }

  get emptyColumns(): readonly number[] {
    return [...this.#unseen];
  }

  get openPlaces(): readonly number[] {
    const places = this.#state === QUOTED ? [this.#rowStart, this.#quoteStart] : [this.#rowStart];
    return this.#kind >= MEDIA ? [...places, this.#mediaStart] : places;
  }

  count(kind: EventKind): number {
    return this.#events.count(kind);
  }

  push(chunk: Uint8Array): void {
    this.#bytes.beginChunk(chunk);
    for (const byte of chunk) {
      this.#read(byte);
      this.#offset++;
      this.#bytes.next();
    }
    this.#bytes.endChunk();
  }

  end(): void {
    if (this.#state === QUOTED) {
      this.#meet("quote-never-closes", this.#quoteLine, this.#quoteStart);
      // What the open quote swallowed says nothing about the row's width.
      this.rows++;
      this.rowsWithText++;
    } else if (this.#offset > this.#rowStart) {
      this.#endRow();
      this.#column = this.#columns.count;
    }
  }

  release(): void {}

  #read(byte: number): void {
    const isSecondOfCrLf = byte === LF && this.afterCr;
    this.afterCr = byte === CR;

    if (this.#state === QUOTED) {
      if (byte === QUOTE) {
        this.#state = QUOTE_SEEN;
        return;
      }
      if (!this.#isRowPerLine && (byte === CR || (byte === LF && !isSecondOfCrLf))) this.line++;
      this.#text(byte);
      return;
    }
    if (this.#state === QUOTE_SEEN && byte === QUOTE) {
      this.#state = QUOTED;
      this.#text(byte);
      return;
    }
    if (byte === COMMA) {
      this.#endField();
    } else if (isSecondOfCrLf) {
      // The row has ended already.
      this.#rowStart = this.#offset + 1;
      this.#mediaStart = this.#rowStart;
      if (this.#bytes.at(2) === CR) this.doubledCrs++;
    } else if (byte === LF || byte === CR) {
      this.#endRow();
      this.line++;
      this.#beginRow(this.#offset + 1);
    } else if (byte === QUOTE && this.#state === FIELD_START) {
      this.#state = QUOTED;
      this.#quoteLine = this.line;
      this.#quoteStart = this.#offset;
    } else {
      if (this.#state === QUOTE_SEEN) this.#meet("text-after-quote", this.line, this.#offset, this.#quoteLine);
      else if (byte === QUOTE && this.#state === UNQUOTED) this.#meet("bare-quote", this.line, this.#offset);

      if (this.#state === QUOTE_SEEN || byte === QUOTE) this.#state = LENIENT;
      else if (this.#state === FIELD_START) this.#state = UNQUOTED;
      this.#text(byte);
    }
  }

  #text(byte: number): void {
    const kind = this.#kind;
    if (isShown(kind)) this.#shownText(byte, kind);
    else {
      this.#hiddenText = textState(this.#hiddenText, byte);
      if (kind === GROUP) this.#taskGroups.add(byte);
    }
    this.#field.look(byte, kind, this.#column, this.line, this.#offset);
  }

  #shownText(byte: number, kind: number): void {
    this.#rowText.add(byte);
    this.#visibleText = textState(this.#visibleText, byte);
    if (byte !== QUOTE && this.#columnText !== VISIBLE_TEXT) {
      this.#columnText = nextTextState(this.#columnText, byte);
      if (this.#columnText === VISIBLE_TEXT) this.#unseen.delete(this.#column);
    }
    if (kind >= MEDIA && this.#mediaBytes.length <= LONGEST_URL_BYTES) this.#mediaBytes.push(byte);
  }

  #endField(): void {
    this.#field.endField(this.#column, this.#offset);
    const kind = this.#kind;
    if (isShown(kind)) this.#rowText.add(FIELD_END);
    if (kind >= MEDIA) this.#endMedia(kind);
    this.#column++;
    this.#beginField(this.#offset + 1);
  }

  #beginField(start: number): void {
    this.#mediaStart = start;
    this.#columnText = NO_TEXT;
    this.#state = FIELD_START;
    this.#field.beginField();
  }

  #endMedia(kind: number): void {
    // Where each row was a line of its own, what has no quotes is missing, which others say.
    const needsMedia = this.#columns.needsMedia === true && !(this.#isRowPerLine && this.#state === FIELD_START);
    const problem = judgeMediaBytes(Uint8Array.from(this.#mediaBytes), kind - MEDIA, needsMedia);
    if (problem > 0) this.#events.meet("media-url", this.#rowLine, this.#column, this.#mediaStart, problem);
    this.#mediaBytes = [];
  }

  /** What the current column has. */
  get #kind(): number {
    return this.#kinds[this.#column] ?? HIDDEN;
  }

  #beginRow(start: number): void {
    this.#rowLine = this.line;
    this.#rowStart = start;
    this.#column = 0;
    this.#mediaBytes = [];
    this.#visibleText = NO_TEXT;
    this.#hiddenText = NO_TEXT;
    this.#rowText.reset();
    this.#taskGroups.beginRow();
    this.#beginField(start);
  }

  #endRow(): void {
    if (this.#isRowPerLine && this.#offset === this.#rowStart) return;
    this.#endField();
    this.rows++;
    if (this.#rowHasText) this.rowsWithText++;
    this.#judgeRow(this.#column);
  }

  /** Whether participants would see anything of the row; where no column is shown, whether there is anything at all. */
  get #rowHasText(): boolean {
    return this.#visibleText === VISIBLE_TEXT || (!this.#comparesRows && this.#hiddenText === VISIBLE_TEXT);
  }

  #judgeRow(fields: number): void {
    // A line with no text at all is no row of too few fields.
    const isBlank = fields === 1 && this.#visibleText !== VISIBLE_TEXT && this.#hiddenText !== VISIBLE_TEXT;
    const isRow = fields === this.#columns.count && !isBlank;
    if (isBlank) this.blankLines++;
    if (isBlank || (isRow && !this.#rowHasText)) this.#meetRow("blank-row");
    if (!isRow && !isBlank) this.#meetRow("row-width", fields);
    if (!isRow) return;

    if (this.#columns.groupColumn >= 0) this.#taskGroups.endRow(this.#rowLine, this.#rowStart);
    if (!this.#rowHasText || !this.#comparesRows) return;
    const first = this.#seen.getOrAdd(this.#rowText.low, this.#rowText.high, this.#rowLine);
    if (first !== 0) this.#meetRow("duplicate-row", first);
  }

  #meetRow(kind: EventKind, value = 0): void {
    this.#events.meet(kind, this.#rowLine, -1, this.#rowStart, value);
  }

  /** In the current field. */
  #meet(kind: EventKind, line: number, offset: number, value = 0): void {
    this.#events.meet(kind, line, this.#column, offset, value);
  }
}
