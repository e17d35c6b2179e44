import { marksBefore } from "../rules/byte-order-marks.ts";
import { findSplitValues, opensValue } from "../rules/split-value.ts";
import type { Dialect } from "./dialect.ts";
import { type FileRecord, type Oddity, OpenQuoteError, PlainRecord } from "./file-record.ts";
import { couldBeDamaged } from "./repair-cell.ts";

/** A record of more characters than this is one whose quote never closes. */
const LONGEST_RECORD = 1 << 24;
/** More marks than files were ever joined with. */
const LONGEST_MARKS = 64;
/** A record that is cut is short enough below this to be read again with each piece. */
const SHORT_RECORD = 1 << 10;

type ReadingDialect = Pick<Dialect, "delimiter" | "quoting" | "skippedLines">;

/**
 * Reads records from text that arrives in pieces. Line ends are LF, CRLF, CR and CR CR LF. It never fails on a field: one that
 * the dialect does not explain is passed on as it is in the file.
 */
export class RecordReader {
  readonly #delimiter: string;
  readonly #onRecord: (record: FileRecord) => void;
  readonly #fields: FieldReader;
  #text = "";
  /** How long the text has to be before it is worth reading. */
  #enough = 0;
  #line: number;
  #linesToSkip: number;

  constructor(dialect: ReadingDialect, onRecord: (record: FileRecord) => void) {
    this.#delimiter = dialect.delimiter;
    this.#fields = new FieldReader(dialect);
    this.#onRecord = onRecord;
    this.#linesToSkip = dialect.skippedLines;
    this.#line = 1;
  }

  /** Whether backslashes have more than one meaning in what was read. */
  get hasMixedBackslashes(): boolean {
    return this.#fields.hasMixedBackslashes;
  }

  /** Whether the next byte begins a record. */
  get isBetweenRecords(): boolean {
    return this.#text === "" && this.#linesToSkip === 0;
  }

  /** Others read so many lines. */
  passLines(lines: number): void {
    this.#line += lines;
  }

  /** @throws {OpenQuoteError} */
  push(text: string): void {
    this.#text += text;
    if (this.#text.length < this.#enough) return;
    this.#read(false);
    // A long record that is cut is read again when it is twice as long: else its time would grow with the square of its length.
    const { length } = this.#text;
    this.#enough = length < SHORT_RECORD ? 0 : Math.min(length * 2, LONGEST_RECORD);
    if (this.#text.length > LONGEST_RECORD) throw new OpenQuoteError(this.#line, this.#text);
  }

  /** The text ended. @throws {OpenQuoteError} */
  end(): void {
    this.#read(true);
  }

  #read(isEnd: boolean): void {
    const text = this.#text;
    let at = this.#skipLines(isEnd);
    if (this.#linesToSkip > 0) {
      this.#text = text.slice(at);
      return;
    }
    const mayBeDamaged = couldBeDamaged(text);
    let quote = -2;
    let cr = -2;
    for (;;) {
      if (at >= text.length) break;
      if (quote !== -1 && quote < at) quote = this.#fields.nextQuote(text, at);
      if (cr !== -1 && cr < at) cr = text.indexOf("\r", at);
      const lf = text.indexOf("\n", at);
      const end = lf >= 0 ? lf : isEnd ? text.length : -1;
      if (end >= 0 && (quote === -1 || quote > end) && (cr === -1 || cr >= end - 1)) {
        // Most records: no quote, and no line end but this one.
        const line = text.slice(at, cr === end - 1 && cr >= at ? cr : end);
        this.#onRecord(new PlainRecord(line, this.#delimiter, this.#line, mayBeDamaged));
        this.#line++;
        at = end + 1;
        continue;
      }
      if (end < 0 && quote === -1 && cr === -1) break;
      const next = this.#readRecord(text, at, isEnd);
      if (next < 0) break;
      at = next;
    }
    this.#text = text.slice(at);
  }

  /** @returns where the next record begins; -1 if this one is not complete */
  #readRecord(text: string, start: number, isEnd: boolean): number {
    const fields: string[] = [];
    const unexplained: number[] = [];
    const oddities: Oddity[] = [];
    const quoted: number[] = [];
    let lines = 0;
    let at = start;
    for (;;) {
      const marks = at === start ? this.#fields.marksBeforeQuote(text, at) : "";
      const field = this.#fields.read(text, at + marks.length, isEnd);
      if (field === "cut") return -1;
      if (field === "open") throw new OpenQuoteError(this.#line + lines, text.slice(start));
      if (field.isUnexplained) unexplained.push(fields.length);
      else if (field.isOdd)
        oddities.push({ kind: "quote", place: fields.length, before: text.slice(at, field.end), value: field.value });
      if (field.isQuoted) quoted.push(fields.length);
      fields.push(marks + field.value);
      if (field.isQuoted) lines += countLineEnds(text.slice(at, field.end));
      if (text.startsWith(this.#delimiter, field.end)) {
        at = field.end + this.#delimiter.length;
        continue;
      }
      const length = lineEndAt(text, field.end, isEnd);
      if (length < 0) return -1;
      const split = oddities.length > 0 ? partsOfValues(fields, quoted, oddities, unexplained) : [];
      if (oddities.length > 1) split.push(...splitByCommas(fields, quoted));
      const left = inOrder(unexplained, split);
      if (length === 3) oddities.push({ kind: "line-ends", place: fields.length, before: "CR CR LF", value: "LF" });
      this.#onRecord({
        text: text.slice(start, field.end),
        fields,
        width: fields.length,
        line: this.#line,
        isPlain: false,
        mayBeDamaged: true,
        quoted,
        unexplained: left,
        oddities: left.length > 0 ? oddities.filter(without(left)) : oddities,
      });
      this.#line += lines + linesOf(length);
      return field.end + length;
    }
  }

