import { withoutMark } from "./byte-order-mark.ts";
import { countLines, FIRST_LINE } from "./count-lines.ts";
import { type FileFormat, formatOf, isAcceptedName } from "./file-format.ts";
import { KIND_BYTES, recognizeNoJsonLines, recognizeNoText, recognizeOtherKind } from "./file-kinds/file-kind.ts";
import type { OtherKind } from "./file-kinds/kind-hints.ts";
import { FindingsList } from "./findings-list.ts";
import { joinBytes } from "./join-bytes.ts";
import type { JsonLinesCheck } from "./jsonl/json-lines-check.ts";
import { LARGEST_FILE } from "./largest-file.ts";
import { NOTHING_READ, RowsCheck } from "./rows-check.ts";
import * as say from "./rules/whole-file-findings.ts";
import { judgeShape } from "./shape/judge-shape.ts";
import { SAMPLE_BYTES } from "./shape/sample.ts";
import type { TextCheck } from "./text-check.ts";
import { type IsUtf8, Utf8Check } from "./utf8-check.ts";
import type { ValidationOptions } from "./validate-bytes.ts";
import type { Validation } from "./validation.ts";

/** The first bytes are held back until they are enough to judge what the file is, and how it is written. */
const START_BYTES = Math.max(KIND_BYTES, SAMPLE_BYTES);

/** Checks a file as it streams by: its name and size, what kind of file it is, its encoding, its shape, and its rows. */
export class FileCheck {
  bytes = 0;
  /** Reading on would change nothing. */
  isRefused = false;
  readonly #options: ValidationOptions;
  readonly #JsonLines: typeof JsonLinesCheck | undefined;
  readonly #findings: FindingsList;
  readonly #utf8: Utf8Check;
  #start: Uint8Array | undefined = new Uint8Array(0);
  #rows: TextCheck | undefined;
  #badEncoding = false;
  #isNameFound = false;

  /** @param JsonLines checks the text of a typed file that is to be JSON Lines; undefined for a CSV */
  constructor(isUtf8: IsUtf8, options: ValidationOptions, JsonLines?: typeof JsonLinesCheck) {
    this.#options = options;
    this.#JsonLines = JsonLines;
    this.#findings = new FindingsList(options.severities);
    this.#utf8 = new Utf8Check(isUtf8);
  }

