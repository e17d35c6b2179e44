import { HashTable } from "./hash-table.ts";
import { type ColumnKinds, LARGEST_GROUP, LARGEST_TABLE, type RowEvents, type Scanner } from "./row-events.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

const FIELD_START = 0;
const UNQUOTED = 1;
const QUOTED = 2;
const QUOTE_SEEN = 3;
/** After text behind a closing quote: read on to the field's end without a second word about it. */
const LENIENT = 4;

const HIDDEN = 0;
const VISIBLE = 1;
const GROUP = 2;

/** Bytes that end a run of plain text: separators, quotes, and everything below the space. */
const SPECIAL = new Uint8Array(256);
for (let byte = 0; byte < 32; byte++) SPECIAL[byte] = 1;
SPECIAL[QUOTE] = 1;
SPECIAL[COMMA] = 1;

const HASH_LOW = 0x811c9dc5;
const HASH_HIGH = 0x9747b28c;
const NAME_BYTES = 256;

/**
 * The scanner in plain JavaScript, a byte at a time: where there is no WebAssembly with SIMD, and as the check of the
 * one that runs there.
 */
export class PlainRowScanner implements Scanner {
  rows = 0;
  rowsWithText = 0;
  readonly groups: HashTable | undefined;

  readonly #columns: ColumnKinds;
  readonly #kinds: Uint8Array;
  readonly #events: RowEvents;
  readonly #seen = new HashTable(LARGEST_TABLE);
  /** Where nothing is shown, all rows look the same. */
  readonly #comparesRows: boolean;
  readonly #groupName = new Uint8Array(NAME_BYTES);

  #state = FIELD_START;
  #line: number;
  #rowLine: number;
  #quoteLine = 0;
  #afterCr = false;
  #column = 0;
  #fieldFlags = 0;
  #rowHasText = 0;
  #rowHasBytes = false;
  #low = HASH_LOW;
  #high = HASH_HIGH;
  #groupLow = HASH_LOW;
  #groupHigh = HASH_HIGH;
  #groupLength = 0;
  #groupHasText = 0;

