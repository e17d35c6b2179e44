import { recogniseOtherKind } from "./file-kind.ts";
import type { Severities } from "./findings.ts";
import { FindingsList, type Said } from "./findings-list.ts";
import { type HeaderBytes, HeaderReader } from "./header-reader.ts";
import { checkColumnNames, readColumnNames } from "./header-rules.ts";
import { isVisible, TASK_GROUP_COLUMN } from "./meta-names.ts";
import { PlainRowScanner } from "./plain-row-scanner.ts";
import { Preview } from "./preview.ts";
import { quoteValue } from "./quote-value.ts";
import { CHUNK_BYTES, type ColumnKinds, type Scanner } from "./row-events.ts";
import { countUntold, rowFindings } from "./row-findings.ts";
import { Surroundings } from "./surroundings.ts";
import { checkGroups, summariseGroups } from "./task-groups.ts";
import { type IsUtf8, Utf8Check } from "./utf8-check.ts";
import type { Validation } from "./validation.ts";
import { hasWasmScanner, WasmRowScanner } from "./wasm-row-scanner.ts";

export interface ValidationOptions {
  /** The file's name: one that doesn't end in `.csv`, in any case, is not read. */
  readonly fileName?: string | undefined;
  /** The file's size in bytes, where it is known before: one that is too large is not read. */
  readonly size?: number | undefined;
  /** The largest file that is taken, in bytes; 5 GiB, what one upload carries, if not given. */
  readonly largest?: number | undefined;
  readonly severities?: Severities | undefined;
  /** Reads with the plain scanner, where the one in WebAssembly could be used too. */
  readonly plain?: boolean | undefined;
  /** Told after each chunk how many bytes were read. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** What one upload carries at most: S3's limit for a single PUT. */
export const LARGEST_FILE = 5 * 1024 ** 3;
/** How many bytes tell what a file is. */
const KIND_BYTES = 512;
const BOM = [0xef, 0xbb, 0xbf];

/**
 * Validates a CSV as it streams by, in memory that doesn't grow with it. It runs wherever JavaScript does.
 *
 * The stream is read to its end, unless the file is no CSV at all or too large; then it is closed.
 */
export async function validateBytes(
  source: AsyncIterable<Uint8Array>,
  isUtf8: IsUtf8,
  options: ValidationOptions = {},
): Promise<Validation> {
  const file = new FileCheck(isUtf8, options);
  try {
    if (file.isRefusedUnread()) await closeUnread(source);
    else await readWhole(source, file, options);
    return file.result();
  } finally {
    file.release();
  }
}

async function readWhole(source: AsyncIterable<Uint8Array>, file: FileCheck, { onProgress }: ValidationOptions) {
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length && !file.isRefused; start += CHUNK_BYTES) {
      file.push(chunk.subarray(start, start + CHUNK_BYTES));
    }
    onProgress?.(file.bytes);
    if (file.isRefused) return;
  }
  file.end();
}

/** A stream of Node's or of the web has no reader yet whose end would close it. */
async function closeUnread(source: AsyncIterable<Uint8Array> & Partial<Closeable>): Promise<void> {
  if (source.destroy) source.destroy();
  else if (source.cancel) await source.cancel();
  else await source[Symbol.asyncIterator]().return?.();
}

/** What Node's streams have, and what the web's have. */
interface Closeable {
  destroy(): void;
  cancel(): Promise<void>;
}

class FileCheck {
  bytes = 0;
  /** Reading on would tell nothing more. */
  isRefused = false;
  readonly #options: ValidationOptions;
  readonly #findings: FindingsList;
  readonly #utf8: Utf8Check;
  readonly #headerReader = new HeaderReader();
  readonly #preview = new Preview();
  #start: Uint8Array | undefined = new Uint8Array(0);
  #names: string[] = [];
  #scanner: Scanner | undefined;
  #surroundings: Surroundings | undefined;
  #headerHasText = false;
  /** Rows can't be held against a header that isn't understood; they are still counted. */
  #judged = false;
  #badEncoding = false;

  constructor(isUtf8: IsUtf8, options: ValidationOptions) {
    this.#options = options;
    this.#findings = new FindingsList(options.severities);
    this.#utf8 = new Utf8Check(isUtf8);
  }

