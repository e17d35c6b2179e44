import type { Dialect } from "./dialect.ts";
import { FieldReader } from "./field-reader.ts";
import { type FileRecord, type Oddity, OpenQuoteError, PlainRecord } from "./file-record.ts";
import { couldBeDamaged } from "./repair-cell.ts";
import { splitFields } from "./split-fields.ts";

/** A record of more characters than this is one whose quote never closes. */
const LONGEST_RECORD = 1 << 24;
/** A record that is cut is short enough below this to be read again with each piece. */
const SHORT_RECORD = 1 << 10;

type RecordDialect = Pick<Dialect, "delimiter" | "quoting" | "skippedLines">;

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

  constructor(dialect: RecordDialect, onRecord: (record: FileRecord) => void) {
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
      const left = inOrder(unexplained, splitFields(fields, quoted, oddities, unexplained));
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
