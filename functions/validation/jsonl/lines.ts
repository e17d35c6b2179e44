import { countLines, type LinePlace } from "../count-lines.ts";
import { LF, LONGEST_LINE } from "./json-problems.ts";

/** Takes lines, each with the bytes that contain it. */
export interface LineReader {
  /**
   * Reads whole lines.
   *
   * @param bytes from one line's start on; the last byte is a LF
   */
  readLines(bytes: Uint8Array, from: number): void;
  /** A line that is too long to be kept. @param lines how many physical ones it is, where carriage returns part it */
  skipLine(lines: number): void;
}

/** Parts a stream into lines, wherever its chunks cut them, and keeps no more than one that may still be read. */
export class Lines {
  readonly #reader: LineReader;
  /** The start of a line whose end is in a later chunk. */
  #kept = new Uint8Array(1 << 12);
  #length = 0;
  /** Where a line is that is too long: counted from its start. */
  #skipped: LinePlace | undefined;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.#length > 0 || this.#skipped) {
      const end = chunk.indexOf(LF);
      this.#keep(chunk.subarray(0, end + 1 || chunk.length));
      if (end < 0) return;
      this.#endLine();
      from = end + 1;
    }
    const last = chunk.lastIndexOf(LF);
    if (last >= from) this.#reader.readLines(chunk.subarray(0, last + 1), from);
    this.#keep(chunk.subarray(Math.max(from, last + 1)));
  }

  /** The stream's end: a last line without a line end counts. */
  end(): void {
    if (this.#length === 0 && !this.#skipped) return;
    // With a carriage return before it, it is one line end.
    this.#keep(Uint8Array.of(LF));
    this.#endLine();
  }

  /** The place after what was read so far. @param line the one that the first byte which is not read yet is on */
  place(line: number): LinePlace {
    if (this.#skipped) return { line: line + this.#skipped.line, afterCr: this.#skipped.afterCr };
    return countLines(this.#kept.subarray(0, this.#length), { line, afterCr: false });
  }

  #keep(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (this.#skipped || length - lineEndLength(part) > LONGEST_LINE) {
      this.#skipped ??= countLines(this.#kept.subarray(0, this.#length), { line: 0, afterCr: false });
      this.#skipped = countLines(part, this.#skipped);
      this.#length = 0;
      return;
    }
    if (length > this.#kept.length) {
      const larger = new Uint8Array(Math.min(2 * length, LONGEST_LINE + 2));
      larger.set(this.#kept.subarray(0, this.#length));
      this.#kept = larger;
    }
    this.#kept.set(part, this.#length);
    this.#length = length;
  }

  #endLine(): void {
    if (this.#skipped) this.#reader.skipLine(this.#skipped.line);
    else this.#reader.readLines(this.#kept.subarray(0, this.#length), 0);
    this.#skipped = undefined;
    this.#length = 0;
  }
}

function lineEndLength(part: Uint8Array): number {
  return part.at(-1) === LF ? 1 : 0;
}
