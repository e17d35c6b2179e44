import { parse } from "csv-parse/sync";
import { type FileColumns, isShownIn, summaryOrder } from "./file-columns.ts";
import { cutForPreview } from "./preview-length.ts";

/** How many rows a preview shows. */
const PREVIEW_ROWS = 5;
/** How much of a file is kept for its preview. A row that goes beyond it is not previewed. */
const KEPT_BYTES = 1 << 18;

/** Keeps the start of the rows until they are enough for a preview. */
export class Preview {
  #kept: Uint8Array[] = [];
  #bytes = 0;
  readonly #skipsEmptyLines: boolean;

  /** @param skipsEmptyLines whether a line without anything is no row */
  constructor({ skipsEmptyLines }: { readonly skipsEmptyLines: boolean }) {
    this.#skipsEmptyLines = skipsEmptyLines;
  }

  /** @param rowsBefore how many rows ended before this chunk */
  push(chunk: Uint8Array, rowsBefore: number): void {
    if (rowsBefore >= PREVIEW_ROWS || this.#bytes >= KEPT_BYTES) return;
    const kept = chunk.slice(0, KEPT_BYTES - this.#bytes);
    this.#kept.push(kept);
    this.#bytes += kept.length;
  }

  /** The first rows, parted into what participants will see of them and what stays hidden; each in the order of the summary's columns. */
  rows(columns: FileColumns): { visible: string[][]; hidden: string[][] } {
    const bytes = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const part of this.#kept) {
      bytes.set(part, offset);
      offset += part.length;
    }
    const shown = columns.names.map((name) => isShownIn(columns.schema, name));
    const order = summaryOrder(columns);
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const rows = readLeniently(text, this.#skipsEmptyLines);
    const part = (visible: boolean) =>
      rows.map((row) => order.flatMap((index) => (shown[index] === visible ? [cutForPreview(row[index] ?? "")] : [])));
    return { visible: part(true), hidden: part(false) };
  }
}

function readLeniently(text: string, skipsEmptyLines: boolean): string[][] {
  try {
    return parse(text, {
      to: PREVIEW_ROWS,
      skip_empty_lines: skipsEmptyLines,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
    });
  } catch {
    // Quotes so wrong that it is not clear where rows end: the findings say so, and there is nothing to preview.
    return [];
  }
}