  #skipLines(isEnd: boolean): number {
    let at = 0;
    while (this.#linesToSkip > 0) {
      const end = /[\r\n]/g;
      end.lastIndex = at;
      const found = end.exec(this.#text);
      const length = found ? lineEndAt(this.#text, found.index, isEnd) : -1;
      if (!found || length < 0) return at;
      at = found.index + length;
      this.#linesToSkip -= linesOf(length);
      this.#line += linesOf(length);
    }
    return at;
  }
}

/**
 * Places of fields without quotes around them that have a quote each, and may be one field: `say "hi, there"`. Inches are none:
 * `5" pipe, 6" rod`.
 */
function splitByCommas(fields: readonly string[], quoted: readonly number[]): number[] {
  const inQuotes = new Set(quoted);
  const hasOpenQuote = (place: number) => {
    const quotes = inQuotes.has(place) ? [] : (fields[place]?.match(/(?<!\d)"/g) ?? []);
    return quotes.length % 2 === 1;
  };
  return fields.flatMap((_, place) => (hasOpenQuote(place) && hasOpenQuote(place + 1) ? [place, place + 1] : []));
}

/**
 * Places of fields that are parts of JSON or a list, of which one has a quote that is not as RFC 4180 has it. A part that is in
 * quotes of its own is none of them.
 */
function partsOfValues(
  fields: readonly string[],
  quoted: readonly number[],
  oddities: readonly Oddity[],
  unexplained: readonly number[],
): number[] {
  // Most rows have none, and need no closer look.
  if (!fields.some(opensValue)) return [];
  const left = new Set(unexplained);
  const whole = new Set(quoted.filter((place) => !left.has(place)));
  const odd = new Set([...left, ...oddities.map(({ place }) => place)]);
  return findSplitValues(fields.map((field, place) => (whole.has(place) ? "" : field))).flatMap(({ from, to }) => {
    const places = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return places.some((place) => odd.has(place)) ? places.filter((place) => !whole.has(place)) : [];
  });
}

/** Places of both, each once. */
function inOrder(places: readonly number[], others: readonly number[]): readonly number[] {
  return others.length === 0 ? places : [...new Set(places.concat(others))].sort((a, b) => a - b);
}

function without(places: readonly number[]): (oddity: Oddity) => boolean {
  const left = new Set(places);
  return ({ place }) => !left.has(place);
}

/** The length of the line end: 0 at the text's end; -1 if what follows may belong to it. */
function lineEndAt(text: string, at: number, isEnd: boolean): number {
  if (text[at] === "\n") return 1;
  if (text[at] !== "\r") return isEnd ? 0 : -1;
  if (text[at + 1] === "\n") return 2;
  if (!isEnd && at + 2 >= text.length) return -1;
  return text[at + 1] === "\r" && text[at + 2] === "\n" ? 3 : 1;
}

/** How many lines end with a line end of this length: validation counts CR CR LF as two. */
function linesOf(length: number): number {
  return length === 3 ? 2 : 1;
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

interface Field {
  readonly value: string;
  /** Where the delimiter, the line end or the text's end is. */
  readonly end: number;
  readonly isQuoted: boolean;
  readonly isOdd: boolean;
  readonly isUnexplained: boolean;
}

class FieldReader {
  #sawEscapedBackslash = false;
  #sawBareBackslash = false;
  readonly #delimiter: string;
  readonly #quoting: Dialect["quoting"];
  readonly #bare: RegExp;
  readonly #quotes: RegExp;

  constructor({ delimiter, quoting }: ReadingDialect) {
    this.#delimiter = delimiter;
    this.#quoting = quoting;
    this.#bare = new RegExp(`${escapeRegExp(delimiter)}|[\\r\\n]`, "g");
    this.#quotes = new RegExp(`["${quoting.pairs.map(([open]) => escapeRegExp(open)).join("")}]`, "g");
  }

  /** Some backslashes escape backslashes, and some are text: what the others mean is not clear. */
  get hasMixedBackslashes(): boolean {
    return this.#sawEscapedBackslash && this.#sawBareBackslash;
  }

  /** Where the next character is that could open a field, or should not be in one; -1 if there is none. */
  nextQuote(text: string, at: number): number {
    if (this.#quoting.pairs.length === 1) return text.indexOf('"', at);
    this.#quotes.lastIndex = at;
    return this.#quotes.exec(text)?.index ?? -1;
  }

  /** Byte order marks, which joined files leave before the quote of their first field. */
  marksBeforeQuote(text: string, start: number): string {
    const marks = marksBefore(text.slice(start, start + LONGEST_MARKS));
    return this.#quoting.pairs.some(([open]) => text[start + marks.length] === open) ? marks : "";
  }

  /** @returns `cut` if more text is needed, `open` if the text ended in quotes */
  read(text: string, start: number, isEnd: boolean): Field | "cut" | "open" {
    const at = this.#quoting.skipsSpaces ? this.#skipSpaces(text, start) : start;
    const pair = this.#quoting.pairs.find(([open]) => text[at] === open);
    return pair ? this.#readQuoted(text, start, at, pair, isEnd) : this.#readBare(text, start, isEnd);
  }

  #readBare(text: string, start: number, isEnd: boolean): Field | "cut" {
    const end = this.#endOfBare(text, start);
    if (end < 0 && !isEnd) return "cut";
    const value = text.slice(start, end < 0 ? text.length : end);
    return {
      value,
      end: start + value.length,
      isQuoted: false,
      isOdd: value.includes('"'),
      // Outside quotes nothing says what a backslash means.
      isUnexplained: value.includes('\\"'),
    };
  }

  #readQuoted(
    text: string,
    start: number,
    open: number,
    [opening, closing]: readonly [string, string],
    isEnd: boolean,
  ): Field | "cut" | "open" {
    const close = this.#findClose(text, open + 1, opening, closing);
    // The character after the quote says whether it is the closing one.
    if (close < 0) return isEnd ? "open" : "cut";
    const after = this.#quoting.skipsSpaces ? this.#skipSpaces(text, close + 1) : close + 1;
    if (after >= text.length && !isEnd) return "cut";
    if (!this.#endsField(text, after)) {
      const end = this.#endOfBare(text, after);
      if (end < 0 && !isEnd) return "cut";
      const value = text.slice(start, end < 0 ? text.length : end);
      return { value, end: start + value.length, isQuoted: true, isOdd: false, isUnexplained: true };
    }
    const inner = text.slice(open + 1, close);
    // Only straight quotes keep lines together: another one before a line end never closed.
    const isUnexplained = opening !== '"' && (/[\r\n]/.test(inner) || isOfTwo(inner, opening, closing));
    const value = this.#unescape(inner, opening, closing);
    const isOdd = open > start || after > close + 1 || opening !== '"' || value !== inner.replaceAll('""', '"');
    return { value, end: after, isQuoted: true, isOdd: isOdd && !isUnexplained, isUnexplained };
  }

  #findClose(text: string, from: number, opening: string, closing: string): number {
    let close = text.indexOf(closing, from);
    while (close >= 0) {
      if (opening !== closing) {
        // A curly quote within the field is followed by text.
        if (close + 1 >= text.length || this.#endsField(text, this.#skipSpaces(text, close + 1))) return close;
        close = text.indexOf(closing, close + 1);
      } else if (this.#quoting.escape === "backslash" && countBackslashes(text, close, from) % 2 === 1) {
        close = text.indexOf(closing, close + 1);
      } else if (text[close + 1] === closing) {
        close = text.indexOf(closing, close + 2);
      } else {
        return close;
      }
    }
    return -1;
  }

  #unescape(inner: string, opening: string, closing: string): string {
    if (opening !== closing) return inner;
    if (this.#quoting.escape !== "backslash" || !inner.includes("\\")) {
      return inner.includes(closing) ? inner.replaceAll(closing + closing, closing) : inner;
    }
    return inner.replace(/\\(.?)/gs, (both, escaped: string) => {
      if (escaped === "\\") this.#sawEscapedBackslash = true;
      else if (escaped !== '"') this.#sawBareBackslash = true;
      return escaped === "\\" || escaped === '"' ? escaped : both;
    });
  }

  #endsField(text: string, at: number): boolean {
    const next = text[at];
    return next === undefined || next === "\n" || next === "\r" || text.startsWith(this.#delimiter, at);
  }

  #endOfBare(text: string, at: number): number {
    this.#bare.lastIndex = at;
    return this.#bare.exec(text)?.index ?? -1;
  }

  #skipSpaces(text: string, start: number): number {
    let at = start;
    while (text[at] === " " || (text[at] === "\t" && this.#delimiter !== "\t")) at++;
    return at;
  }
}

/** Whether a quotation ends within the text and another one begins: the quotes around it belong to different ones. */
function isOfTwo(inner: string, opening: string, closing: string): boolean {
  if (opening === closing) return false;
  let open = 0;
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === opening) open++;
    // Between letters it is an apostrophe.
    else if (inner[at] === closing && !/^\p{L}.\p{L}$/u.test(inner.slice(at - 1, at + 2)) && --open < 0) return true;
  }
  return false;
}

function countBackslashes(text: string, end: number, from: number): number {
  let count = 0;
  while (end - count > from && text[end - count - 1] === "\\") count++;
  return count;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|-]/g, "\\$&");
}
