import { decoderOf } from "../encodings/code-pages.ts";
import { couldBeDamaged } from "./repair-cell.ts";

const LF = 10;
const CR = 13;
const EQUALS = 61;
const QUOTE = 34;
const COMMA = 44;

/** A record that needs a closer look. */
const ODD = -1;
/** A record whose end is not there yet. */
const CUT = -2;

export interface PlainRowsFacts {
  /** The delimiter, which is a single byte. */
  readonly delimiter: number;
  /** An encoding of one byte a character; undefined for UTF-8. */
  readonly characters: SingleBytes | undefined;
  /** Whether the copy is wanted; else rows are only judged, which takes less time. */
  readonly isCopied: boolean;
  /** How many fields a row has. */
  readonly width: number;
  /** What rows begin with that may be no datapoint: the header's begin, and what a program writes below the rows. */
  readonly headerStarts: readonly Uint8Array[];
}

/**
 * Copies rows that need nothing but another delimiter and another encoding, byte by byte, which takes a fraction of the time
 * that strings take. It stops before a row that it cannot judge: one that is not written as RFC 4180 has it, has another width, may
 * be blank or the header again, or has characters that damaged text has.
 */
export class PlainRows {
  /** What was copied, up to {@link length}. */
  copied = new Uint8Array(1 << 16);
  length = 0;
  /** Rows copied since {@link begin}, and the physical lines that they have. */
  rows = 0;
  lines = 0;
  readonly #facts: PlainRowsFacts;
  readonly #special: Uint8Array;
  readonly #specialInQuotes: Uint8Array;
  #linesOfRow = 0;

  constructor(facts: PlainRowsFacts) {
    this.#facts = facts;
    // A comma only matters to what is copied: its field needs quotes.
    const marks = [facts.delimiter, LF, CR, QUOTE, ...(facts.isCopied ? [COMMA] : [])];
    this.#special = specialBytes(marks, facts);
    this.#specialInQuotes = specialBytes([QUOTE, LF, CR], facts);
  }

  /** Copied bytes were taken. */
  begin(): void {
    this.length = 0;
    this.rows = 0;
    this.lines = 0;
  }

  /** Copies rows from `start` on. @returns where the first row begins that was not copied, and whether its end is missing */
  copy(bytes: Uint8Array, start: number): { readonly end: number; readonly isCut: boolean } {
    // Of a byte can become three of UTF-8, and of a comma a field in quotes.
    this.#reserve((bytes.length - start) * MOST_BYTES_FOR_ONE);
    let at = start;
    while (at < bytes.length) {
      const isJudged = beginsWithText(bytes, at) && !this.#beginsAsHeader(bytes, at);
      const end = isJudged ? this.#copyRow(bytes, at) : ODD;
      if (end < 0) return { end: at, isCut: end === CUT };
      at = end;
      this.rows++;
      this.lines += this.#linesOfRow;
    }
    return { end: at, isCut: false };
  }

  /** Adds what was written otherwise. */
  add(text: Uint8Array): void {
    this.#reserve(text.length);
    this.copied.set(text, this.length);
    this.length += text.length;
  }

  /** One loop with nothing but local variables: it runs once for each byte of the file. @returns where the next row begins */
  #copyRow(bytes: Uint8Array, start: number): number {
    const { delimiter, width, characters, isCopied } = this.#facts;
    const out = this.copied;
    const { length } = bytes;
    const { firstBytes, secondBytes, thirdBytes } = characters ?? NO_CHARACTERS;
    let to = this.length;
    let at = start;
    let fields = 1;
    let lines = 1;
    let fieldStart = to;
    let isQuoted = bytes[at] === QUOTE;
    let hasComma = false;
    if (isQuoted) out[to++] = bytes[at++] ?? 0;
    for (;;) {
      const special = isQuoted ? this.#specialInQuotes : this.#special;
      // After the end it reads as NUL, which is special, so that the loop needs no other end.
      let byte = bytes[at] ?? 0;
      if (isCopied) {
        while (special[byte] === 0) {
          out[to++] = byte;
          byte = bytes[++at] ?? 0;
        }
      } else {
        while (special[byte] === 0) byte = bytes[++at] ?? 0;
      }
      if (at >= length) return CUT;
      if (byte >= 0x80) {
        if (characters) {
          const next = bytes[at + 1] ?? 0;
          if (next >= 0x80 && characters.couldBeDamaged(byte, next)) return ODD;
          const first = firstBytes[byte] ?? 0;
          if (first === 0) return ODD;
          out[to++] = first;
          out[to++] = secondBytes[byte] ?? 0;
          const third = thirdBytes[byte] ?? 0;
          if (third > 0) out[to++] = third;
        } else {
          // A row does not end within the four bytes.
          if (couldBeDamagedUtf8(byte, bytes, at)) return ODD;
          out[to++] = byte;
        }
        at++;
      } else if (byte === QUOTE) {
        if (!isQuoted) return ODD;
        out[to++] = QUOTE;
        at++;
        const next = bytes[at];
        if (next === QUOTE) {
          // What begins with ="" may be a value in a formula.
          if (bytes[at - 2] === EQUALS && bytes[at - 3] === QUOTE) return ODD;
          out[to++] = QUOTE;
          at++;
        } else if (next === delimiter || next === LF || next === CR) {
          isQuoted = false;
          hasComma = false;
        } else {
          return next === undefined ? CUT : ODD;
        }
      } else if (isQuoted) {
        if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) lines++;
        out[to++] = byte;
        at++;
      } else if (byte === delimiter || byte === LF || byte === CR) {
        if (hasComma) {
          // The field moves by a quote.
          for (let place = to; place > fieldStart; place--) out[place] = out[place - 1] ?? 0;
          out[fieldStart] = QUOTE;
          out[to + 1] = QUOTE;
          to += 2;
          hasComma = false;
        }
        if (byte === delimiter) {
          out[to++] = COMMA;
          at++;
          fields++;
          fieldStart = to;
          isQuoted = bytes[at] === QUOTE;
          if (isQuoted) out[to++] = bytes[at++] ?? 0;
          continue;
        }
        if (byte === CR) at++;
        if (at === length) return CUT;
        if (bytes[at] !== LF || fields !== width) return ODD;
        out[to++] = LF;
        this.length = to;
        this.#linesOfRow = lines;
        return at + 1;
      } else {
        if (byte === COMMA) hasComma = true;
        out[to++] = byte;
        at++;
      }
    }
  }

  #beginsAsHeader(bytes: Uint8Array, start: number): boolean {
    for (const header of this.#facts.headerStarts) {
      let at = 0;
      while (at < header.length && bytes[start + at] === header[at]) at++;
      if (at === header.length) return true;
    }
    return false;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.copied.length) return;
    const larger = new Uint8Array(Math.max(this.copied.length * 2, this.length + more));
    larger.set(this.copied.subarray(0, this.length));
    this.copied = larger;
  }
}

