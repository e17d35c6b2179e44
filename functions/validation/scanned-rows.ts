import { type FileColumns, kindsOf, summariseColumns } from "./file-columns.ts";
import type { FindingsList } from "./findings-list.ts";
import { Preview } from "./preview.ts";
import { checkExpiringUrls } from "./rules/expiring-url.ts";
import { RowFindings } from "./rules/row-findings.ts";
import { checkGroups, summariseGroups } from "./rules/task-groups.ts";
import * as say from "./rules/whole-file-findings.ts";
import { findDamagedCells } from "./sampled/damaged-cells.ts";
import { FirstRows } from "./sampled/first-rows.ts";
import { isInvisible } from "./scanners/invisible.ts";
import { PlainRowScanner } from "./scanners/plain/row-scanner.ts";
import { CHUNK_BYTES, HEADER_LINE, type RowEvent, type RowsStart, type Scanner } from "./scanners/row-events.ts";
import { hasWasmScanner, WasmRowScanner } from "./scanners/wasm-row-scanner.ts";
import type { SampleRecord } from "./shape/sample.ts";
import { Surroundings } from "./surroundings.ts";
import type { FileSummary } from "./validation.ts";

export interface ScannedRowsOptions {
  /** Reads with the plain scanner, where the one in WebAssembly could be used too. */
  readonly plain: boolean;
  /** Whether what is met in the rows is put into findings; otherwise they are only counted. */
  readonly isJudged: boolean;
  readonly start: RowsStart & { readonly byteBefore: number };
  /** The header's record; without one, each row was written from a line of its own. */
  readonly header?: Uint8Array | undefined;
  /** Cells that had half of a surrogate pair in their line, by {@link placeOf}; known at the end. */
  readonly halves?: ReadonlySet<string>;
}

/** Has rows scanned, and puts what is met in them into findings and a summary. */
export class ScannedRows {
  readonly #columns: FileColumns;
  readonly #scanner: Scanner;
  readonly #surroundings: Surroundings;
  readonly #rowFindings: RowFindings | undefined;
  readonly #preview: Preview;
  readonly #firstRows = new FirstRows();
  readonly #firstLine: number;
  readonly #headerLine: number | null;

  constructor(columns: FileColumns, { plain, isJudged, start, header, halves = new Set() }: ScannedRowsOptions) {
    this.#columns = columns;
    const hasHeader = header !== undefined;
    this.#headerLine = hasHeader ? HEADER_LINE : null;
    this.#firstLine = start.line;
    this.#preview = new Preview({ skipsEmptyLines: !hasHeader });
    this.#surroundings = new Surroundings(Uint8Array.of(start.byteBefore));
    this.#rowFindings = isJudged ? new RowFindings(columns, this.#surroundings, { hasHeader, halves }) : undefined;
    const onEvent: (event: RowEvent) => void = this.#rowFindings?.take ?? (() => {});
    const Fastest = plain || !hasWasmScanner() ? PlainRowScanner : WasmRowScanner;
    this.#scanner = new Fastest(kindsOf(columns), start, onEvent, { header, isRowPerLine: !hasHeader });
  }

  /** As far as they were read. */
  get scanner(): Scanner {
    return this.#scanner;
  }

  push(bytes: Uint8Array): void {
    if (this.#rowFindings) this.#firstRows.push(bytes);
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) this.#scan(bytes.subarray(from, from + CHUNK_BYTES));
  }

  #scan(chunk: Uint8Array): void {
    const rowsBefore = this.#scanner.rows;
    this.#surroundings.begin(chunk);
    this.#scanner.push(chunk);
    this.#surroundings.finish(this.#scanner.openPlaces);
    this.#preview.push(chunk, rowsBefore);
  }

  end(findings: FindingsList): void {
    this.#scanner.end();
    this.#surroundings.end();
    if (!this.#rowFindings) return;
    const records = this.#readFirstRows();
    this.#rowFindings.report(this.#scanner, findDamagedCells(records, this.#columns), findings);
    checkExpiringUrls(records, this.#columns, findings);
  }

  #readFirstRows(): readonly SampleRecord[] {
    const isRowPerLine = this.#headerLine === null;
    return this.#firstRows.read().map((record, index) => ({
      ...record,
      line: this.#firstLine + (isRowPerLine ? index : record.line - 1),
    }));
  }

  /** Shown columns that no row has text in. @param isSaid whether a finding says so of a column already, by its place */
  checkColumns(findings: FindingsList, isSaid: (column: number) => boolean = () => false): void {
    if (!this.#rowFindings || this.#scanner.count("row-width") > 0) return;
    for (const index of this.#scanner.emptyColumns) {
      const name = this.#columns.names[index] ?? "";
      if (isInvisible(name) || isSaid(index)) continue;
      findings.add("empty-column", () => say.emptyColumn(name, this.#scanner.rows, this.#headerLine));
    }
  }

  checkGroups(findings: FindingsList): void {
    const { groups, blankLines, rows } = this.#scanner;
    if (!groups || !this.#rowFindings) return;
    const column = this.#columns.names[kindsOf(this.#columns).groupColumn] ?? "";
    checkGroups(summariseGroups(groups, blankLines), { rows, column }, findings);
  }

  summary(): Omit<FileSummary, "bytes"> {
    const { groups, blankLines, rows } = this.#scanner;
    const preview = this.#preview.rows(this.#columns);
    return {
      rows,
      columns: summariseColumns(this.#columns),
      taskGroups: groups && groups.size > 0 ? summariseGroups(groups, blankLines) : null,
      preview: preview.visible,
      previewHidden: preview.hidden,
    };
  }

  release(): void {
    this.#scanner.release();
  }
}
