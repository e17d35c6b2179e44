import { textBeforeCut } from "../encodings/cut-characters.ts";
import { joinBytes } from "../join-bytes.ts";
import type { IsUtf8 } from "../utf8-check.ts";
import { Utf8Check } from "../utf8-check.ts";
import { cutCharacter, NotFixable, partlyUtf8, unknownEncoding } from "./refusals.ts";

/** What a file is encoded in, and words that read differently in it than in UTF-8. */
export interface FileEncoding {
  /** As the Encoding Standard calls it, or the label of a code page. */
  readonly label: string;
  /** As people know it. */
  readonly name: string;
  /** Lines that are not ASCII, as they are in the file. */
  readonly evidence: Uint8Array;
}

/** More lines than these would not change what they are encoded in. */
const EVIDENCE_BYTES = 1 << 14;
const LONGEST_LINE = 1 << 12;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const LINE_END = Uint8Array.of(LF);

/**
 * Finds what a file is encoded in. UTF-8 is read to its end; of any other encoding only what is enough to know it.
 *
 * @throws {NotFixable} no encoding, or more than one, makes sense
 */
export async function findEncoding(
  chunks: AsyncIterable<Uint8Array>,
  isUtf8: IsUtf8,
  given?: string,
): Promise<FileEncoding> {
  const check = new Utf8Check(isUtf8);
  const evidence = new Evidence();
  let isBad = false;
  let bytesRead = 0;
  let badLines = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bad: number = isBad ? -1 : check.push(chunk);
    // What comes before may be evidence enough without them.
    if (bad >= 0) badLines = linesFrom(chunk, bad - bytesRead);
    isBad ||= bad >= 0;
    bytesRead += chunk.length;
    // Lines of UTF-8 before the first bad byte are evidence too: of two encodings in one file.
    evidence.add(chunk);
    if (isBad && evidence.isEnough) break;
  }
  isBad ||= check.end() >= 0;
  const bytes = evidence.take();
  if (isBad && (given === undefined || given === "utf-8")) {
    const text = textBeforeCut(joinBytes([bytes, badLines]));
    if (text !== undefined) throw new NotFixable(cutCharacter(text));
  }
  if (given === "utf-8" && isBad) throw new NotFixable(unknownEncoding([]));
  if (given !== undefined) return { label: given, name: given, evidence: isBad ? bytes : new Uint8Array(0) };
  if (!isBad) return { label: "utf-8", name: "UTF-8", evidence: new Uint8Array(0) };
  // Most files are UTF-8, and what tells the others apart is large.
  const { chooseEncoding } = await import("./choose-encoding.ts");
  const choice = chooseEncoding(bytes);
  if (choice) return { label: choice.label, name: choice.name, evidence: bytes };
  const { hasLinesOfUtf8 } = await import("./utf8-lines.ts");
  if (hasLinesOfUtf8(bytes, isUtf8)) throw new NotFixable(partlyUtf8());
  const { encodingCandidates } = await import("./encoding-candidates.ts");
  throw new NotFixable(unknownEncoding(encodingCandidates(bytes)));
}

/**
 * Collects lines that are not ASCII, whole ones: an encoding of several bytes a character is read from the start of one. Of a line
 * that is too long, it collects whole words: no encoding has a space within a character.
 */
class Evidence {
  readonly #lines: Uint8Array[] = [];
  #length = 0;
  #rest = new Uint8Array(0);
  /** Whether what comes next is in a word that is too long. */
  #isWithinWord = false;

  get isEnough(): boolean {
    return this.#length >= EVIDENCE_BYTES;
  }

  add(chunk: Uint8Array): void {
    if (this.isEnough) return;
    const bytes = this.#rest.length > 0 ? joinBytes([this.#rest, chunk]) : chunk;
    // If this is enough, a line that was not complete is no evidence.
    this.#rest = new Uint8Array(0);
    let at = this.#isWithinWord ? wordEnd(bytes, 0) + 1 : 0;
    while (!this.isEnough && at <= bytes.length) {
      const high = nextHigh(bytes, at);
      const from = partStart(bytes, at, high < 0 ? bytes.length : high);
      const end = partEnd(bytes, from);
      const isLong = end - from >= LONGEST_LINE;
      if (end === bytes.length) {
        // The part may go on.
        this.#rest = isLong ? new Uint8Array(0) : copyOf(bytes.subarray(from));
        this.#isWithinWord = isLong;
        return;
      }
      if (!isLong && high >= 0 && high < end) this.#take(copyOf(bytes.subarray(from, end)));
      at = end + 1;
    }
  }

  take(): Uint8Array {
    if (nextHigh(this.#rest, 0) >= 0) this.#take(this.#rest);
    return joinBytes(this.#lines);
  }

  #take(line: Uint8Array): void {
    this.#lines.push(line, LINE_END);
    this.#length += line.length + 1;
  }
}

/** The line with a byte and those after it, as many as are evidence. */
function linesFrom(chunk: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  // Where the character began in the chunk before, its first bytes are missing.
  const from = at < 0 ? nextLine(chunk) : chunk.lastIndexOf(LF, at) + 1;
  return copyOf(chunk.subarray(from, from + EVIDENCE_BYTES));
}

function nextLine(chunk: Uint8Array): number {
  const end = chunk.indexOf(LF);
  return end < 0 ? chunk.length : end + 1;
}

/** Of Node's Buffer, `slice` is a view of memory that may be reused. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function nextHigh(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) if ((bytes[at] ?? 0) > 0x7f) return at;
  return -1;
}

/** Where the line of what is at `before` starts, or a word in it if the line is too long; `at` is the start of either. */
function partStart(bytes: Uint8Array, at: number, before: number): number {
  for (let start = before; start > at; start--) {
    const byte = bytes[start - 1] ?? 0;
    if (isLineEnd(byte) || (before - start >= LONGEST_LINE && isSpace(byte))) return start;
  }
  return at;
}

/** Where the line ends; if it is too long, the last word that is not, or the first; the chunk's end if that goes on after it. */
function partEnd(bytes: Uint8Array, from: number): number {
  let lastWord = -1;
  const most = Math.min(from + LONGEST_LINE, bytes.length);
  for (let end = from; end < most; end++) {
    const byte = bytes[end] ?? 0;
    if (isLineEnd(byte)) return end;
    if (isSpace(byte)) lastWord = end;
  }
  if (most < from + LONGEST_LINE) return bytes.length;
  return lastWord >= 0 ? lastWord : wordEnd(bytes, most);
}

function wordEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.subarray(from).findIndex((byte) => isSpace(byte) || isLineEnd(byte));
  return end < 0 ? bytes.length : from + end;
}

function isLineEnd(byte: number): boolean {
  return byte === LF || byte === CR;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
