import { createRequire } from "node:module";

/** Letters, marks and quotes of Latin text, each one column wide. */
const LATIN = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027]*$/;

const load = createRequire(import.meta.url);
let stringWidth: ((text: string) => number) | undefined;

/** The width of a text in a terminal, in columns. */
export function textWidth(text: string): number {
  if (LATIN.test(text)) return text.length;
  // Compiling its patterns takes half as long as checking a small file.
  stringWidth ??= load("string-width").default as (text: string) => number;
  return stringWidth(text);
}
