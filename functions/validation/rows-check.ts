import { countLines, FIRST_LINE, type LinePlace } from "./count-lines.ts";
import type { FileColumns } from "./file-columns.ts";
import { FindingsList } from "./findings-list.ts";
import { type HeaderBytes, HeaderReader } from "./header-reader.ts";
import { checkColumnNames, readColumnNames } from "./rules/header-rules.ts";
import { LastLine } from "./rules/last-line.ts";
import * as say from "./rules/whole-file-findings.ts";
import { ScannedRows } from "./scanned-rows.ts";
import { isInvisible } from "./scanners/invisible.ts";
import type { DatasetSchema } from "./schema/dataset-schema.ts";
import type { TextCheck } from "./text-check.ts";
import type { FileSummary } from "./validation.ts";

export interface RowsOptions {
  /** Reads with the plain scanner, where the one in WebAssembly could be used too. */
  readonly plain: boolean;
  /** Whether the file's shape explains what its rows look like: they are counted then, and not judged. */
  readonly isExplained: boolean;
  /** Of a typed file. */
  readonly schema: DatasetSchema | undefined;
}

/** Checks the text of a CSV: reads its header, and has its rows scanned. */
export class RowsCheck implements TextCheck {
  isRefused = false;
  readonly #findings: FindingsList;
  readonly #options: RowsOptions;
  readonly #headerReader = new HeaderReader();
  #columns: FileColumns = { names: [] };
  #headerHasText = false;
  #rows: ScannedRows | undefined;
  readonly #lastLine = new LastLine();

  constructor(findings: FindingsList, options: RowsOptions) {
    this.#findings = findings;
    this.#options = options;
  }

  get place(): LinePlace {
    return this.#rows?.scanner ?? countLines(this.#headerReader.bytes, FIRST_LINE);
  }

  push(text: Uint8Array): void {
    this.#lastLine.push(text);
    const header = this.#rows ? undefined : this.#headerReader.push(text);
    if (header) this.#readHeader(header);
    else this.#rows?.push(text);
  }

  end(): void {
    if (!this.#rows) this.#readHeader(this.#headerReader.end());
    this.#rows?.end(this.#findings);
    if (this.#headerHasText && !this.#options.isExplained) this.#checkLastLine();
  }

  #checkLastLine(): void {
    const { rows = 0 } = this.#rows?.scanner ?? {};
    const isAlone = this.#columns.names.length === 1;
    const mark = isAlone ? this.#lastLine.countOf(rows - 1) : this.#lastLine.endMark();
    if (!mark) return;
    const line = this.place.line - mark.linesBelow;
    this.#findings.add("extra-row", () => say.endMark(line, mark.text, mark.by));
  }

  checkWhole(bytes: number): void {
    const { rows = 0, rowsWithText = 0 } = this.#rows?.scanner ?? {};
    const { schema, isExplained } = this.#options;
    if (!this.#headerHasText && rowsWithText === 0) {
      this.#findings.add("empty-file", () => say.emptyFile(bytes));
    } else if (!this.#headerHasText && !isExplained) {
      checkColumnNames(this.#columns, this.#findings);
    } else if (rowsWithText === 0 && this.#headerHasText) {
      this.#findings.add("no-rows", () => say.noRows(rows, schema));
    } else {
      this.#rows?.checkColumns(this.#findings);
    }
    this.#rows?.checkGroups(this.#findings);
  }

  release(): void {
    this.#rows?.release();
  }

  summary(): Omit<FileSummary, "bytes"> {
    const summary = this.#rows?.summary() ?? NOTHING_READ;
    return this.#headerHasText ? summary : { ...summary, columns: [], preview: [], previewHidden: [] };
  }

  #readHeader({ header, rest, nextLine, endByte, tooLong }: HeaderBytes): void {
    if (tooLong) {
      this.isRefused = true;
      this.#findings.add("not-csv", say.headerTooLong);
      return;
    }
    const { isExplained, schema, plain } = this.#options;
    const names = readColumnNames(header, isExplained ? new FindingsList() : this.#findings);
    this.#columns = { names, schema };
    this.#headerHasText = !names.every(isInvisible);
    const isJudged = this.#headerHasText && !isExplained;
    if (isJudged) checkColumnNames(this.#columns, this.#findings);
    if (header.includes(0)) this.#findings.add("nul-byte", say.nulInHeader);
    const start = { line: nextLine, byteBefore: endByte };
    this.#rows = new ScannedRows(this.#columns, { plain, isJudged, start, header });
    this.#rows.push(rest);
  }
}

/** The summary of a file of which nothing was read. */
export const NOTHING_READ = { rows: 0, columns: [], taskGroups: null, preview: [], previewHidden: [] } as const;
