import { joinBytes } from "./join-bytes.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

/** A header longer than this is none: it is a file without line ends, or no text at all. */
const LONGEST_HEADER = 1 << 20;

/** The header's bytes without its line end, and what follows it. */
export interface HeaderBytes {
  readonly header: Uint8Array;
  /** The start of the rows. */
  readonly rest: Uint8Array;
  /** The physical line on which the rows begin. */
  readonly nextLine: number;
  /** The last byte of its line end; LF where the file ends with it. */
  readonly endByte: number;
  readonly tooLong: boolean;
}

/** Collects bytes up to the end of the first record, which line ends within quotes don't end. */
export class HeaderReader {
  #bytes = new Uint8Array(0);

  /** What was collected so far. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** @returns the header once it is whole */
  push(chunk: Uint8Array): HeaderBytes | undefined {
    const joined = joinBytes([this.#bytes, chunk]);
    this.#bytes = joined;
    // A CR at the end may be half of a CRLF: the next byte says.
    const end = findRecordEnd(joined);
    if (end && !(joined[end.at] === CR && end.at + 1 === joined.length)) return this.#cut(end);
    return joined.length > LONGEST_HEADER ? this.#whole(1, true) : undefined;
  }

  /** The file ended: whatever there is, is the header. */
  end(): HeaderBytes {
    const end = findRecordEnd(this.#bytes);
    return end ? this.#cut(end) : this.#whole(2, false);
  }

  #cut({ at, lines }: { at: number; lines: number }): HeaderBytes {
    const lineEnd = this.#bytes[at] === CR && this.#bytes[at + 1] === LF ? 2 : 1;
    return {
      header: this.#bytes.subarray(0, at),
      rest: this.#bytes.subarray(at + lineEnd),
      nextLine: lines + 1,
      endByte: this.#bytes[at + lineEnd - 1] ?? LF,
      tooLong: at > LONGEST_HEADER,
    };
  }

  #whole(nextLine: number, tooLong: boolean): HeaderBytes {
    return { header: this.#bytes, rest: new Uint8Array(0), nextLine, endByte: LF, tooLong };
  }
}

function findRecordEnd(bytes: Uint8Array): { at: number; lines: number } | undefined {
  let quoted = false;
  let fieldStart = true;
  let lines = 1;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      // A quote opens only at a field's start; a doubled one closes and opens again, which comes to the same.
      if (quoted) quoted = false;
      else if (fieldStart || bytes[index - 1] === QUOTE) quoted = true;
    } else if (byte === LF || byte === CR) {
      if (!quoted) return { at: index, lines };
      if (!(byte === LF && bytes[index - 1] === CR)) lines++;
    }
    fieldStart = byte === COMMA && !quoted;
  }
  return undefined;
}
