import type { JsonProblemKind } from "./json-problems.ts";
import { BACKSLASH, COLON, COMMA, LF, QUOTE, SPACE, TAB } from "./json-problems.ts";
import { findStringEnd } from "./json-strings.ts";

// Reads JSON by its bytes (RFC 8259), in bytes that have a line end after the line.

export interface JsonProblem {
  readonly kind: JsonProblemKind;
  /** The byte at which it shows. */
  readonly at: number;
}

/** Where a value ends, or what is wrong with it. */
export type ValueEnd = number | JsonProblem;

const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
export const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

const LITERALS = ["true", "false", "null"].map((word) => new TextEncoder().encode(word));

/** Within a line, a carriage return is none: it would end the line. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  return at;
}

export function stringProblem(bytes: Uint8Array, at: number): JsonProblem {
  const byte = bytes[at] ?? LF;
  const kind = byte === LF ? "line-end" : byte === BACKSLASH ? "escape" : "control-character";
  return { kind, at };
}

/** @param at the first byte of a number, of true, false or null */
export function readLiteral(bytes: Uint8Array, at: number): ValueEnd {
  const first = bytes[at] ?? LF;
  if (first === MINUS || isDigit(first)) return readNumber(bytes, at);
  for (const word of LITERALS) {
    if (word.every((byte, index) => bytes[at + index] === byte)) return at + word.length;
  }
  return { kind: first === LF ? "line-end" : "value", at };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function readNumber(bytes: Uint8Array, begin: number): ValueEnd {
  let at = bytes[begin] === MINUS ? begin + 1 : begin;
  if (bytes[at] === ZERO) at++;
  else {
    const first = at;
    while (isDigit(bytes[at])) at++;
    if (at === first) return { kind: "value", at: begin };
  }
  if (bytes[at] === DOT) {
    const first = ++at;
    while (isDigit(bytes[at])) at++;
    if (at === first) return { kind: "value", at: begin };
  }
  if (((bytes[at] ?? 0) | 0x20) === 0x65) {
    at++;
    if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
    const first = at;
    while (isDigit(bytes[at])) at++;
    if (at === first) return { kind: "value", at: begin };
  }
  return at;
}

/** Reads over an object or an array, however deep: the stack is as long as the line at most. */
export function readNested(bytes: Uint8Array, begin: number): ValueEnd {
  const open: number[] = [];
  let at = begin;
  let isEmpty = false;
  for (;;) {
    // Here a value begins, or an object or array that is empty ends.
    at = skipBlanks(bytes, at);
    const byte = bytes[at] ?? LF;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      open.push(byte);
      at = skipBlanks(bytes, at + 1);
      isEmpty = bytes[at] === (byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET);
      if (!isEmpty) {
        if (byte === OPEN_BRACKET) continue;
        const key = readKey(bytes, at);
        if (typeof key !== "number") return key;
        at = key;
        continue;
      }
    } else {
      const end = byte === QUOTE ? readString(bytes, at) : readLiteral(bytes, at);
      if (typeof end !== "number") return end;
      at = end;
    }
    // After a value: what contains it may end, and what contains that.
    for (;;) {
      at = skipBlanks(bytes, at);
      const close = open.at(-1) === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      if (bytes[at] !== close) break;
      open.pop();
      at++;
      if (open.length === 0) return at;
    }
    if (bytes[at] !== COMMA) return { kind: bytes[at] === LF ? "line-end" : "comma", at };
    at = skipBlanks(bytes, at + 1);
    if (open.at(-1) !== OPEN_BRACE) continue;
    const key = readKey(bytes, at);
    if (typeof key !== "number") return key;
    at = key;
  }
}

function readString(bytes: Uint8Array, at: number): ValueEnd {
  const end = findStringEnd(bytes, at + 1);
  return end < 0 ? stringProblem(bytes, -1 - end) : end + 1;
}

/** A key and the colon after it. */
function readKey(bytes: Uint8Array, at: number): ValueEnd {
  if (bytes[at] !== QUOTE) return { kind: bytes[at] === LF ? "line-end" : "key", at };
  const end = readString(bytes, at);
  if (typeof end !== "number") return end;
  const colon = skipBlanks(bytes, end);
  return bytes[colon] === COLON ? colon + 1 : { kind: bytes[colon] === LF ? "line-end" : "colon", at: colon };
}
