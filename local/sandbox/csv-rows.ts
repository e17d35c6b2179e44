import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { CHUNK_BYTES, FileProblem, LARGEST_ROW_BYTES, onlyUtf8 } from "./file-problem.ts";

/** White space, control characters and characters without a shape. */
const NOTHING_TO_SEE = /^[\s\p{Cc}\p{Cf}]*$/u;

export interface CsvRow {
  readonly header: readonly string[];
  /** As many as the header has; none in a row that is blank. */
  readonly values: readonly string[];
}

/**
 * Reads an uploaded file row by row, the header first (its values are the header itself). Memory holds a few chunks.
 *
 * The guide shows CSV and says no more of it. Chosen here: RFC 4180 in UTF-8, with or without a byte order mark; every
 * row is as wide as the header; no two columns of one name; a blank line is a row with nothing in it.
 *
 * @param blankLines whether empty lines are left out. Only then a one-column file can hold an empty value: `""`
 * @throws {FileProblem} the file breaks these rules
 */
export async function* readCsvRows(
  path: string,
  signal?: AbortSignal,
  blankLines: "rows" | "skipped" = "rows",
): AsyncGenerator<CsvRow> {
  const parser = parse({
    skip_empty_lines: blankLines === "skipped",
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
          throw new FileProblem(
            `Row ${row} after the header has ${values.length} fields, the header ${header.length}.`,
          );
        }
      }
      yield { header, values };
    }
  } catch (error) {
    throw error instanceof CsvError ? new FileProblem(error.message) : error;
  } finally {
    file.destroy();
  }
}

function checkHeader(header: readonly string[]): void {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new FileProblem(`The header has two columns named ${JSON.stringify(twice)}.`);
}
