/** The first line of a Markdown code block, as language models write it around a table. */
export const CODE_BLOCK = /^```(?:csv|tsv|te?xt|plaintext|jsonl?|ndjson)?[ \t]*\r?\n/i;

/** Longer than the line that begins a code block. */
const LINE_BYTES = 64;

/** A text's first bytes without the line that begins a code block, and without a byte order mark before that. */
export function withoutCodeBlock(start: Uint8Array): Uint8Array {
  const text = new TextDecoder("latin1").decode(start.subarray(0, LINE_BYTES)).replace(/^ï»¿/, "");
  const line = CODE_BLOCK.exec(text)?.[0];
  return line === undefined ? start : start.subarray(start.indexOf(LF) + 1);
}

const LF = 10;

/** The text of a code block, which a text begins with; the same text if it does not. */
export function textInCodeBlock(text: string): string {
  return CODE_BLOCK.test(text) ? text.replace(CODE_BLOCK, "").replace(/(?<=\n)```\s*$/, "") : text;
}

/** Whether a line ends a code block. */
export function endsCodeBlock(line: string): boolean {
  return /^```[ \t]*$/.test(line);
}
