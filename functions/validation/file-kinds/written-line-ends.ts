import type { Hints } from "./kind-hints.ts";

export const WRITTEN_LINE_ENDS = "one line, in which something else stands for line ends";
export const BREAK_LINES: Hints = {
  csv: "Write a line feed at the end of each row.",
  jsonl: "Write a line feed at the end of each record.",
};

/** The same twice that was to end lines. JSON and texts in quotes may have it. */
const SIGN_TWICE = /^[^{["].*?(\\r\\n|\\n|[\u0085\u2028\u2029\f]).*?\1/s;

/** Whether something else stands for line ends in a file of one line: names of columns may have it too. */
export function hasWrittenLineEnds(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start).trim();
  return !/[\r\n]/.test(text) && SIGN_TWICE.test(text);
}
