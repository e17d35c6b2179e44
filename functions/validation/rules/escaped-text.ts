import { ESCAPE } from "../scanners/signs-of-damage.ts";

const CHARACTER = "\\\\(?:[xX][\\da-fA-F]{2}|u[\\da-fA-F]{4}|U[\\da-fA-F]{8})";

/**
 * What begins as an escape, but is a name: of a folder in a path, the processor x86, which is no character of UTF-8 alone, and a
 * command of TeX. After one letter and a colon, a return is as likely as a folder: `Q:\nIt\u2019s`.
 */
const NAMES = new RegExp(
  [
    "\\b[A-Za-z]:\\\\(?!n)(?!(?:x[\\da-f]{2}|u[\\da-f]{4})[^\\w.-])[\\w.-]{2,}(?:\\\\[^\\s\\\\\"',;]*)+",
    "(?<!\\S)\\\\\\\\\\w[\\w.-]*\\\\[^\\s\"',;]*",
    "(?<!\\\\x[\\da-f]{2})\\\\x(?:86(?!\\\\x[\\da-f]{2})|(?:def|bar)\\b)",
  ].join("|"),
  "gi",
);

/** A regular expression: a range or a class of characters, and classes such as `\d` next to it. */
const PATTERN = new RegExp(
  `${CHARACTER}-(?:${CHARACTER}|[^\\s\\w])|[^\\s\\\\]-${CHARACTER}\\]|\\[\\^?(?:${CHARACTER})+[\\w-]*\\]|\\\\[dDwWsS](?![a-z])|\\\\p\\{`,
);
/** A text in a program, which is called, set or returned; and words that go with programs. */
const PROGRAM = new RegExp(
  [
    "\\w\\(\\s*(?:[bru]?[\"'][^\"']*\\\\[xuU]|/)",
    "\\w\\]?\\s+(?:=|:=|\\+=|==|===|!=)\\s*[bru]?[\"'`]",
    "\\b(?:return|echo|case)\\s+[\"'`]",
    ">>>|`|<code|\\b(?:Python|JavaScript|Unicode|[Rr]egex|escape sequence)\\b|\\bunicode\\b",
    // A text that is talked about, and not all of a cell or a value in JSON.
    `\\w\\s+(["'])(?:${CHARACTER})+\\1`,
  ].join("|"),
);

/** Whether a program escaped characters in a text: `caf\u00e9` and `caf\xc3\xa9`, but not in a path, a pattern or a program. */
export function hasEscape(text: string): boolean {
  return ESCAPE.test(text) && ESCAPE.test(text.replace(NAMES, "")) && !PATTERN.test(text) && !PROGRAM.test(text);
}