  isRefusedUnread(): boolean {
    const { fileName, size } = this.#options;
    if (fileName !== undefined && !/\.csv$/i.test(fileName)) {
      this.#findings.add("not-csv", () => ({
        ...WHOLE_FILE,
        message: `The name ${quoteValue(fileName)} doesn't end in .csv.`,
        hint: "Save the data as CSV UTF-8; if it is one, give the name the ending .csv.",
      }));
    }
    if (size !== undefined && size > this.#largest) this.#foundTooLarge(`has ${size} bytes`);
    // Where a setting has it so, even this is no more than a warning.
    this.isRefused = this.#findings.hasError;
    if (this.isRefused) this.bytes = size ?? 0;
    return this.isRefused;
  }

  push(given: Uint8Array): void {
    // Without what Node's Buffer lays over it: there `slice` is a view of what may be filled anew, and here a copy.
    const chunk = new Uint8Array(given.buffer, given.byteOffset, given.length);
    this.bytes += chunk.length;
    if (this.bytes > this.#largest && this.#options.size === undefined) {
      this.#foundTooLarge("goes on");
      this.isRefused = true;
      return;
    }
    if (this.#start === undefined) {
      this.#checkEncoding(chunk);
      this.#readText(chunk);
      return;
    }
    // The first bytes are held back until they are enough to tell what the file is.
    this.#start = join(this.#start, chunk);
    if (this.#start.length >= KIND_BYTES) this.#begin(this.#start);
  }

  end(): void {
    if (this.#start !== undefined && !this.isRefused) this.#begin(this.#start);
    if (this.isRefused) return;
    const bad = this.#utf8.end();
    if (bad >= 0 && !this.#badEncoding) this.#foundBadByte(bad, new Uint8Array(0), this.bytes);
    if (!this.#scanner) this.#readHeader(this.#headerReader.end());
    this.#scanner?.end();
    this.#surroundings?.end();
    if (this.#scanner && this.#judged) countUntold(this.#scanner, this.#findings);
    this.#checkWhole();
  }

  /** Called once the result is had. */
  release(): void {
    this.#scanner?.release();
  }

  result(): Validation {
    const groups = this.#scanner?.groups;
    const preview = this.#headerHasText ? this.#preview.rows(this.#names) : { visible: [], hidden: [] };
    return {
      ok: !this.#findings.hasError,
      file: {
        bytes: this.bytes,
        rows: this.#scanner?.rows ?? 0,
        columns: this.#headerHasText ? this.#names.map((name) => ({ name, visible: isVisible(name) })) : [],
        taskGroups: groups && groups.size > 0 ? summariseGroups(groups) : null,
        preview: preview.visible,
        previewHidden: preview.hidden,
      },
      findings: this.#findings.listed(),
      findingCounts: this.#findings.counts(),
    };
  }

  #begin(start: Uint8Array): void {
    this.#start = undefined;
    const other = recogniseOtherKind(start);
    if (other) {
      this.#findings.add("not-csv", () => ({
        ...WHOLE_FILE,
        message: `The file is no CSV: it looks like ${other.what}.`,
        hint: other.hint,
      }));
      this.isRefused = this.#findings.hasError;
    }
    if (this.isRefused) {
      this.bytes = this.#options.size ?? this.bytes;
      return;
    }
    this.#checkEncoding(start);
    const hasBom = BOM.every((byte, index) => start[index] === byte);
    this.#readText(hasBom ? start.subarray(BOM.length) : start);
  }

  #readText(text: Uint8Array): void {
    const header = this.#scanner ? undefined : this.#headerReader.push(text);
    if (header) this.#readHeader(header);
    else this.#scan(text);
  }

  #checkEncoding(chunk: Uint8Array): void {
    if (this.#badEncoding) return;
    const bad = this.#utf8.push(chunk);
    if (bad >= 0) this.#foundBadByte(bad, chunk, this.bytes - chunk.length);
  }

  /** @param chunk the bytes that hold it, or follow the start of its character; @param offset where they begin */
  #foundBadByte(bad: number, chunk: Uint8Array, offset: number): void {
    this.#badEncoding = true;
    const index = Math.max(0, bad - offset);
    const before = this.#scanner ?? linesIn(this.#headerReader.bytes, { line: 1, afterCr: false });
    const { line } = linesIn(chunk.subarray(0, index), before);
    this.#findings.add("encoding", () => badByte(bad, line, chunk[index] ?? 0));
  }

  #readHeader({ header, rest, nextLine, tooLong }: HeaderBytes): void {
    if (tooLong) {
      this.isRefused = true;
      this.#findings.add("not-csv", () => ({
        ...WHOLE_FILE,
        message: "The first line is longer than 1 MiB: that is no header.",
        hint: "Check that the file is a CSV with a header and line ends.",
      }));
      return;
    }
    this.#names = readColumnNames(header, this.#findings);
    this.#headerHasText = this.#names.some((name) => name.trim() !== "");
    this.#judged = this.#headerHasText && checkColumnNames(this.#names, this.#findings);
    const columns: ColumnKinds = {
      count: this.#names.length,
      visible: this.#names.map(isVisible),
      groupColumn: this.#names.indexOf(TASK_GROUP_COLUMN),
    };
    const start = { line: nextLine, offset: this.bytes - rest.length };
    const surroundings = new Surroundings(start.offset);
    const tell = this.#judged ? rowFindings(this.#names, this.#findings, surroundings) : () => {};
    const Fastest = this.#options.plain || !hasWasmScanner() ? PlainRowScanner : WasmRowScanner;
    this.#scanner = new Fastest(columns, start, tell);
    this.#surroundings = surroundings;
    if (header.includes(0)) this.#findings.add("nul-byte", nulInHeader);
    for (let from = 0; from < rest.length; from += CHUNK_BYTES) this.#scan(rest.subarray(from, from + CHUNK_BYTES));
  }

  #scan(chunk: Uint8Array): void {
    if (!this.#scanner || !this.#surroundings) return;
    const rowsBefore = this.#scanner.rows;
    this.#surroundings.begin(chunk);
    this.#scanner.push(chunk);
    this.#surroundings.finish(this.#scanner.openPlaces);
    this.#preview.push(chunk, rowsBefore);
  }

  get #largest(): number {
    return this.#options.largest ?? LARGEST_FILE;
  }

  #limitText(): string {
    const largest = this.#largest;
    return largest === LARGEST_FILE ? `one upload carries ${largest} (5 GiB)` : `${largest} are taken here`;
  }

  #foundTooLarge(what: string): void {
    this.#findings.add("too-large", () => ({
      ...WHOLE_FILE,
      message: `The file ${what}, and ${this.#limitText()} at most.`,
      hint: "Split it into several files, each with the header.",
    }));
  }

  #checkWhole(): void {
    const { rows = 0, rowsWithText = 0, groups } = this.#scanner ?? {};
    if (!this.#headerHasText && rowsWithText === 0) {
      this.#findings.add("empty-file", () => ({
        ...WHOLE_FILE,
        message: this.bytes === 0 ? "The file is empty." : "The file holds nothing but white space.",
        hint: "Drop a file with a header and at least one row.",
      }));
    } else if (!this.#headerHasText) {
      checkColumnNames(this.#names, this.#findings);
    } else if (rowsWithText === 0) {
      this.#findings.add("no-rows", () => ({
        line: null,
        column: null,
        message: "The file has a header and no row: there is nothing for participants to do.",
        hint: "Add at least one row below the header.",
      }));
    }
    if (groups) checkGroups(summariseGroups(groups), rows, this.#findings);
  }
}

