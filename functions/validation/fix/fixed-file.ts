import { decoderOf } from "../encodings/code-pages.ts";
import { type Change, Changes } from "./changes.ts";
import { plainRowsOf } from "./copy-plain-rows.ts";
import { csvRecord } from "./csv-text.ts";
import { type Dialect, linesAboveTable } from "./dialect.ts";
import type { FileRecord } from "./file-record.ts";
import type { FileEncoding } from "./find-encoding.ts";
import type { PlainRows } from "./plain-rows.ts";
import { type OpenFile, type RecordSink, readTable } from "./read-table.ts";
import { RowFixer, type RowFixerFacts } from "./row-fixer.ts";

export interface FixedFileFacts extends RowFixerFacts {
  readonly encoding: FileEncoding;
  /** The sheet that the file was, in a workbook. */
  readonly sheet?: string | undefined;
  /** The first line of text above the header. */
  readonly titleAbove: string;
}

/** A file as it is when it is fixed. */
export class FixedFile {
  readonly #open: OpenFile;
  readonly #facts: FixedFileFacts;
  #changes: readonly Change[] | undefined;

  constructor(open: OpenFile, facts: FixedFileFacts) {
    this.#open = open;
    this.#facts = facts;
  }

  /** What was changed: known when {@link csv} was read to its end. */
  get changes(): readonly Change[] {
    if (!this.#changes) throw new Error("The changes are known when csv() was read to its end.");
    return this.#changes;
  }

  /** Reads the file once more, and gives it back in UTF-8, as RFC 4180 has it, with LF. */
  async *csv(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { dialect } = this.#facts;
    const changes = new Changes();
    const fixer = new RowFixer(this.#facts, changes);
    const output = new FixedRows(fixer, dialect, (header) => this.#noteReading(header, changes));
    for await (const _ of readTable(this.#open, dialect, output)) {
      const bytes = output.takeBytes();
      if (bytes.length > 0) yield bytes;
    }
    this.#changes = changes.list();
  }

  /** What was changed by reading the file in its dialect. */
  #noteReading(header: FileRecord, changes: Changes): void {
    const { dialect, encoding, sheet, titleAbove } = this.#facts;
    const { delimiter, isInCodeBlock } = dialect;
    const skippedLines = linesAboveTable(dialect);
    if (sheet !== undefined) {
      changes.add("workbook", () => ({ line: null, column: null, before: sheet, after: csvRecord(header.fields) }));
    }
    if (encoding.label !== "utf-8") {
      changes.add("encoding", () => ({ line: null, column: null, ...wordsOf(encoding) }));
    }
    if (isInCodeBlock) changes.add("code-block", () => ({ line: 1, column: null, before: "```", after: null }));
    if (skippedLines > 0) {
      const line = dialect.skippedLines - skippedLines + 1;
      changes.add("preamble", () => ({ line, column: null, before: titleAbove, after: null }), skippedLines);
    }
    if (delimiter !== ",") {
      const before = header.text;
      changes.add("delimiter", () => ({ line: header.line, column: null, before, after: csvRecord(header.fields) }));
    }
  }
}

/** The rows of the fixed file, as bytes. */
class FixedRows implements RecordSink {
  plainRows: PlainRows | undefined;
  readonly #fixer: RowFixer;
  readonly #dialect: Dialect;
  readonly #onHeader: (header: FileRecord) => void;
  readonly #encoder = new TextEncoder();
  #lines: string[] = [];
  #isHeader = true;
  /** Whether it is known if rows can be copied. */
  #isDecided = false;

  constructor(fixer: RowFixer, dialect: Dialect, onHeader: (header: FileRecord) => void) {
    this.#fixer = fixer;
    this.#dialect = dialect;
    this.#onHeader = onHeader;
  }

  take(record: FileRecord): void {
    if (this.#isHeader) this.#onHeader(record);
    this.#isHeader = false;
    const line = this.#fixer.fix(record);
    if (line === undefined) return;
    if (this.plainRows) this.plainRows.add(this.#encoder.encode(`${line}\n`));
    else this.#lines.push(line);
    if (this.#fixer.keepsFields && !this.#isDecided) this.#decide();
  }

  tookPlain(rows: number): void {
    this.#fixer.passRows(rows);
  }

  /** What was written since the last call. */
  takeBytes(): Uint8Array<ArrayBuffer> {
    if (!this.plainRows) return this.#takeLines();
    const bytes = this.plainRows.copied.slice(0, this.plainRows.length);
    this.plainRows.begin();
    return bytes;
  }

  #takeLines(): Uint8Array<ArrayBuffer> {
    const bytes = this.#encoder.encode(this.#lines.map((line) => `${line}\n`).join(""));
    this.#lines = [];
    return bytes;
  }

  #decide(): void {
    this.#isDecided = true;
    if (this.#fixer.looksAtAll) return;
    this.plainRows = plainRowsOf(this.#dialect, this.#fixer.names, true);
    this.plainRows?.add(this.#takeLines());
  }
}

const MOST_WORDS = 3;

/** The first words that read differently in UTF-8 and in the file's own encoding. */
function wordsOf({ label, name, evidence }: FileEncoding): { before: string; after: string } {
  const word = /[^\s,;"|]*[^\0-\x7f\s,;"|]+[^\s,;"|]*/g;
  const first = (text: string) => (text.match(word) ?? []).slice(0, MOST_WORDS).join(" ");
  // Of UTF-16 and UTF-32, lines are not found by their bytes.
  if (evidence.length === 0 || /^utf-/.test(label)) return { before: name, after: "UTF-8" };
  return {
    before: first(new TextDecoder("utf-8").decode(evidence)),
    after: first(decoderOf(label, { fatal: false }).decode(evidence)),
  };
}
