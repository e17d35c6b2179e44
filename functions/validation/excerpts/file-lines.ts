/** How much of a line is kept: more than is ever shown. */
export const KEPT_BYTES = 4096;

/**
 * Reads some of a file's physical lines, counted from 1; LF, CRLF and CR each end one. Long lines are cut. Stops reading
 * after the last line that is wanted. Runs in browsers too.
 *
 * @returns the lines by their number, without their ends
 */
export async function readLines(
  chunks: AsyncIterable<Uint8Array>,
  wanted: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const lines = new Map<number, string>();
  const last = Math.max(0, ...wanted);
  let line = 1;
  let afterCr = false;
  let kept = new Uint8Array(0);

  const keep = (part: Uint8Array) => {
    if (!wanted.has(line) || kept.length >= KEPT_BYTES) return;
    const joined = new Uint8Array(Math.min(KEPT_BYTES, kept.length + part.length));
    joined.set(kept);
    joined.set(part.subarray(0, joined.length - kept.length), kept.length);
    kept = joined;
  };
  const end = () => {
    if (wanted.has(line)) lines.set(line, new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept));
    kept = new Uint8Array(0);
    line++;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let index = 0; index < chunk.length && line <= last; index++) {
      const byte = chunk[index];
      if (byte === 10 && afterCr) start = index + 1;
      else if (byte === 10 || byte === 13) {
        keep(chunk.subarray(start, index));
        end();
        start = index + 1;
      }
      afterCr = byte === 13;
    }
    if (line > last) return lines;
    keep(chunk.subarray(start));
  }
  end();
  return lines;
}