  isRefusedUnread(): boolean {
    const { size } = this.#options;
    const isTooLarge = size !== undefined && size > this.#largest;
    const name = this.#wrongName;
    if (name !== undefined && (isTooLarge || say.isTellingName(name, this.#isTyped))) this.#foundWrongName(name);
    if (isTooLarge) this.#foundTooLarge(size);
    // Where a setting makes it so, even this is no more than a warning.
    this.isRefused = this.#findings.hasError;
    if (this.isRefused) this.bytes = size ?? 0;
    return this.isRefused;
  }

  push(given: Uint8Array): void {
    // Without what Node's Buffer lays over it: there `slice` is a view of a buffer that may be reused, and here a copy.
    const chunk = new Uint8Array(given.buffer, given.byteOffset, given.length);
    this.bytes += chunk.length;
    if (this.bytes > this.#largest && this.#options.size === undefined) {
      this.#foundTooLarge(undefined);
      this.isRefused = true;
      return;
    }
    if (this.#rows) {
      this.#checkEncoding(chunk);
      this.#readText(chunk);
      return;
    }
    this.#start = joinBytes([this.#start ?? new Uint8Array(0), chunk]);
    if (this.#start.length >= START_BYTES) this.#begin(this.#start, false);
  }

  end(): void {
    if (this.#start !== undefined && !this.isRefused) this.#begin(this.#start, true);
    if (this.isRefused || !this.#rows) return;
    const bad = this.#utf8.end();
    if (bad >= 0 && !this.#badEncoding) this.#foundEndWithinCharacter(bad);
    this.#rows.end();
    this.isRefused = this.#rows.isRefused;
    if (!this.isRefused) this.#rows.checkWhole(this.bytes);
  }

  /** Called once the result is read. */
  release(): void {
    this.#rows?.release();
  }

  result(): Validation {
    return {
      ok: !this.#findings.hasError,
      file: { bytes: this.bytes, ...(this.#rows?.summary() ?? NOTHING_READ) },
      findings: this.#findings.listed(),
      findingCounts: this.#findings.counts(),
    };
  }

  #begin(start: Uint8Array, isWhole: boolean): void {
    this.#start = undefined;
    const { schema, plain = false } = this.#options;
    const JsonLines = this.#JsonLines;
    const isJson = JsonLines !== undefined;
    const other = isJson ? recognizeNoJsonLines(start) : this.#recognizeNoCsv(start);
    if (other) this.#findings.add("not-csv", () => say.otherKind(other, isJson ? "JSON Lines" : "a CSV"));
    else if (this.#wrongName !== undefined) this.#foundWrongName(this.#wrongName);
    this.isRefused = this.#findings.hasError;
    if (this.isRefused) {
      this.bytes = this.#options.size ?? this.bytes;
      return;
    }
    const text = withoutMark(start);
    if (JsonLines && schema) this.#rows = new JsonLines(this.#findings, { plain, schema });
    else this.#rows = this.#rowsCheck(text, isWhole);
    this.#checkEncoding(start);
    this.#readText(text);
  }

  #recognizeNoCsv(start: Uint8Array): OtherKind | undefined {
    // With a schema, JSON under a wrong name may be JSON Lines that only lack their ending.
    const mayBeJson = this.#isTyped && this.#wrongName !== undefined;
    return mayBeJson ? recognizeNoText(start, "csv") : recognizeOtherKind(start);
  }

  #rowsCheck(text: Uint8Array, isWhole: boolean): RowsCheck {
    const { schema, plain = false } = this.#options;
    const shape = judgeShape(text, isWhole, schema);
    for (const { code, said } of shape) this.#findings.add(code, () => said);
    const isExplained = shape.some(({ code, explainsRows }) => explainsRows && this.#findings.rejects(code));
    return new RowsCheck(this.#findings, { plain, isExplained, schema });
  }

  get #isTyped(): boolean {
    return this.#options.schema !== undefined;
  }

  /** A name with an ending that is not accepted, until there is a finding about it. */
  get #wrongName(): string | undefined {
    const { fileName } = this.#options;
    if (this.#isNameFound || fileName === undefined) return undefined;
    return isAcceptedName(fileName, this.#isTyped) ? undefined : fileName;
  }

  #foundWrongName(name: string): void {
    this.#isNameFound = true;
    this.#findings.add("not-csv", () => say.wrongName(name, this.#isTyped));
  }

  get #format(): FileFormat {
    return formatOf(this.#options);
  }

  #readText(text: Uint8Array): void {
    this.#rows?.push(text);
    if (this.#rows?.isRefused) this.isRefused = true;
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
    const { line } = countLines(chunk.subarray(0, index), this.#rows?.place ?? FIRST_LINE);
    this.#findings.add("encoding", () =>
      say.badByte(bad, line, chunk[index] ?? 0, aroundByte(chunk, index), this.#format),
    );
  }

  #foundEndWithinCharacter(start: number): void {
    const { line } = this.#rows?.place ?? FIRST_LINE;
    this.#findings.add("encoding", () => say.endWithinCharacter(start, line, this.bytes - start, this.#format));
  }

  get #largest(): number {
    return this.#options.largest ?? LARGEST_FILE;
  }

  #foundTooLarge(size: number | undefined): void {
    this.#findings.add("too-large", () => say.tooLarge(size, this.#largest, this.#format));
  }
}

/** How much text an encoding is guessed from. */
const GUESSED_FROM = 1 << 16;

/** Whole lines around a byte: an encoding of several bytes a character is read from the start of one. */
function aroundByte(chunk: Uint8Array, index: number): Uint8Array {
  const from = chunk.lastIndexOf(10, Math.max(0, index - GUESSED_FROM / 2)) + 1;
  return chunk.subarray(from, from + GUESSED_FROM);
}
