import type { FileFormat } from "../validation/file-format.ts";

/** A record of a file, with its bytes. */
export interface FileRecord {
  /** Counted from 0. A CSV's header is -1; a blank line is no record, as most programs that read CSV have it. */
  readonly index: number;
  /** The physical line where it begins, counted from 1. */
  readonly line: number;
  /** Without its line end. */
  readonly bytes: Uint8Array;
}

/** The index of a CSV's header. */
const HEADER = -1;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;

/**
 * Reads the records of a valid file that are wanted, in one pass, and keeps no other.
 *
 * @returns how many records the file has
 */
export async function* readRecords(
  source: AsyncIterable<Uint8Array>,
  format: FileFormat,
  isWanted: (index: number) => boolean,
): AsyncGenerator<FileRecord, number> {
  const isCsv = format === "csv";
  let index = isCsv ? HEADER : 0;
  let line = 1;
  let firstLine = 1;
  let inQuotes = false;
  let afterCr = false;
  let hasText = false;
  let parts: Uint8Array[] = [];
  let keeps = isWanted(index);

  for await (const chunk of source) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte > SPACE) {
        if (isCsv && byte === QUOTE) inQuotes = !inQuotes;
        hasText = true;
        afterCr = false;
        continue;
      }
      const isSecondOfCrLf = byte === LF && afterCr;
      afterCr = isCsv && byte === CR;
      const isLineEnd = byte === LF || afterCr;
      if (isSecondOfCrLf && !inQuotes) {
        // The CR ended the record.
        start = at + 1;
        continue;
      }
      if (!isLineEnd || inQuotes) {
        if (isLineEnd && !isSecondOfCrLf) line++;
        continue;
      }
      line++;
      if (hasText || index === HEADER) {
        if (keeps) yield { index, line: firstLine, bytes: join([...parts, chunk.subarray(start, at)]) };
        index++;
        keeps = isWanted(index);
      }
      parts = [];
      start = at + 1;
      firstLine = line;
      hasText = false;
    }
    if (keeps && start < chunk.length) parts.push(chunk.slice(start));
  }
  if (hasText) {
    if (keeps) yield { index, line: firstLine, bytes: join(parts) };
    index++;
  }
  return index;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