const WHOLE_FILE = { line: null, column: null } as const;

function nulInHeader(): Said {
  return {
    line: 1,
    column: null,
    message: "There is a NUL byte in the header: the file is damaged, or not text.",
    hint: "Export it again as CSV UTF-8.",
  };
}

/** Where in the lines one is after these bytes: LF, CRLF and CR each end one. */
function linesIn(bytes: Uint8Array, start: { readonly line: number; readonly afterCr: boolean }) {
  let { line, afterCr } = start;
  for (const byte of bytes) {
    if (byte === 13 || (byte === 10 && !afterCr)) line++;
    afterCr = byte === 13;
  }
  return { line, afterCr };
}

function badByte(offset: number, line: number, byte: number): Said {
  const meant = byte >= 0x80 ? new TextDecoder("windows-1252").decode(Uint8Array.of(byte)) : "";
  const asWindows = meant === "" ? "" : ` In Windows-1252 it would be ${quoteValue(meant)}.`;
  return {
    line,
    column: null,
    message:
      byte === 0
        ? `The file is not UTF-8: it ends within a character that begins at byte ${offset}.`
        : `The file is not UTF-8: the first bad byte, 0x${byte.toString(16).toUpperCase()}, is at byte ${offset}.${asWindows}`,
    hint: "Save it again as CSV UTF-8; a file from an older Excel is often in Windows-1252.",
  };
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
