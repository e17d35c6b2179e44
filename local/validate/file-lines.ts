import { createReadStream } from "node:fs";

/** How much of a line is kept: more than a terminal shows. */
const KEPT_BYTES = 4096;

/**
 * Reads some of a file's physical lines, counted from 1; LF, CRLF and CR each end one. Long ones are cut.
 *
 * @returns the lines by their number, as bytes without their ends
 */
export async function readLines(path: string, wanted: ReadonlySet<number>): Promise<Map<number, Buffer>> {
  const lines = new Map<number, Buffer>();
  const last = Math.max(0, ...wanted);
  if (last === 0) return lines;
  let line = 1;
  let afterCr = false;
  let parts: Buffer[] = [];

  const end = () => {
    if (wanted.has(line)) lines.set(line, Buffer.concat(parts).subarray(0, KEPT_BYTES));
    parts = [];
    line++;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index];
      if (byte === 10 && afterCr) start = index + 1;
      else if (byte === 10 || byte === 13) {
        if (wanted.has(line)) parts.push(chunk.subarray(start, Math.min(index, start + KEPT_BYTES)));
        end();
        start = index + 1;
      }
      afterCr = byte === 13;
      if (line > last) return lines;
    }
    if (wanted.has(line) && parts.length < 2) parts.push(chunk.subarray(start, start + KEPT_BYTES));
  }
  end();
  return lines;
}