const MOST_BYTES_FOR_ONE = 3;

/** In UTF-8, the first bytes of what damaged text begins with. */
const SUSPECTS = [0xc2, 0xc3, 0xe2];

/** For each byte whether it is more than a character to copy, or to pass over. */
function specialBytes(
  marks: readonly number[],
  { characters, isCopied }: Pick<PlainRowsFacts, "characters" | "isCopied">,
): Uint8Array {
  const isSpecial = (byte: number) => {
    if (byte < 0x80) return byte === 0 || marks.includes(byte);
    if (!characters) return SUSPECTS.includes(byte);
    return isCopied || characters.needsLook(byte);
  };
  return Uint8Array.from({ length: 256 }, (_, byte) => (isSpecial(byte) ? 1 : 0));
}

/** Whether a row begins with a letter or a digit, in quotes or not: it is not blank, and has no byte order mark in front. */
function beginsWithText(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start] === QUOTE ? bytes[start + 1] : bytes[start];
  if (first === undefined) return false;
  return (first > 0x2f && first < 0x3a) || ((first | 0x20) > 0x60 && (first | 0x20) < 0x7b);
}

/** Whether a character of UTF-8 and the next one are such as damaged text has: see damageOf. */
function couldBeDamagedUtf8(first: number, bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  // U+00C0 to U+00FF before what a byte 0x80 to 0xBF becomes in Windows-1252.
  if (first === 0xc3) return third === 0xc2 || third === 0xc5 || third === 0xc6 || third === 0xcb || third === 0xe2;
  // A not sign, a low quotation mark and a root sign, as Mac Roman has them for the first byte of two or three.
  if (first === 0xc2) return second === 0xac && third >= 0x80;
  const isSign = (second === 0x80 && third === 0x9a) || (second === 0x88 && third === 0x9a);
  return isSign && (bytes[at + 3] ?? 0) >= 0x80;
}

/** What the bytes 0x80 to 0xFF are in an encoding of one byte a character. */
export class SingleBytes {
  /** The bytes of UTF-8 for each byte; 0 if the encoding has no character, and where a character has only two. */
  readonly firstBytes = new Uint8Array(256);
  readonly secondBytes = new Uint8Array(256);
  readonly thirdBytes = new Uint8Array(256);
  readonly #damage = new Uint8Array(128 * 128);

  static readonly #ofEncodings = new Map<string, SingleBytes>();

  /** @returns undefined if the encoding has more than one byte a character */
  static of(encoding: string): SingleBytes | undefined {
    if (!SINGLE_BYTE_ENCODINGS.test(encoding)) return undefined;
    const known = SingleBytes.#ofEncodings.get(encoding) ?? new SingleBytes(encoding);
    SingleBytes.#ofEncodings.set(encoding, known);
    return known;
  }

  private constructor(encoding: string) {
    const decoder = decoderOf(encoding, { fatal: false });
    const encoder = new TextEncoder();
    const texts = Array.from({ length: 128 }, (_, index) => decoder.decode(Uint8Array.of(128 + index)));
    for (const [index, text] of texts.entries()) {
      if (text === "\ufffd") continue;
      const [first = 0, second = 0, third = 0] = encoder.encode(text);
      this.firstBytes[128 + index] = first;
      this.secondBytes[128 + index] = second;
      this.thirdBytes[128 + index] = third;
      for (const [next, other] of texts.entries()) {
        if (couldBeDamaged(text + other)) this.#damage[index * 128 + next] = 1;
      }
    }
  }

  /** Whether the byte has no character, or could begin damaged text. */
  needsLook(byte: number): boolean {
    const at = (byte - 0x80) * 128;
    return this.firstBytes[byte] === 0 || this.#damage.subarray(at, at + 128).includes(1);
  }

  couldBeDamaged(first: number, second: number): boolean {
    return this.#damage[(first - 0x80) * 128 + (second - 0x80)] === 1;
  }
}

const SINGLE_BYTE_ENCODINGS =
  /^(?:windows-125\d|iso-8859-\d+|macintosh|koi8-[ru]|ibm\d+|x-mac-(?:cyrillic|greek)|windows-874)$/;

const NONE = new Uint8Array(0);
const NO_CHARACTERS = { firstBytes: NONE, secondBytes: NONE, thirdBytes: NONE };