  /** @param firstLine the physical line on which the first row begins */
  constructor(columns: ColumnKinds, firstLine: number, events: RowEvents) {
    this.#columns = columns;
    this.#kinds = Uint8Array.from(columns.visible, (visible, index) =>
      index === columns.groupColumn ? GROUP : visible ? VISIBLE : HIDDEN,
    );
    this.#comparesRows = columns.visible.includes(true);
    this.#line = firstLine;
    this.#rowLine = firstLine;
    this.#events = events;
    this.groups = columns.groupColumn >= 0 ? new HashTable(LARGEST_TABLE) : undefined;
  }

  get line(): number {
    return this.#line;
  }

  get afterCr(): boolean {
    return this.#afterCr;
  }

  push(chunk: Uint8Array): void {
    const length = chunk.length;
    let index = 0;
    while (index < length) {
      const byte = chunk[index] as number;
      if (this.#afterCr) {
        this.#afterCr = false;
        // The second half of a CRLF: the line has ended already. Within quotes it is text like any other.
        if (byte === LF) {
          if (this.#state === QUOTED) this.#text(byte);
          index++;
          continue;
        }
      }
      switch (this.#state) {
        case FIELD_START:
          if (byte === QUOTE) {
            this.#state = QUOTED;
            this.#quoteLine = this.#line;
            this.#rowHasBytes = true;
            index++;
            continue;
          }
          if (SPECIAL[byte] === 0) {
            this.#state = UNQUOTED;
            continue;
          }
          break;
        case UNQUOTED:
        case LENIENT:
          if (SPECIAL[byte] === 0) {
            index = this.#run(chunk, index);
            continue;
          }
          if (byte === QUOTE) {
            if (this.#state === UNQUOTED) this.#events.bareQuote(this.#line, this.#column);
            this.#state = LENIENT;
            this.#text(byte);
            index++;
            continue;
          }
          break;
        case QUOTED:
          if (SPECIAL[byte] === 0 || byte === COMMA) {
            index = this.#quotedRun(chunk, index);
            continue;
          }
          if (byte === QUOTE) {
            this.#state = QUOTE_SEEN;
          } else {
            if (byte === LF || byte === CR) {
              this.#line++;
              this.#afterCr = byte === CR;
            }
            this.#text(byte);
          }
          index++;
          continue;
        case QUOTE_SEEN:
          if (byte === QUOTE) {
            this.#state = QUOTED;
            this.#text(byte);
            index++;
            continue;
          }
          if (byte !== COMMA && byte !== LF && byte !== CR) {
            this.#events.textAfterQuote(this.#line, this.#column);
            this.#state = LENIENT;
            continue;
          }
          break;
      }
      // Outside quotes, and neither plain text nor a quote: a separator, or a byte below the space.
      index++;
      if (byte === COMMA) {
        this.#rowHasBytes = true;
        this.#endField();
      } else if (byte === LF || byte === CR) {
        this.#endRow();
        this.#line++;
        this.#rowLine = this.#line;
        this.#afterCr = byte === CR;
      } else {
        if (this.#state === FIELD_START) this.#state = UNQUOTED;
        this.#text(byte);
      }
    }
  }

  end(): void {
    if (this.#state === QUOTED) {
      this.#events.quoteNeverCloses(this.#quoteLine, this.#column);
      this.#state = QUOTE_SEEN;
      // What the open quote swallowed says nothing about the row's width.
      this.rows++;
      this.rowsWithText++;
      return;
    }
    if (this.#rowHasBytes || this.#state !== FIELD_START || this.#column > 0) this.#endRow();
  }

  /** Plain text up to the next special byte. */
  #run(chunk: Uint8Array, from: number): number {
    const length = chunk.length;
    const kind = this.#kinds[this.#column];
    let index = from;
    let text = 0;
    if (kind === VISIBLE) {
      let low = this.#low;
      let high = this.#high;
      for (; index < length; index++) {
        const byte = chunk[index] as number;
        if (SPECIAL[byte] !== 0) break;
        text |= byte ^ 32;
        low = Math.imul(low ^ byte, 0x01000193);
        high = Math.imul(high + byte, 0x85ebca6b) ^ (high >>> 15);
      }
      this.#low = low;
      this.#high = high;
    } else if (kind === GROUP) {
      for (; index < length && SPECIAL[chunk[index] as number] === 0; index++) this.#text(chunk[index] as number);
      return index;
    } else {
      for (; index < length; index++) {
        const byte = chunk[index] as number;
        if (SPECIAL[byte] !== 0) break;
        text |= byte ^ 32;
      }
    }
    this.#rowHasText |= text;
    this.#rowHasBytes = true;
    return index;
  }

  /** The same within quotes, where commas are text. */
  #quotedRun(chunk: Uint8Array, from: number): number {
    const length = chunk.length;
    const kind = this.#kinds[this.#column];
    let index = from;
    let text = 0;
    if (kind === VISIBLE) {
      let low = this.#low;
      let high = this.#high;
      for (; index < length; index++) {
        const byte = chunk[index] as number;
        if (SPECIAL[byte] !== 0 && byte !== COMMA) break;
        text |= byte ^ 32;
        low = Math.imul(low ^ byte, 0x01000193);
        high = Math.imul(high + byte, 0x85ebca6b) ^ (high >>> 15);
      }
      this.#low = low;
      this.#high = high;
    } else {
      for (; index < length; index++) {
        const byte = chunk[index] as number;
        if (SPECIAL[byte] !== 0 && byte !== COMMA) break;
        text |= byte ^ 32;
        if (kind === GROUP) this.#groupByte(byte);
      }
    }
    this.#rowHasText |= text;
    return index;
  }

  /** One byte of text that a run doesn't hold. */
  #text(byte: number): void {
    this.#rowHasBytes = true;
    const kind = this.#kinds[this.#column];
    if (byte > 32) this.#rowHasText = 1;
    if (kind === VISIBLE) {
      this.#low = Math.imul(this.#low ^ byte, 0x01000193);
      this.#high = Math.imul(this.#high + byte, 0x85ebca6b) ^ (this.#high >>> 15);
    } else if (kind === GROUP) {
      this.#groupByte(byte);
    }
    if (byte >= 32 || byte === 9 || byte === LF || byte === CR) return;
    // Each is said once for a field.
    if (byte === 0) {
      if ((this.#fieldFlags & 1) === 0) this.#events.nulByte(this.#line, this.#column);
      this.#fieldFlags |= 1;
    } else if (kind === VISIBLE) {
      if ((this.#fieldFlags & 2) === 0) this.#events.controlCharacter(this.#line, this.#column, byte);
      this.#fieldFlags |= 2;
    }
  }

  #groupByte(byte: number): void {
    if (byte > 32) this.#groupHasText = 1;
    if (this.#groupLength < NAME_BYTES) this.#groupName[this.#groupLength++] = byte;
    this.#groupLow = Math.imul(this.#groupLow ^ byte, 0x01000193);
    this.#groupHigh = Math.imul(this.#groupHigh + byte, 0x85ebca6b) ^ (this.#groupHigh >>> 15);
  }

  #endField(): void {
    if (this.#kinds[this.#column] === VISIBLE) {
      // No byte is 256: a field's end can't be taken for text.
      this.#low = Math.imul(this.#low ^ 256, 0x01000193);
      this.#high = Math.imul(this.#high + 256, 0x85ebca6b) ^ (this.#high >>> 15);
    }
    this.#column++;
    this.#fieldFlags = 0;
    this.#state = FIELD_START;
  }

  #endRow(): void {
    const fields = this.#column + 1;
    this.rows++;
    if (this.#rowHasText !== 0) this.rowsWithText++;
    this.#judgeRow(fields);

    this.#endField();
    this.#column = 0;
    this.#rowHasText = 0;
    this.#rowHasBytes = false;
    this.#low = HASH_LOW;
    this.#high = HASH_HIGH;
    this.#groupLow = HASH_LOW;
    this.#groupHigh = HASH_HIGH;
    this.#groupLength = 0;
    this.#groupHasText = 0;
  }

  #judgeRow(fields: number): void {
    const line = this.#rowLine;
    const blank = this.#rowHasText === 0;
    // A line with no text at all is no row of too few fields.
    const isRow = fields === this.#columns.count && !(blank && fields === 1);
    if (blank && (isRow || fields === 1)) this.#events.blankRow(line);
    if (!isRow && !(blank && fields === 1)) this.#events.rowWidth(line, fields);
    if (!isRow) return;
    if (this.groups) this.#countGroup(line, this.groups);
    if (blank || !this.#comparesRows) return;
    const first = this.#seen.getOrAdd(this.#low >>> 0, this.#high >>> 0, line);
    if (first !== 0) this.#events.duplicateRow(line, first);
  }

  #countGroup(line: number, groups: HashTable): void {
    if (this.#groupHasText === 0) {
      this.#events.groupBlank(line);
      return;
    }
    const count = groups.increment(this.#groupLow >>> 0, this.#groupHigh >>> 0);
    if (count !== LARGEST_GROUP + 1) return;
    this.#events.groupTooLarge(line, new TextDecoder().decode(this.#groupName.subarray(0, this.#groupLength)));
  }
}
