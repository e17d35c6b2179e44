/** Where in the lines of a file one is. */
export interface LinePlace {
  /** The physical line that the next byte is on, counted from 1. */
  readonly line: number;
  /** Whether the next byte, if it is a LF, belongs to a line end that was counted. */
  readonly afterCr: boolean;
}

export const FIRST_LINE: LinePlace = { line: 1, afterCr: false };

/** The place after some bytes: LF, CRLF and CR each end a line. */
export function countLines(bytes: Uint8Array, start: LinePlace): LinePlace {
  let { line, afterCr } = start;
  for (const byte of bytes) {
    if (byte === 13 || (byte === 10 && !afterCr)) line++;
    afterCr = byte === 13;
  }
  return { line, afterCr };
}
