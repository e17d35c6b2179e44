import { isTyped } from "../functions/report/html/field-words.ts";
import type { Excerpt } from "../functions/report/html/findings-view.tsx";
import { readExcerpts } from "../functions/validation/excerpts/excerpts.ts";
import type { Finding } from "../functions/validation/findings.ts";
import { FindingsList } from "../functions/validation/findings-list.ts";
import { HeaderReader } from "../functions/validation/header-reader.ts";
import { readColumnNames } from "../functions/validation/rules/header-rules.ts";
import type { Column } from "../functions/validation/validation.ts";
import { isJsonLines } from "./json-lines.ts";

interface CheckedFile {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly findings: readonly Finding[];
}

/** The lines that a file's findings are about, with the place marked. Runs in browsers too. @param open reads it from its start */
export async function findExcerpts(
  open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
  { name, columns, findings }: CheckedFile,
): Promise<(Excerpt | null)[]> {
  return readExcerpts(await open(), findings, await namesInFile());

  /** A typed file's columns are in the order of its schema, and the places in a line in that of its header. */
  async function namesInFile(): Promise<readonly string[]> {
    if (isJsonLines(name)) return [];
    return isTyped(columns) ? readNames(await open()) : columns.map((column) => column.name);
  }
}

async function readNames(file: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const reader = new HeaderReader();
  for await (const chunk of file) {
    const header = reader.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    if (header) return header.tooLong ? [] : readColumnNames(withoutMark(header.header), new FindingsList());
  }
  return readColumnNames(withoutMark(reader.end().header), new FindingsList());
}

function withoutMark(header: Uint8Array): Uint8Array {
  return header[0] === 0xef && header[1] === 0xbb && header[2] === 0xbf ? header.subarray(3) : header;
}
