import { CHUNK_BYTES } from "../scanners/row-events.ts";
import { COMMA, LF, QUOTE } from "./json-problems.ts";
import { writeUnescaped } from "./json-strings.ts";
import { ESCAPED_TEXT, MISSING, NESTED, type RecordReader } from "./record-reader.ts";

/** From here on, copying at once is faster than byte by byte. */
const LONG_COPY = 48;

/** From here on, rows need not wait for others. */
const WORTH_PASSING_ON = 1 << 16;

/** Writes records as rows of a CSV, a physical line each: every value in quotes, and nothing for one that is missing. */
export class CsvRows {
  #out = new Uint8Array(CHUNK_BYTES);
  #length = 0;
  readonly #push: (rows: Uint8Array) => void;

  /** @param push takes rows; the bytes are its own only until it returns */
  constructor(push: (rows: Uint8Array) => void) {
    this.#push = push;
  }

  /** @param size of the record's line, in bytes */
  writeRecord({ kinds, starts, ends }: RecordReader, bytes: Uint8Array, size: number): void {
    // Of what is written, a value's quotes may be doubled.
    this.#makeRoom(2 * size + 3 * kinds.length + 2);
    const out = this.#out;
    let at = this.#length;
    for (let place = 0; place < kinds.length; place++) {
      if (place > 0) out[at++] = COMMA;
      const kind = kinds[place] ?? MISSING;
      // An empty line would be a line without a record.
      if (kind === MISSING && kinds.length > 1) continue;
      out[at++] = QUOTE;
      const [start, end] = [starts[place] ?? 0, ends[place] ?? 0];
      if (kind === ESCAPED_TEXT) at = writeUnescaped(bytes, start, end, out, at);
      else if (kind === NESTED) at = writeQuoted(bytes, start, end, out, at);
      else if (kind !== MISSING) at = copy(bytes, start, end, out, at);
      out[at++] = QUOTE;
    }
    out[at++] = LF;
    this.#length = at;
  }

  /** Rows that were written elsewhere. */
  append(rows: Uint8Array): void {
    if (rows.length >= WORTH_PASSING_ON) {
      this.flush();
      this.#push(rows);
      return;
    }
    this.#makeRoom(rows.length);
    this.#out.set(rows, this.#length);
    this.#length += rows.length;
  }

  /** Lines without a record keep their place. */
  writeEmptyLines(count: number): void {
    for (let line = 0; line < count; line++) {
      this.#makeRoom(1);
      this.#out[this.#length++] = LF;
    }
  }

  /** Passes on what was written. */
  flush(): void {
    if (this.#length > 0) this.#push(this.#out.subarray(0, this.#length));
    this.#length = 0;
  }

  #makeRoom(size: number): void {
    if (this.#length + size <= this.#out.length) return;
    this.flush();
    if (size > this.#out.length) this.#out = new Uint8Array(size);
  }
}

function copy(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  if (to - from >= LONG_COPY) {
    out.set(bytes.subarray(from, to), at);
    return at + to - from;
  }
  for (let index = from; index < to; index++) out[at++] = bytes[index] ?? 0;
  return at;
}

function writeQuoted(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  for (let index = from; index < to; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === QUOTE) out[at++] = QUOTE;
    out[at++] = byte;
  }
  return at;
}
