import { createReadStream } from "node:fs";
import { CHUNK_BYTES, FileProblem, LARGEST_ROW_BYTES, onlyUtf8 } from "../file-problem.ts";

const LINE_FEED = 10;

/**
 * A file's lines, without their ends and a byte order mark. Only a line feed ends a line: JSON has other line separators
 * within its strings. Memory holds a chunk and a line.
 *
 * @throws {FileProblem} the file is not UTF-8, or a line is longer than 64 MiB
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) });
  let parts: Buffer[] = [];
  let bytes = 0;
  let isFirst = true;
  const line = (last: Buffer) => {
    const text = (parts.length > 0 ? Buffer.concat([...parts, last]) : last).toString();
    parts = [];
    bytes = 0;
    const start = isFirst && text.startsWith("\ufeff") ? 1 : 0;
    isFirst = false;
    return text.slice(start, text.endsWith("\r") ? -1 : undefined);
  };
  try {
    for await (const chunk of onlyUtf8(file)) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
        yield line(chunk.subarray(from, end));
        from = end + 1;
      }
      const rest = chunk.subarray(from);
      bytes += rest.length;
      if (bytes > LARGEST_ROW_BYTES) throw new FileProblem("A line is longer than 64 MiB.");
      parts.push(rest);
    }
    if (bytes > 0) yield line(Buffer.alloc(0));
  } finally {
    file.destroy();
  }
}
