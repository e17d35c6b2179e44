import { BY_NUMBER, DOUBTFUL, ESCAPED, OBJECT, QUESTIONS } from "./damage-kinds.ts";
import { foldGroup, LONGEST_FOLDED_BYTES } from "./fold-group.ts";
import { judgeGroupBytes } from "./group-value.ts";
import { HashTable } from "./hash-table.ts";
import { NO_TEXT, nextTextState, VISIBLE_TEXT } from "./invisible.ts";
import { wholeCellDamage } from "./lost-values.ts";
import { judgeMediaBytes, LONGEST_URL_BYTES, MEDIA_TYPES } from "./media-url.ts";
import { damageEndingAt, endsDamage } from "./misread-text.ts";
import {
  type ColumnKinds,
  type EventKind,
  HEADER_LINE,
  LARGEST_GROUP,
  LARGEST_GROUP_TABLE,
  LARGEST_ROW_TABLE,
  LOOK_BACK_BYTES,
  MOST_EVENTS,
  type RowEvent,
  type RowsStart,
  type Scanner,
  type ScannerOptions,
} from "./row-events.ts";
import { RunningHash } from "./running-hash.ts";
import { endsAddress, endsEscape, endsHash, mayBeLetter } from "./signs-of-damage.ts";

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const PLUS = 43;
const COMMA = 44;
const LESS = 0x3c;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const LETTER_U = 0x55;
const LETTER_E = 69;
const SMALL_E = 101;
const BRACKET = 91;

const FIELD_START = 0;
const UNQUOTED = 1;
const QUOTED = 2;
const QUOTE_SEEN = 3;
/** After a quote that should not be there: read on to the field's end without a second word about it. */
const LENIENT = 4;

const HIDDEN = 0;
const VISIBLE = 1;
const GROUP = 2;
/** Of the first of MEDIA_TYPES; those of the others follow. */
const MEDIA = 3;

// What was found in a field already, or is to be looked at when it ends.
const FOUND_NUL = 1;
const FOUND_CONTROL = 2;
const FOUND_MARK = 4;
const FOUND_DAMAGE = 8;
const LOOK_AT_WHOLE = 16;
const FOUND_DOUBT = 64;

/** No byte is 256, so that a field's end differs from any text. */
const FIELD_END = 256;

