import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";

/** Why a file is not a CSV that the sandbox can take. */
export class CsvProblem extends Error {
  override readonly name = "CsvProblem";
}

/** White space, control characters and characters without a shape. */
const NOTHING_TO_SEE = /^[\s\p{Cc}\p{Cf}]*$/u;

export interface CsvRow {
  readonly header: readonly string[];
  /** As many as the header has; none in a row that is blank. */
  readonly values: readonly string[];
}

// A quote that never closes would otherwise collect the rest of the file in memory.
const LARGEST_ROW_BYTES = 64 * 1024 ** 2;
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads an uploaded file row by row, the header first (its values are the header itself). Memory holds a few chunks.
 *
 * The guide shows CSV and says no more of it. Chosen here: RFC 4180 in UTF-8, with or without a byte order mark; every
 * row is as wide as the header; no two columns of one name; a blank line is a row with nothing in it.
 *
 * @throws {CsvProblem} the file breaks these rules
 */
export async function* readCsvRows(path: string, signal?: AbortSignal): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: LARGEST_ROW_BYTES,
  });
  // If this stream fails, the parser fails too, and its reader gets the error.
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  pipeline(file, onlyUtf8, parser, { ...(signal && { signal }) }).catch(() => {});
  let header: readonly string[] | undefined;
  let row = 0;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      if (!header) {
        header = values;
        checkHeader(header);
      } else {
        row++;
        const isBlank = values.length === 1 && NOTHING_TO_SEE.test(values[0] ?? "");
        if (!isBlank && values.length !== header.length) {
          throw new CsvProblem(`Row ${row} after the header has ${values.length} fields, the header ${header.length}.`);
        }
      }
      yield { header, values };
    }
  } catch (error) {
    throw error instanceof CsvError ? new CsvProblem(error.message) : error;
  } finally {
    file.destroy();
  }
}

async function* onlyUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) {
    decode(() => decoder.decode(chunk, { stream: true }));
    yield chunk;
  }
  decode(() => decoder.decode());
}

function decode(step: () => void): void {
  try {
    step();
  } catch {
    throw new CsvProblem("The file is not UTF-8.");
  }
}

function checkHeader(header: readonly string[]): void {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new CsvProblem(`The header has two columns named ${JSON.stringify(twice)}.`);
}
