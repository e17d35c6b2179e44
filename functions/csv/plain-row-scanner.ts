import { HashTable } from "./hash-table.ts";
import {
  type ColumnKinds,
  EVENT_KINDS,
  type EventKind,
  LARGEST_GROUP,
  LARGEST_GROUP_TABLE,
  LARGEST_ROW_TABLE,
  type RowEvent,
  type RowsStart,
  type Scanner,
  TOLD_EVENTS,
} from "./row-events.ts";

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;

const FIELD_START = 0;
const UNQUOTED = 1;
const QUOTED = 2;
const QUOTE_SEEN = 3;
/** After a quote that should not be there: read on to the field's end without a second word about it. */
const LENIENT = 4;

const HIDDEN = 0;
const VISIBLE = 1;
const GROUP = 2;

const SAID_NUL = 1;
const SAID_CONTROL = 2;

/** No byte is 256: a field's end can't be taken for text. */
const FIELD_END = 256;

/** The scanner a byte at a time: what the one in WebAssembly is held against, and where there is none, does its work. */
export class PlainRowScanner implements Scanner {
  rows = 0;
  rowsWithText = 0;
  line: number;
  afterCr = false;
  readonly groups: HashTable | undefined;

  readonly #columns: ColumnKinds;
  readonly #kinds: Uint8Array;
  readonly #tell: (event: RowEvent) => void;
  readonly #toldEvents: number;
  readonly #counts = new Map<EventKind, number>(EVENT_KINDS.map((kind) => [kind, 0]));
  readonly #seen = new HashTable(LARGEST_ROW_TABLE);
  /** Where nothing is shown, all rows look the same. */
  readonly #comparesRows: boolean;
  readonly #rowText = new RunningHash();
  readonly #groupText = new RunningHash();

  #state = FIELD_START;
  #offset: number;
  #rowLine: number;
  #rowStart: number;
  #quoteLine = 0;
  #quoteStart = 0;
  #column = 0;
  #fieldFlags = 0;
  #rowHasText = false;
  #groupHasText = false;

