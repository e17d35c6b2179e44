import { BACKSLASH, COLON, COMMA, LF, QUOTE } from "./json-problems.ts";
import { findStringEnd } from "./json-strings.ts";
import {
  CLOSE_BRACE,
  type JsonProblem,
  OPEN_BRACE,
  OPEN_BRACKET,
  readLiteral,
  readNested,
  skipBlanks,
  stringProblem,
} from "./json-values.ts";
import type { KeyTable } from "./key-table.ts";

/** What a record has for a field. Null is nothing. */
export const MISSING = 0;
export const TEXT = 1;
export const ESCAPED_TEXT = 2;
/** A number or a boolean. */
export const LITERAL = 3;
/** An object or an array. */
export const NESTED = 4;

const LETTER_N = 110;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads a line as a record: where the values of its fields are. */
export class RecordReader {
  /** Of each field: what there is, and where it is, without a string's quotes. */
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Keys that the schema does not have: their places in the table, each once. */
  readonly extras: number[] = [];
  /** Whether there were keys beyond those that are distinguished. */
  hasOtherKeys = false;
  /** The first key that is there twice. */
  duplicateKey: string | undefined;
  readonly #keys: KeyTable;
  /** The last record that had a key. */
  readonly #seen: Float64Array;
  /** Keys of the record that have no place in the table. */
  readonly #others = new Set<string>();
  #record = 0;
  /** The keys of the record before, in their order: most records have the same. */
  readonly #order: number[] = [];
  /** Where what is read ends; or where the line ended, after a key. */
  #at = 0;
  #problem: JsonProblem | undefined;

  constructor(keys: KeyTable) {
    this.#keys = keys;
    this.kinds = new Uint8Array(keys.fields);
    this.starts = new Uint32Array(keys.fields);
    this.ends = new Uint32Array(keys.fields);
    this.#seen = new Float64Array(keys.capacity);
  }

  /**
   * @param at where the record begins; its line ends in LF
   * @returns the place after the record; what is wrong with it where it is none
   */
  read(bytes: Uint8Array, at: number): number | JsonProblem {
    this.#begin();
    if (bytes[at] !== OPEN_BRACE) return { kind: "no-object", at };
    at = skipBlanks(bytes, at + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    for (let member = 0; ; member++) {
      const place = this.#readKey(bytes, at, member);
      if (this.#problem) return this.#problem;
      at = skipBlanks(bytes, this.#at);
      if (bytes[at] !== COLON) return { kind: bytes[at] === LF ? "line-end" : "colon", at };
      at = this.#readValue(bytes, skipBlanks(bytes, at + 1), place);
      if (this.#problem) return this.#problem;
      at = skipBlanks(bytes, at);
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return { kind: bytes[at] === LF ? "line-end" : "comma", at };
      at = skipBlanks(bytes, at + 1);
    }
  }

  #begin(): void {
    this.#record++;
    this.kinds.fill(MISSING);
    this.#problem = undefined;
    this.duplicateKey = undefined;
    this.hasOtherKeys = false;
    if (this.extras.length > 0) this.extras.length = 0;
    if (this.#others.size > 0) this.#others.clear();
  }

  /** @returns the key's place in the table; -1 for one that has none */
  #readKey(bytes: Uint8Array, at: number, member: number): number {
    const expected = this.#order[member] ?? member;
    if (this.#isKey(bytes, at, expected)) {
      if (this.#seen[expected] === this.#record) this.duplicateKey ??= this.#keys.nameOf(expected);
      else if (expected >= this.#keys.fields) this.extras.push(expected);
      this.#seen[expected] = this.#record;
      return expected;
    }
    if (bytes[at] !== QUOTE) {
      this.#problem = { kind: bytes[at] === LF ? "line-end" : "key", at };
      return -1;
    }
    const end = findStringEnd(bytes, at + 1);
    if (end < 0) {
      this.#problem = stringProblem(bytes, -1 - end);
      return -1;
    }
    this.#at = end + 1;
    return this.#findKey(readText(bytes, at, end + 1), member);
  }

  #isKey(bytes: Uint8Array, at: number, place: number): boolean {
    const key = this.#keys.encodedAt(place);
    if (key.length === 0) return false;
    for (let index = 0; index < key.length; index++) if (bytes[at + index] !== key[index]) return false;
    this.#at = at + key.length;
    return true;
  }

  #findKey(key: string, member: number): number {
    const place = this.#keys.placeOf(key);
    if (place < 0) {
      this.hasOtherKeys = true;
      if (this.#others.has(key)) this.duplicateKey ??= key;
      this.#others.add(key);
      return place;
    }
    if (this.#seen[place] === this.#record) this.duplicateKey ??= key;
    else if (place >= this.#keys.fields) this.extras.push(place);
    this.#seen[place] = this.#record;
    if (member < this.#keys.capacity) {
      while (this.#order.length < member) this.#order.push(this.#order.length);
      this.#order[member] = place;
    }
    return place;
  }

  /** @returns the place after the value */
  #readValue(bytes: Uint8Array, at: number, place: number): number {
    const first = bytes[at] ?? LF;
    if (first === QUOTE) {
      const end = findStringEnd(bytes, at + 1);
      if (end < 0) this.#problem = stringProblem(bytes, -1 - end);
      else this.#keep(place, hasEscape(bytes, at + 1, end) ? ESCAPED_TEXT : TEXT, at + 1, end);
      return end + 1;
    }
    const isNested = first === OPEN_BRACE || first === OPEN_BRACKET;
    const end = isNested ? readNested(bytes, at) : readLiteral(bytes, at);
    if (typeof end !== "number") {
      this.#problem = end;
      return at;
    }
    this.#keep(place, isNested ? NESTED : first === LETTER_N ? MISSING : LITERAL, at, end);
    return end;
  }

  #keep(place: number, kind: number, start: number, end: number): void {
    if (place < 0 || place >= this.kinds.length) return;
    this.kinds[place] = kind;
    this.starts[place] = start;
    this.ends[place] = end;
  }
}

function hasEscape(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}

/** A string with its quotes, as JavaScript has it. */
function readText(bytes: Uint8Array, from: number, to: number): string {
  const text: unknown = JSON.parse(decoder.decode(bytes.subarray(from, to)));
  return typeof text === "string" ? text : "";
}