const NOTHING = new Uint8Array(0);

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
  groups: HashTable | undefined;

  readonly #columns: ColumnKinds;
  readonly #kinds: Uint8Array;
  #onEvent: (event: RowEvent) => void = () => {};
  readonly #mostEvents: number;
  readonly #isRowPerLine: boolean;
  readonly #counts = new Map<EventKind, number>();
  readonly #seen = new HashTable(LARGEST_ROW_TABLE);
  /** Where nothing is shown, all rows look the same. */
  readonly #comparesRows: boolean;
  readonly #rowText = new RunningHash();
  readonly #groupText = new RunningHash();
  #folded = new HashTable(LARGEST_GROUP_TABLE);
  readonly #foldedText = new RunningHash();
  /** Visible columns that had no text so far. */
  readonly #unseen = new Set<number>();

  #chunk: Uint8Array = NOTHING;
  #index = 0;
  /** The end of the chunk before. */
  #tail = new Uint8Array(LOOK_BACK_BYTES).fill(LF);
  #state = FIELD_START;
  #offset = 0;
  #rowLine = 1;
  #rowStart = 0;
  #quoteLine = 0;
  #quoteStart = 0;
  #column = 0;
  #fieldFlags = 0;
  /** Where a cell is that is looked at when it ends. */
  #wholeLine = 0;
  #groupBytes: number[] = [];
  /** Of a media cell, with one more than are judged where it is longer. */
  #mediaBytes: number[] = [];
  #mediaStart = 0;
  // Whether text was found: VISIBLE_TEXT; else how far a character that may be invisible was read.
  #visibleText = NO_TEXT;
  #hiddenText = NO_TEXT;
  #columnText = NO_TEXT;
  #groupHasText = NO_TEXT;

  constructor(
    columns: ColumnKinds,
    start: RowsStart,
    onEvent: (event: RowEvent) => void,
    { header, isRowPerLine = false, mostEvents = MOST_EVENTS }: PlainScannerOptions = {},
  ) {
    this.#columns = columns;
    this.#mostEvents = mostEvents;
    this.#isRowPerLine = isRowPerLine;
    this.#kinds = Uint8Array.from(columns.visible, (visible, index) => {
      if (index === columns.groupColumn) return GROUP;
      const media = columns.media?.[index];
      return media !== undefined ? MEDIA + MEDIA_TYPES.indexOf(media) : visible ? VISIBLE : HIDDEN;
    });
    this.#comparesRows = columns.visible.includes(true);
    this.#begin({ line: HEADER_LINE });
    if (header) {
      this.push(header);
      this.#endRow();
      this.#begin(start);
      this.#tail.fill(start.byteBefore ?? LF);
    } else this.#begin(start);
    this.#onEvent = onEvent;
  }

  #begin({ line }: RowsStart): void {
    this.rows = 0;
    this.rowsWithText = 0;
    this.doubledCrs = 0;
    this.blankLines = 0;
    this.line = line;
    this.afterCr = false;
    this.groups = this.#columns.groupColumn >= 0 ? new HashTable(LARGEST_GROUP_TABLE) : undefined;
    this.#folded = new HashTable(LARGEST_GROUP_TABLE);
    this.#counts.clear();
    this.#unseen.clear();
    for (const [index, visible] of this.#columns.visible.entries()) if (visible) this.#unseen.add(index);
    this.#state = FIELD_START;
    this.#offset = -1;
    this.#beginRow();
    this.#offset = 0;
  }

  get emptyColumns(): readonly number[] {
    return [...this.#unseen];
  }

  get openPlaces(): readonly number[] {
    const places = this.#state === QUOTED ? [this.#rowStart, this.#quoteStart] : [this.#rowStart];
    return this.#kindOfColumn >= MEDIA ? [...places, this.#mediaStart] : places;
  }

  count(kind: EventKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#index = 0;
    for (const byte of chunk) {
      this.#read(byte);
      this.#offset++;
      this.#index++;
    }
    this.#tail = lastBytes(this.#tail, chunk);
    this.#chunk = NOTHING;
    this.#index = 0;
  }

  end(): void {
    if (this.#state === QUOTED) {
      this.#meet("quote-never-closes", this.#quoteLine, this.#column, this.#quoteStart);
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
      if (this.#at(2) === CR) this.doubledCrs++;
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

  /** So many bytes back: 0 is the one that is being read. */
  readonly #at = (back: number): number => {
    const index = this.#index - back;
    return (index >= 0 ? this.#chunk[index] : this.#tail[LOOK_BACK_BYTES + index]) ?? LF;
  };

  #text(byte: number): void {
    const kind = this.#kindOfColumn;
    const isShown = kind === VISIBLE || kind >= MEDIA;
    if (isShown) {
      this.#rowText.add(byte);
      this.#visibleText = textState(this.#visibleText, byte);
      if (byte !== QUOTE && this.#columnText !== VISIBLE_TEXT) {
        this.#columnText = nextTextState(this.#columnText, byte);
        if (this.#columnText === VISIBLE_TEXT) this.#unseen.delete(this.#column);
      }
      if (kind >= MEDIA && this.#mediaBytes.length <= LONGEST_URL_BYTES) this.#mediaBytes.push(byte);
    } else {
      this.#hiddenText = textState(this.#hiddenText, byte);
      if (kind === GROUP) this.#groupByte(byte);
    }
    if (byte < SPACE && byte !== TAB && byte !== LF && byte !== CR) this.#control(byte, isShown);
    if (byte >= 0x80) this.#damage(this.#damageAtCharacterEnd(isShown), this.line, this.#offset);
    if (isShown && (this.#fieldFlags & FOUND_DAMAGE) === 0) {
      if (byte === PLUS && this.#isByNumber()) this.#damage(BY_NUMBER, this.line, this.#offset);
      else if (byte === GREATER && endsAddress(this.#at)) this.#damage(OBJECT + DOUBTFUL, this.line, this.#offset);
      else if (endsHash(this.#at)) this.#damage(OBJECT + DOUBTFUL, this.line, this.#offset);
      else if (this.#at(1) === QUESTION && mayBeLetter(this.#at))
        this.#damage(QUESTIONS + DOUBTFUL, this.line, this.#offset);
      else if (endsEscape(this.#at)) this.#damage(ESCAPED + DOUBTFUL, this.line, this.#offset);
    }
    if (isShown && this.#beginsWholeDamage(byte)) {
      this.#fieldFlags |= LOOK_AT_WHOLE;
      this.#wholeLine = this.line;
    }
  }

  #groupByte(byte: number): void {
    this.#groupText.add(byte);
    this.#groupHasText = textState(this.#groupHasText, byte);
    if (this.#groupBytes.length <= LONGEST_FOLDED_BYTES) this.#groupBytes.push(byte);
  }

  /** At a byte that may be the last of a character: reports a byte order mark, and answers with the damage that it shows. */
  #damageAtCharacterEnd(isVisible: boolean): number {
    if ((this.#at(0) & 0xc0) !== 0x80) return 0;
    const isThird = (this.#at(1) & 0xc0) === 0x80;
    const lead = this.#at(isThird ? 2 : 1);
    if (isThird !== lead >= 0xe0 || !endsDamage(lead)) return 0;
    if (lead === 0xef && this.#at(1) === 0xbb && this.#at(0) === 0xbf) {
      if ((this.#fieldFlags & FOUND_MARK) === 0) this.#meet("byte-order-mark", this.line, this.#column, this.#offset);
      this.#fieldFlags |= FOUND_MARK;
    }
    return isVisible && (this.#fieldFlags & FOUND_DAMAGE) === 0 ? damageEndingAt(this.#at) : 0;
  }

  /** At a plus sign: whether a character's number follows. */
  #isByNumber(): boolean {
    return this.#at(1) === LETTER_U && this.#at(2) === LESS;
  }

  /** What a cell has that as a whole stands for a lost value: its first sign, the exponent of a number, or a bracket. */
  #beginsWholeDamage(byte: number): boolean {
    if (byte === PLUS) return this.#at(1) === LETTER_E || this.#at(1) === SMALL_E;
    if (byte === BRACKET) return true;
    if (byte !== HASH) return false;
    const before = this.#at(1);
    return before === COMMA || before === LF || before === CR || before === QUOTE;
  }

  #damage(kind: number, line: number, offset: number): void {
    if (kind === 0) return;
    if (kind >= DOUBTFUL) {
      if ((this.#fieldFlags & FOUND_DOUBT) === 0)
        this.#meet("doubtful-text", line, this.#column, offset, kind - DOUBTFUL);
      this.#fieldFlags |= FOUND_DOUBT;
      return;
    }
    this.#fieldFlags |= FOUND_DAMAGE;
    this.#meet("damaged-text", line, this.#column, offset, kind);
  }

  /** Each is reported once for a field. */
  #control(byte: number, isVisible: boolean): void {
    if (byte === 0) {
      if ((this.#fieldFlags & FOUND_NUL) === 0) this.#meet("nul-byte", this.line, this.#column, this.#offset);
      this.#fieldFlags |= FOUND_NUL;
    } else if (isVisible) {
      if ((this.#fieldFlags & FOUND_CONTROL) === 0)
        this.#meet("control-character", this.line, this.#column, this.#offset, byte);
      this.#fieldFlags |= FOUND_CONTROL;
    }
  }

  #endField(): void {
    if ((this.#fieldFlags & (LOOK_AT_WHOLE | FOUND_DAMAGE)) === LOOK_AT_WHOLE) {
      const damage = wholeCellDamage((back) => this.#at(back + 1));
      this.#damage(damage, this.#wholeLine, this.#offset - 1);
    }
    const kind = this.#kindOfColumn;
    if (kind === VISIBLE || kind >= MEDIA) this.#rowText.add(FIELD_END);
    if (kind >= MEDIA) this.#endMedia(kind);
    this.#columnText = NO_TEXT;
    this.#column++;
    this.#mediaStart = this.#offset + 1;
    this.#fieldFlags = 0;
    this.#state = FIELD_START;
  }

  #endMedia(kind: number): void {
    // Where each row was a line of its own, what has no quotes is missing, which others say.
    const needsMedia = this.#columns.needsMedia === true && !(this.#isRowPerLine && this.#state === FIELD_START);
    const problem = judgeMediaBytes(Uint8Array.from(this.#mediaBytes), kind - MEDIA, needsMedia);
    if (problem > 0) this.#meet("media-url", this.#rowLine, this.#column, this.#mediaStart, problem);
    this.#mediaBytes = [];
  }

  get #kindOfColumn(): number {
    return this.#kinds[this.#column] ?? HIDDEN;
  }

  #endRow(): void {
    if (this.#isRowPerLine && this.#offset === this.#rowStart) return;
    this.#endField();
    this.rows++;
    if (this.#rowHasText) this.rowsWithText++;
    this.#judgeRow(this.#column);
  }

  #beginRow(): void {
    this.#rowLine = this.line;
    this.#rowStart = this.#offset + 1;
    this.#mediaStart = this.#rowStart;
    this.#mediaBytes = [];
    this.#column = 0;
    this.#fieldFlags = 0;
    this.#visibleText = NO_TEXT;
    this.#hiddenText = NO_TEXT;
    this.#columnText = NO_TEXT;
    this.#groupHasText = NO_TEXT;
    this.#groupBytes = [];
    this.#rowText.reset();
    this.#groupText.reset();
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

    if (this.groups) this.#countGroup(this.groups);
    if (!this.#rowHasText || !this.#comparesRows) return;
    const first = this.#seen.getOrAdd(this.#rowText.low, this.#rowText.high, this.#rowLine);
    if (first !== 0) this.#meetRow("duplicate-row", first);
  }

  #countGroup(groups: HashTable): void {
    const { groupColumn } = this.#columns;
    if (this.#groupHasText !== VISIBLE_TEXT) {
      this.#meet("task-group-blank", this.#rowLine, groupColumn, this.#rowStart);
      return;
    }
    const count = groups.increment(this.#groupText.low, this.#groupText.high);
    if (count === 1 && this.#groupBytes.length <= LONGEST_FOLDED_BYTES) this.#foldNewGroup();
    if (count === 2) this.#judgeGroup();
    if (count === LARGEST_GROUP + 1) this.#meet("task-group-size", this.#rowLine, groupColumn, this.#rowStart);
  }

  /** At its second row: a group of one row joins nothing. */
  #judgeGroup(): void {
    const problem = judgeGroupBytes(Uint8Array.from(this.#groupBytes));
    if (problem > 0) this.#meet("group-value", this.#rowLine, this.#columns.groupColumn, this.#rowStart, problem);
  }

  #foldNewGroup(): void {
    this.#foldedText.reset();
    for (const byte of foldGroup(Uint8Array.from(this.#groupBytes))) this.#foldedText.add(byte);
    const first = this.#folded.getOrAdd(this.#foldedText.low, this.#foldedText.high, this.#rowLine);
    if (first !== 0) this.#meet("group-lookalike", this.#rowLine, this.#columns.groupColumn, this.#rowStart, first);
  }

  #meetRow(kind: EventKind, value = 0): void {
    this.#meet(kind, this.#rowLine, -1, this.#rowStart, value);
  }

  #meet(kind: EventKind, line: number, column: number, offset: number, value = 0): void {
    const count = this.count(kind) + 1;
    this.#counts.set(kind, count);
    if (count <= this.#mostEvents) this.#onEvent({ kind, line, column, offset, value });
  }
}

function textState(state: number, byte: number): number {
  return state === VISIBLE_TEXT ? VISIBLE_TEXT : nextTextState(state, byte);
}

/** The last bytes of both, as many as the first has. */
function lastBytes(before: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = new Uint8Array(before.length);
  const own = chunk.subarray(-before.length);
  kept.set(before.subarray(own.length));
  kept.set(own, before.length - own.length);
  return kept;
}