  /** @param toldEvents how many events of a kind it tells */
  constructor(columns: ColumnKinds, start: RowsStart, tell: (event: RowEvent) => void, toldEvents = TOLD_EVENTS) {
    this.#columns = columns;
    this.#toldEvents = toldEvents;
    this.#kinds = Uint8Array.from(columns.visible, (visible, index) =>
      index === columns.groupColumn ? GROUP : visible ? VISIBLE : HIDDEN,
    );
    this.#comparesRows = columns.visible.includes(true);
    this.line = start.line;
    this.#rowLine = start.line;
    this.#offset = start.offset;
    this.#rowStart = start.offset;
    this.#tell = tell;
    this.groups = columns.groupColumn >= 0 ? new HashTable(LARGEST_GROUP_TABLE) : undefined;
  }

  get openPlaces(): readonly number[] {
    return this.#state === QUOTED ? [this.#rowStart, this.#quoteStart] : [this.#rowStart];
  }

  count(kind: EventKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      this.#read(byte);
      this.#offset++;
    }
  }

  end(): void {
    if (this.#state === QUOTED) {
      this.#meet("quote-never-closes", this.#quoteLine, this.#column, this.#quoteStart);
      // What the open quote swallowed says nothing about the row's width.
      this.rows++;
      this.rowsWithText++;
    } else if (this.#offset > this.#rowStart) {
      this.#endRow();
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
      if (byte === CR || (byte === LF && !isSecondOfCrLf)) this.line++;
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
    } else if (byte === LF || byte === CR) {
      this.#endRow();
      this.line++;
      this.#beginRow();
    } else if (byte === QUOTE && this.#state === FIELD_START) {
      this.#state = QUOTED;
      this.#quoteLine = this.line;
      this.#quoteStart = this.#offset;
    } else {
      if (this.#state === QUOTE_SEEN)
        this.#meet("text-after-quote", this.line, this.#column, this.#offset, this.#quoteLine);
      else if (byte === QUOTE && this.#state === UNQUOTED)
        this.#meet("bare-quote", this.line, this.#column, this.#offset);

      if (this.#state === QUOTE_SEEN || byte === QUOTE) this.#state = LENIENT;
      else if (this.#state === FIELD_START) this.#state = UNQUOTED;
      this.#text(byte);
    }
  }

  #text(byte: number): void {
    const kind = this.#kinds[this.#column];
    if (byte > SPACE) this.#rowHasText = true;
    if (kind === VISIBLE) {
      this.#rowText.add(byte);
    } else if (kind === GROUP) {
      this.#groupText.add(byte);
      if (byte > SPACE) this.#groupHasText = true;
    }
    if (byte < SPACE && byte !== TAB && byte !== LF && byte !== CR) this.#control(byte, kind === VISIBLE);
  }

  /** Each is said once for a field. */
  #control(byte: number, isVisible: boolean): void {
    if (byte === 0) {
      if ((this.#fieldFlags & SAID_NUL) === 0) this.#meet("nul-byte", this.line, this.#column, this.#offset);
      this.#fieldFlags |= SAID_NUL;
    } else if (isVisible) {
      if ((this.#fieldFlags & SAID_CONTROL) === 0)
        this.#meet("control-character", this.line, this.#column, this.#offset, byte);
      this.#fieldFlags |= SAID_CONTROL;
    }
  }

  #endField(): void {
    if (this.#kinds[this.#column] === VISIBLE) this.#rowText.add(FIELD_END);
    this.#column++;
    this.#fieldFlags = 0;
    this.#state = FIELD_START;
  }

  #endRow(): void {
    this.#endField();
    this.rows++;
    if (this.#rowHasText) this.rowsWithText++;
    this.#judgeRow(this.#column);
  }

  #beginRow(): void {
    this.#rowLine = this.line;
    this.#rowStart = this.#offset + 1;
    this.#column = 0;
    this.#rowHasText = false;
    this.#groupHasText = false;
    this.#rowText.reset();
    this.#groupText.reset();
  }

  #judgeRow(fields: number): void {
    const noText = !this.#rowHasText && fields === 1;
    // A line with no text at all is no row of too few fields.
    const isRow = fields === this.#columns.count && !noText;
    if (!this.#rowHasText && (isRow || noText)) this.#meetRow("blank-row");
    if (!isRow && !noText) this.#meetRow("row-width", fields);
    if (!isRow) return;

    if (this.groups) this.#countGroup(this.groups);
    if (!this.#rowHasText || !this.#comparesRows) return;
    const first = this.#seen.getOrAdd(this.#rowText.low, this.#rowText.high, this.#rowLine);
    if (first !== 0) this.#meetRow("duplicate-row", first);
  }

  #countGroup(groups: HashTable): void {
    const { groupColumn } = this.#columns;
    if (!this.#groupHasText) {
      this.#meet("task-group-blank", this.#rowLine, groupColumn, this.#rowStart);
    } else if (groups.increment(this.#groupText.low, this.#groupText.high) === LARGEST_GROUP + 1) {
      this.#meet("task-group-size", this.#rowLine, groupColumn, this.#rowStart);
    }
  }

  #meetRow(kind: EventKind, value = 0): void {
    this.#meet(kind, this.#rowLine, -1, this.#rowStart, value);
  }

  #meet(kind: EventKind, line: number, column: number, offset: number, value = 0): void {
    const count = this.count(kind) + 1;
    this.#counts.set(kind, count);
    if (count <= this.#toldEvents) this.#tell({ kind, line, column, offset, value });
  }
}

/** 64 bits in two halves that take in each byte differently. */
class RunningHash {
  #low = 0;
  #high = 0;

  constructor() {
    this.reset();
  }

  reset(): void {
    this.#low = 0x811c9dc5;
    this.#high = 0x9747b28c;
  }

  add(byte: number): void {
    this.#low = Math.imul(this.#low ^ byte, 0x01000193);
    this.#high = Math.imul(this.#high + byte, 0x85ebca6b) ^ (this.#high >>> 15);
  }

  get low(): number {
    return this.#low >>> 0;
  }

  get high(): number {
    return this.#high >>> 0;
  }
}
