import { joinBytes } from "../join-bytes.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;

/** How much of a row is kept, in bytes. */
export const LONGEST_ROW = 1 << 20;

/** Splits the text of a valid CSV into rows, wherever its chunks cut them. A line end within quotes ends no row. */
export class RowSplitter {
  #parts: Uint8Array[] = [];
  #length = 0;
  #isQuoted = false;
  #endsWithCr = false;

  /** The rows that end in this chunk, without their line ends; of a row longer than `LONGEST_ROW`, its start. */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    let start = 0;
    // The LF of a CRLF that is cut in two.
    if (this.#endsWithCr && chunk[0] === LF) start = 1;
    if (chunk.length > 0) this.#endsWithCr = false;
    for (let index = start; index < chunk.length; index++) {
      const byte = chunk[index];
      if (byte === QUOTE) this.#isQuoted = !this.#isQuoted;
      if (this.#isQuoted || (byte !== LF && byte !== CR)) continue;
      yield this.#take(chunk.subarray(start, index));
      if (byte === CR && chunk[index + 1] === LF) index++;
      else if (byte === CR && index + 1 === chunk.length) this.#endsWithCr = true;
      start = index + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The last row, where no line end follows it. */
  *end(): Generator<Uint8Array, void, undefined> {
    if (this.#length > 0) yield this.#take(new Uint8Array(0));
  }

  #take(end: Uint8Array): Uint8Array {
    if (this.#length === 0) return end.subarray(0, LONGEST_ROW);
    this.#keep(end);
    const row = joinBytes(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return row;
  }

  #keep(part: Uint8Array): void {
    const kept = part.slice(0, LONGEST_ROW - this.#length);
    if (kept.length === 0) return;
    this.#parts.push(kept);
    this.#length += kept.length;
  }
}
