import { quoteValue } from "../rules/quote-value.ts";
import { lengthOfCharacter, validBytesAt } from "../utf8-check.ts";
import { judgeText } from "./plausible-text.ts";

export const SHORTEN_BY_CHARACTERS =
  "Shorten texts by characters, not by bytes: mb_substr does in PHP; in Python, slice the str before you encode it.";

/** What may follow a text: a delimiter, a quote, or a line end. */
const ENDS: ReadonlySet<number | undefined> = new Set([...',;\t|"\r\n'].map((char) => char.charCodeAt(0)));
/** What programs put behind a text that they shorten. */
const DOTS = [0x2e, 0x2e, 0x2e];
/** In Windows-1252, what often follows a word: … ’ ” ™ › © ® » */
const SIGNS_AFTER_WORDS: ReadonlySet<number | undefined> = new Set([0x85, 0x92, 0x94, 0x99, 0x9b, 0xa9, 0xae, 0xbb]);
/** In Windows-1252, â: words do not end in it. */
const A_CIRCUMFLEX = 0xe2;
/** In Windows-1252, ß: a small letter, as all after it are; those before it are capitals. */
const SHARP_S = 0xdf;
/** In Mac Roman, « and »: before many letters, the first is valid as UTF-8. */
const MAC_QUOTES = [0xc7, 0xc8] as const;
const LONGEST_TEXT = 80;

/**
 * The text before the first character that is cut off at a text's end, where all else is UTF-8; undefined where anything else
 * is wrong, or the bytes read as well as words in Windows-1252: `caf\xE9,`.
 *
 * @param bytes the end of which may cut a character too
 */
export function textBeforeCut(bytes: Uint8Array): string | undefined {
  const cuts: number[] = [];
  let isMultibyte = false;
  let isCertain = false;
  let isWord = false;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const valid = validBytesAt(bytes, at);
    if (valid === 0) return undefined;
    const end = at + valid;
    if (valid === lengthOfCharacter(lead)) isMultibyte ||= valid > 1;
    else if (end < bytes.length) {
      if (!endsText(bytes, end)) return undefined;
      cuts.push(at);
      if (valid === 1) isWord ||= endsWord(bytes[at - 1] ?? 0, lead);
      else isCertain ||= valid > 2 || lead === A_CIRCUMFLEX || !SIGNS_AFTER_WORDS.has(bytes[at + 1]);
    }
    at = end;
  }
  const [first] = cuts;
  if (first === undefined || isWord || isInMacQuotes(bytes, cuts)) return undefined;
  return isCertain || (isMultibyte && isSensible(bytes)) ? textBefore(bytes, first) : undefined;
}

/** @param text before the character */
export function cutOffAt(text: string): string {
  return `a character that is cut off at the end of ${text.trim() === "" ? "a text" : `the text ${quoteValue(text.trim())}`}`;
}

function endsText(bytes: Uint8Array, at: number): boolean {
  return ENDS.has(bytes[at]) || DOTS.every((dot, index) => bytes[at + index] === dot);
}

/** Whether a byte alone could be the last letter of a word in Windows-1252: of several letters, capitals follow capitals. */
function endsWord(before: number, byte: number): boolean {
  if (before > 0x7f || byte === A_CIRCUMFLEX) return false;
  return byte >= SHARP_S || (before >= 0x41 && before <= 0x5a);
}

function isInMacQuotes(bytes: Uint8Array, cuts: readonly number[]): boolean {
  const [opening, closing] = MAC_QUOTES;
  return cuts.some((at) => bytes[at] === closing) && bytes.includes(opening);
}

/** Bytes of another encoding are valid by accident at times, and then seldom make sense. */
function isSensible(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes).replaceAll("\ufffd", "");
  return ["clearly", "maybe"].includes(judgeText(text));
}

function textBefore(bytes: Uint8Array, at: number): string {
  const before = new TextDecoder().decode(bytes.subarray(Math.max(0, at - LONGEST_TEXT), at));
  return /[^,;\t|"\r\n\ufffd]*$/.exec(before)?.[0] ?? "";
}
