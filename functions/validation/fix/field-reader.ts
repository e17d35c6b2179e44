import { marksBefore } from "../rules/byte-order-marks.ts";
import type { Dialect } from "./dialect.ts";

/** More marks than files were ever joined with. */
const LONGEST_MARKS = 64;

type FieldDialect = Pick<Dialect, "delimiter" | "quoting">;

/** A field as it was read. */
export interface Field {
  readonly value: string;
  /** Where the delimiter, the line end or the text's end is. */
  readonly end: number;
  readonly isQuoted: boolean;
  readonly isOdd: boolean;
  readonly isUnexplained: boolean;
}

/** Reads fields as the dialect has them. */
export class FieldReader {
  #sawEscapedBackslash = false;
  #sawBareBackslash = false;
  readonly #delimiter: string;
  readonly #quoting: Dialect["quoting"];
  readonly #bare: RegExp;
  readonly #quotes: RegExp;

  constructor({ delimiter, quoting }: FieldDialect) {
    this.#delimiter = delimiter;
    this.#quoting = quoting;
    this.#bare = new RegExp(`${escapeRegExp(delimiter)}|[\\r\\n]`, "g");
    this.#quotes = new RegExp(`["${quoting.pairs.map(([open]) => escapeRegExp(open)).join("")}]`, "g");
  }

  /** Some backslashes escape backslashes, and some are text: what the others mean is not clear. */
  get hasMixedBackslashes(): boolean {
    return this.#sawEscapedBackslash && this.#sawBareBackslash;
  }

  /** Where the next character is that could open a field, or should not be in one; -1 if there is none. */
  nextQuote(text: string, at: number): number {
    if (this.#quoting.pairs.length === 1) return text.indexOf('"', at);
    this.#quotes.lastIndex = at;
    return this.#quotes.exec(text)?.index ?? -1;
  }

  /** Byte order marks, which joined files leave before the quote of their first field. */
  marksBeforeQuote(text: string, start: number): string {
    const marks = marksBefore(text.slice(start, start + LONGEST_MARKS));
    return this.#quoting.pairs.some(([open]) => text[start + marks.length] === open) ? marks : "";
  }

  /** @returns `cut` if more text is needed, `open` if the text ended in quotes */
  read(text: string, start: number, isEnd: boolean): Field | "cut" | "open" {
    const at = this.#quoting.skipsSpaces ? this.#skipSpaces(text, start) : start;
    const pair = this.#quoting.pairs.find(([open]) => text[at] === open);
    return pair ? this.#readQuoted(text, start, at, pair, isEnd) : this.#readBare(text, start, isEnd);
  }

  #readBare(text: string, start: number, isEnd: boolean): Field | "cut" {
    const end = this.#endOfBare(text, start);
    if (end < 0 && !isEnd) return "cut";
    const value = text.slice(start, end < 0 ? text.length : end);
    return {
      value,
      end: start + value.length,
      isQuoted: false,
      isOdd: value.includes('"'),
      // Outside quotes nothing says what a backslash means.
      isUnexplained: value.includes('\\"'),
    };
  }

  #readQuoted(
    text: string,
    start: number,
    open: number,
    [opening, closing]: readonly [string, string],
    isEnd: boolean,
  ): Field | "cut" | "open" {
    const close = this.#findClose(text, open + 1, opening, closing);
    // The character after the quote says whether it is the closing one.
    if (close < 0) return isEnd ? "open" : "cut";
    const after = this.#quoting.skipsSpaces ? this.#skipSpaces(text, close + 1) : close + 1;
    if (after >= text.length && !isEnd) return "cut";
    if (!this.#endsField(text, after)) {
      const end = this.#endOfBare(text, after);
      if (end < 0 && !isEnd) return "cut";
      const value = text.slice(start, end < 0 ? text.length : end);
      return { value, end: start + value.length, isQuoted: true, isOdd: false, isUnexplained: true };
    }
    const inner = text.slice(open + 1, close);
    // Only straight quotes keep lines together: another one before a line end never closed.
    const isUnexplained = opening !== '"' && (/[\r\n]/.test(inner) || isOfTwo(inner, opening, closing));
    const value = this.#unescape(inner, opening, closing);
    const isOdd = open > start || after > close + 1 || opening !== '"' || value !== inner.replaceAll('""', '"');
    return { value, end: after, isQuoted: true, isOdd: isOdd && !isUnexplained, isUnexplained };
  }

  #findClose(text: string, from: number, opening: string, closing: string): number {
    let close = text.indexOf(closing, from);
    while (close >= 0) {
      if (opening !== closing) {
        // A curly quote within the field is followed by text.
        if (close + 1 >= text.length || this.#endsField(text, this.#skipSpaces(text, close + 1))) return close;
        close = text.indexOf(closing, close + 1);
      } else if (this.#quoting.escape === "backslash" && countBackslashes(text, close, from) % 2 === 1) {
        close = text.indexOf(closing, close + 1);
      } else if (text[close + 1] === closing) {
        close = text.indexOf(closing, close + 2);
      } else {
        return close;
      }
    }
    return -1;
  }

  #unescape(inner: string, opening: string, closing: string): string {
    if (opening !== closing) return inner;
    if (this.#quoting.escape !== "backslash" || !inner.includes("\\")) {
      return inner.includes(closing) ? inner.replaceAll(closing + closing, closing) : inner;
    }
    return inner.replace(/\\(.?)/gs, (both, escaped: string) => {
      if (escaped === "\\") this.#sawEscapedBackslash = true;
      else if (escaped !== '"') this.#sawBareBackslash = true;
      return escaped === "\\" || escaped === '"' ? escaped : both;
    });
  }

  #endsField(text: string, at: number): boolean {
    const next = text[at];
    return next === undefined || next === "\n" || next === "\r" || text.startsWith(this.#delimiter, at);
  }

  #endOfBare(text: string, at: number): number {
    this.#bare.lastIndex = at;
    return this.#bare.exec(text)?.index ?? -1;
  }

  #skipSpaces(text: string, start: number): number {
    let at = start;
    while (text[at] === " " || (text[at] === "\t" && this.#delimiter !== "\t")) at++;
    return at;
  }
}

/** Whether a quotation ends within the text and another one begins: the quotes around it belong to different ones. */
function isOfTwo(inner: string, opening: string, closing: string): boolean {
  if (opening === closing) return false;
  let open = 0;
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === opening) open++;
    // Between letters it is an apostrophe.
    else if (inner[at] === closing && !/^\p{L}.\p{L}$/u.test(inner.slice(at - 1, at + 2)) && --open < 0) return true;
  }
  return false;
}

/** How many are right before `end`, and not before `from`. */
export function countBackslashes(text: string, end: number, from: number): number {
  let count = 0;
  while (end - count > from && text[end - count - 1] === "\\") count++;
  return count;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|-]/g, "\\$&");
}
