import type { LinePlace } from "../count-lines.ts";
import { type FileColumns, isShownIn } from "../file-columns.ts";
import type { FindingsList } from "../findings-list.ts";
import { checkSchema } from "../rules/schema-rules.ts";
import * as say from "../rules/whole-file-findings.ts";
import { placeOf } from "../sampled/damaged-cells.ts";
import { ScannedRows } from "../scanned-rows.ts";
import { MOST_EVENTS } from "../scanners/row-events.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import type { TextCheck } from "../text-check.ts";
import type { FileSummary } from "../validation.ts";
import { CsvRows } from "./csv-rows.ts";
import { JsonFindings } from "./json-findings.ts";
import { CR, type JsonProblemKind, LF } from "./json-problems.ts";
import { hasHalfPair } from "./json-strings.ts";
import { type JsonProblem, skipBlanks } from "./json-values.ts";
import { KeyTable } from "./key-table.ts";
import { Lines } from "./lines.ts";
import { ESCAPED_TEXT, RecordReader } from "./record-reader.ts";
import { hasWasmJsonRows, WasmJsonRows } from "./wasm-json-rows.ts";

export interface JsonLinesOptions {
  /** Reads without WebAssembly, where it could be used too. */
  readonly plain: boolean;
  readonly schema: DatasetSchema;
}

/**
 * Checks JSON Lines: reads each line as a record, and has the records scanned as rows of a CSV, so that what is judged of
 * cells is the same for both.
 */
export class JsonLinesCheck implements TextCheck {
  readonly isRefused = false;
  readonly #findings: FindingsList;
  readonly #schema: DatasetSchema;
  readonly #columns: FileColumns;
  readonly #keys: KeyTable;
  readonly #record: RecordReader;
  readonly #met: JsonFindings;
  readonly #lines = new Lines(this);
  readonly #rows: ScannedRows;
  readonly #csv: CsvRows;
  /** Cells that participants see with half of a pair: as rows, they have U+FFFD. */
  readonly #halves = new Set<string>();
  /** Where there is WebAssembly. */
  readonly #fast: WasmJsonRows | undefined;
  /** Physical, of what is read next. */
  #line = 1;
  #refusedLines = 0;

  constructor(findings: FindingsList, { plain, schema }: JsonLinesOptions) {
    this.#findings = findings;
    this.#schema = schema;
    this.#columns = { names: [...schema.fields.keys()], schema };
    this.#keys = new KeyTable(this.#columns.names);
    this.#record = new RecordReader(this.#keys);
    this.#met = new JsonFindings(findings, schema, this.#keys);
    this.#rows = new ScannedRows(this.#columns, {
      plain,
      isJudged: true,
      start: { line: 1, byteBefore: LF },
      halves: this.#halves,
    });
    this.#csv = new CsvRows((rows) => this.#rows.push(rows));
    if (!plain && hasWasmJsonRows()) this.#fast = new WasmJsonRows(this.#keys, schema);
  }

  get place(): LinePlace {
    return this.#lines.place(this.#line);
  }

  push(text: Uint8Array): void {
    this.#lines.push(text);
  }

  end(): void {
    this.#lines.end();
    this.#fast?.end(this.#met);
    this.#csv.flush();
    this.#rows.end(this.#findings);
    this.#met.report(this.#rows.scanner.rows);
  }

  checkWhole(bytes: number): void {
    const { rows, rowsWithText } = this.#rows.scanner;
    checkSchema(this.#schema, this.#findings);
    if (rows === 0 && this.#refusedLines === 0)
      this.#findings.add("empty-file", () => say.emptyFile(bytes, "at least one record"));
    else if (rows > 0 && rowsWithText === 0) this.#findings.add("no-rows", () => say.noRows(rows, this.#schema));
    else if (rows > 0) this.#rows.checkColumns(this.#findings, (field) => this.#met.isNowhere(field));
    this.#rows.checkGroups(this.#findings);
  }

  summary(): Omit<FileSummary, "bytes"> {
    return this.#rows.summary();
  }

  release(): void {
    this.#rows.release();
    this.#fast?.release();
  }

  readLines(bytes: Uint8Array, from: number): void {
    const fast = this.#fast?.load(bytes) ? this.#fast : undefined;
    for (let at = from; at < bytes.length; ) {
      const odd = fast ? this.#readFast(fast, at) : at;
      at = odd < bytes.length ? this.#readLine(bytes, odd) : odd;
      fast?.learnKeys();
    }
  }

  skipLine(lines: number): void {
    this.#refuse("too-long");
    this.#passOver(lines);
  }

  #readFast(fast: WasmJsonRows, from: number): number {
    fast.lines = 0;
    const odd = fast.read(from, this.#csv);
    this.#line += fast.lines;
    return odd;
  }

  /** @returns where the next line begins */
  #readLine(bytes: Uint8Array, from: number): number {
    const begin = skipBlanks(bytes, from);
    const end = lineEndAt(bytes, begin);
    if (end > 0) {
      this.#passOver(1);
      return end;
    }
    const record = this.#record.read(bytes, begin);
    if (typeof record !== "number") return this.#readBadLine(bytes, from, record);
    const behind = skipBlanks(bytes, record);
    const next = lineEndAt(bytes, behind);
    if (next === 0) return this.#readBadLine(bytes, from, { kind: "text-behind", at: behind });
    this.#met.judge(this.#record, bytes, this.#line, this.#learn);
    this.#noteHalves(bytes);
    this.#csv.writeRecord(this.#record, bytes, next - from);
    this.#line++;
    return next;
  }

  #noteHalves(bytes: Uint8Array): void {
    const { kinds, starts, ends } = this.#record;
    for (const [column, name] of this.#columns.names.entries()) {
      if (kinds[column] !== ESCAPED_TEXT || this.#halves.size === MOST_EVENTS) continue;
      const isHalf = isShownIn(this.#schema, name) && hasHalfPair(bytes, starts[column] ?? 0, ends[column] ?? 0);
      if (isHalf) this.#halves.add(placeOf({ line: this.#line, column }));
    }
  }

  /** Where carriage returns alone part it, it is several physical lines. */
  #readBadLine(bytes: Uint8Array, from: number, { kind, at }: JsonProblem): number {
    const next = bytes.indexOf(LF, from) + 1;
    const end = bytes[next - 2] === CR && next - 2 >= from ? next - 2 : next - 1;
    const line = bytes.subarray(from, end);
    if (!line.includes(CR)) {
      const isMark = kind === "no-object" && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
      this.#refuse(isMark ? "byte-order-mark" : kind, line, at - from);
      this.#passOver(1);
      return next;
    }
    for (let start = 0; start <= line.length; ) {
      const cut = line.indexOf(CR, start);
      const part = line.subarray(start, cut < 0 ? line.length : cut);
      if (skipBlanks(part, 0) < part.length) this.#refuse("carriage-return");
      this.#passOver(1);
      start += part.length + 1;
    }
    return next;
  }

  #refuse(kind: JsonProblemKind, text?: Uint8Array, at?: number): void {
    this.#refusedLines++;
    this.#met.refuse(this.#line, kind, text, at);
  }

  readonly #learn = (place: number): void => this.#fast?.learn(place);

  #passOver(lines: number): void {
    this.#line += lines;
    this.#csv.writeEmptyLines(lines);
  }
}

/** The place after a line end; 0 where there is none. A carriage return is one only before a LF. */
function lineEndAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return at + 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : 0;
}
