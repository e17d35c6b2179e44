import { CsvRows } from "../jsonl/csv-rows.ts";
import { skipBlanks } from "../jsonl/json-values.ts";
import { KeyTable } from "../jsonl/key-table.ts";
import { type LineReader, Lines } from "../jsonl/lines.ts";
import { RecordReader } from "../jsonl/record-reader.ts";

/** Splits valid JSON Lines into records, and writes each as a row of a CSV, as validation does. */
export class RecordSplitter implements LineReader {
  readonly #reader: RecordReader;
  readonly #csv = new CsvRows((row) => this.#rows.push(row.slice(0, -1)));
  readonly #lines = new Lines(this);
  #rows: Uint8Array[] = [];

  /** @param names of the schema's fields, which are the row's columns */
  constructor(names: readonly string[]) {
    this.#reader = new RecordReader(new KeyTable(names));
  }

  /** The records that end in this chunk, each as a row without a line end. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    this.#lines.push(chunk);
    return this.#take();
  }

  end(): readonly Uint8Array[] {
    this.#lines.end();
    return this.#take();
  }

  readLines(bytes: Uint8Array, from: number): void {
    for (let at = from; at < bytes.length; ) {
      const next = bytes.indexOf(10, at) + 1;
      const begin = skipBlanks(bytes, at);
      const isEmpty = begin >= next - 1 || bytes[begin] === 13;
      if (!isEmpty && typeof this.#reader.read(bytes, begin) === "number") {
        this.#csv.writeRecord(this.#reader, bytes, next - at);
        this.#csv.flush();
      }
      at = next;
    }
  }

  /** Too long for a record: validation finds it. */
  skipLine(): void {}

  #take(): readonly Uint8Array[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}
