import { countLines, FIRST_LINE, type LinePlace } from "./count-lines.ts";
import { FindingsList } from "./findings-list.ts";
import { type HeaderBytes, HeaderReader } from "./header-reader.ts";
import { Preview } from "./preview.ts";
import { checkColumnNames, readColumnNames } from "./rules/header-rules.ts";
import { isVisible, TASK_GROUP_COLUMN } from "./rules/meta-names.ts";
import { RowFindings } from "./rules/row-findings.ts";
import { checkGroups, summariseGroups } from "./rules/task-groups.ts";
import * as say from "./rules/whole-file-findings.ts";
import { isInvisible } from "./scanners/invisible.ts";
import { PlainRowScanner } from "./scanners/plain-row-scanner.ts";
import { CHUNK_BYTES, type ColumnKinds, type RowEvent, type Scanner } from "./scanners/row-events.ts";
import { hasWasmScanner, WasmRowScanner } from "./scanners/wasm-row-scanner.ts";
import { Surroundings } from "./surroundings.ts";
import type { FileSummary } from "./validation.ts";

export interface RowsOptions {
  /** Reads with the plain scanner, where the one in WebAssembly could be used too. */
  readonly plain: boolean;
  /** Whether the file's shape explains what its rows look like: they are counted then, and not judged. */
  readonly isExplained: boolean;
  /** Where in the file the text begins, in bytes. */
  readonly offset: number;
}

/** Checks the text of a file: reads its header, and has its rows scanned. */
export class RowsCheck {
  /** What is read has no header: reading on would change nothing. */
  isRefused = false;
  readonly #findings: FindingsList;
  readonly #options: RowsOptions;
  readonly #headerReader = new HeaderReader();
  readonly #preview = new Preview();
  #offset: number;
  #names: readonly string[] = [];
  #headerHasText = false;
  #scanner: Scanner | undefined;
  #surroundings: Surroundings | undefined;
  #rowFindings: RowFindings | undefined;

  constructor(findings: FindingsList, options: RowsOptions) {
    this.#findings = findings;
    this.#options = options;
    this.#offset = options.offset;
  }

  /** Behind what was read so far. */
  get place(): LinePlace {
    return this.#scanner ?? countLines(this.#headerReader.bytes, FIRST_LINE);
  }

  push(text: Uint8Array): void {
    this.#offset += text.length;
    const header = this.#scanner ? undefined : this.#headerReader.push(text);
    if (header) this.#readHeader(header);
    else this.#scan(text);
  }

  end(): void {
    if (!this.#scanner) this.#readHeader(this.#headerReader.end());
    if (!this.#scanner) return;
    this.#scanner.end();
    this.#surroundings?.end();
    this.#rowFindings?.report(this.#scanner, this.#findings);
  }

  /** What only the end of the file shows. @param bytes how many it has */
  checkWhole(bytes: number): void {
    const { rows = 0, rowsWithText = 0, blankLines = 0, groups, emptyColumns = [] } = this.#scanner ?? {};
    if (!this.#headerHasText && rowsWithText === 0) {
      this.#findings.add("empty-file", () => say.emptyFile(bytes));
    } else if (!this.#headerHasText && !this.#options.isExplained) {
      checkColumnNames(this.#names, this.#findings);
    } else if (rowsWithText === 0 && this.#headerHasText) {
      this.#findings.add("no-rows", () => say.noRows(rows));
    } else if (this.#rowFindings && this.#scanner?.count("row-width") === 0) {
      for (const index of emptyColumns) this.#checkEmpty(this.#names[index] ?? "", rows);
    }
    if (groups && this.#rowFindings) checkGroups(summariseGroups(groups, blankLines), rows, this.#findings);
  }

  #checkEmpty(name: string, rows: number): void {
    if (!isInvisible(name)) this.#findings.add("empty-column", () => say.emptyColumn(name, rows));
  }

  release(): void {
    this.#scanner?.release();
  }

  summary(): Omit<FileSummary, "bytes"> {
    const { groups, blankLines = 0 } = this.#scanner ?? {};
    const preview = this.#headerHasText ? this.#preview.rows(this.#names) : { visible: [], hidden: [] };
    return {
      rows: this.#scanner?.rows ?? 0,
      columns: this.#headerHasText ? this.#names.map((name) => ({ name, visible: isVisible(name) })) : [],
      taskGroups: groups && groups.size > 0 ? summariseGroups(groups, blankLines) : null,
      preview: preview.visible,
      previewHidden: preview.hidden,
    };
  }

  #readHeader({ header, rest, nextLine, endByte, tooLong }: HeaderBytes): void {
    if (tooLong) {
      this.isRefused = true;
      this.#findings.add("not-csv", say.headerTooLong);
      return;
    }
    const { isExplained } = this.#options;
    this.#names = readColumnNames(header, isExplained ? new FindingsList() : this.#findings);
    this.#headerHasText = !this.#names.every(isInvisible);
    const isJudged = this.#headerHasText && !isExplained;
    if (isJudged) checkColumnNames(this.#names, this.#findings);
    if (header.includes(0)) this.#findings.add("nul-byte", say.nulInHeader);
    this.#startScanner(header, { line: nextLine, offset: this.#offset - rest.length, byteBefore: endByte }, isJudged);
    for (let from = 0; from < rest.length; from += CHUNK_BYTES) this.#scan(rest.subarray(from, from + CHUNK_BYTES));
  }

  #startScanner(
    header: Uint8Array,
    start: { line: number; offset: number; byteBefore: number },
    isJudged: boolean,
  ): void {
    const columns: ColumnKinds = {
      count: this.#names.length,
      visible: this.#names.map(isVisible),
      groupColumn: this.#names.indexOf(TASK_GROUP_COLUMN),
    };
    this.#surroundings = new Surroundings(start.offset, Uint8Array.of(start.byteBefore));
    if (isJudged) this.#rowFindings = new RowFindings(this.#names, this.#surroundings);
    const onEvent: (event: RowEvent) => void = this.#rowFindings?.take ?? (() => {});
    const Fastest = this.#options.plain || !hasWasmScanner() ? PlainRowScanner : WasmRowScanner;
    this.#scanner = new Fastest(columns, start, onEvent, { header });
  }

  #scan(chunk: Uint8Array): void {
    if (!this.#scanner || !this.#surroundings) return;
    const rowsBefore = this.#scanner.rows;
    this.#surroundings.begin(chunk);
    this.#scanner.push(chunk);
    this.#surroundings.finish(this.#scanner.openPlaces);
    this.#preview.push(chunk, rowsBefore);
  }
}
