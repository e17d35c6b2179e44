import { BACKSLASH, QUOTE, SPACE } from "./json-problems.ts";

const LETTER_U = 117;

/** What stands for itself or another character after a backslash: its byte, by the byte that is written. */
const ESCAPES = new Uint8Array(256);
for (const [written, meant] of [
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
] as const) {
  ESCAPES[written.charCodeAt(0)] = meant.charCodeAt(0);
}

const HEX_DIGITS = new Int8Array(256).fill(-1);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  HEX_DIGITS[digit.charCodeAt(0)] = value;
  HEX_DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/**
 * Finds the quote that closes a string.
 *
 * @param at after the quote that opens it, in bytes that have a control character after the line's end
 * @returns where it is; negative where something is wrong before it: -1 - where that is
 */
export function findStringEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte < SPACE) return -1 - at;
    if (byte !== BACKSLASH) {
      at++;
      continue;
    }
    const mark = bytes[at + 1] ?? 0;
    if (mark !== LETTER_U) {
      if (ESCAPES[mark] === 0) return -1 - at;
      at += 2;
      continue;
    }
    if (readHex(bytes, at + 2) < 0) return -1 - at;
    at += 6;
  }
}

/** Four hexadecimal digits; negative where they are not all. */
function readHex(bytes: Uint8Array, at: number): number {
  const digit = (index: number) => HEX_DIGITS[bytes[at + index] ?? 0] ?? -1;
  const [first, second, third, fourth] = [digit(0), digit(1), digit(2), digit(3)];
  if ((first | second | third | fourth) < 0) return -1;
  return (first << 12) | (second << 8) | (third << 4) | fourth;
}

/**
 * Writes what a string with escapes stands for, as a field of a CSV has it within quotes. Half a surrogate pair, which no
 * UTF-8 has, becomes U+FFFD; see {@link hasHalfPair}.
 *
 * @returns where the output ends
 */
export function writeUnescaped(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  for (let index = from; index < to; ) {
    const byte = bytes[index] ?? 0;
    if (byte !== BACKSLASH) {
      out[at++] = byte;
      index++;
      continue;
    }
    const mark = bytes[index + 1] ?? 0;
    if (mark !== LETTER_U) {
      const meant = ESCAPES[mark] ?? 0;
      if (meant === QUOTE) out[at++] = QUOTE;
      out[at++] = meant;
      index += 2;
      continue;
    }
    let char = readHex(bytes, index + 2);
    index += 6;
    if (char >= 0xd800 && char <= 0xdfff) {
      const isPair = char < 0xdc00 && index < to && bytes[index] === BACKSLASH && bytes[index + 1] === LETTER_U;
      const low = isPair ? readHex(bytes, index + 2) : 0;
      if (low >= 0xdc00 && low <= 0xdfff) {
        char = 0x10000 + ((char - 0xd800) << 10) + (low - 0xdc00);
        index += 6;
      } else char = 0xfffd;
    }
    at = writeCharacter(char, out, at);
  }
  return at;
}

/** Whether half of a surrogate pair is escaped in a string, without the other half next to it. */
export function hasHalfPair(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = bytes.indexOf(BACKSLASH, from); at >= 0 && at < to; at = bytes.indexOf(BACKSLASH, at)) {
    const half = halfAt(bytes, at);
    if (half === "low" || (half === "high" && halfAt(bytes, at + 6) !== "low")) return true;
    // What follows a backslash may be one, and begins no escape then.
    at += half === "high" ? 12 : 2;
  }
  return false;
}

/** Which half of a pair is escaped at a place; undefined where there is none. */
function halfAt(bytes: Uint8Array, at: number): "high" | "low" | undefined {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== LETTER_U) return undefined;
  const char = readHex(bytes, at + 2);
  if (char < 0xd800 || char > 0xdfff) return undefined;
  return char < 0xdc00 ? "high" : "low";
}

function writeCharacter(char: number, out: Uint8Array, at: number): number {
  if (char < 0x80) {
    if (char === QUOTE) out[at++] = QUOTE;
    out[at++] = char;
    return at;
  }
  if (char < 0x800) out[at++] = 0xc0 | (char >> 6);
  else {
    if (char < 0x10000) out[at++] = 0xe0 | (char >> 12);
    else {
      out[at++] = 0xf0 | (char >> 18);
      out[at++] = 0x80 | ((char >> 12) & 0x3f);
    }
    out[at++] = 0x80 | ((char >> 6) & 0x3f);
  }
  out[at++] = 0x80 | (char & 0x3f);
  return at;
}
