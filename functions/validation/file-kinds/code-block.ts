const LANGUAGES = "(?:csv|tsv|te?xt|plaintext|jsonl?|ndjson)";

/** The first line of a Markdown code block, as language models write it around a table. */
export const CODE_BLOCK = new RegExp(`^\`\`\`${LANGUAGES}?[ \\t]*\\r?\\n`, "i");
/** The same below a few lines of text, above a row if it names no language. A quote may begin a cell with a code block in it. */
export const CODE_BLOCK_BELOW = new RegExp(
  `^(?!\`\`\`)(?:[^"\\n]*\\n){1,6}?\`\`\`(?:${LANGUAGES}[ \\t]*\\r?\\n|[ \\t]*\\r?\\n[^\\n]*[,;\\t|])`,
  "i",
);

/** Longer than that line. */
const LINE_BYTES = 64;

/** Whether a file begins with a code block, by its first bytes. */
export function beginsCodeBlock(start: Uint8Array): boolean {
  return CODE_BLOCK.test(new TextDecoder().decode(start.subarray(0, LINE_BYTES)));
}

/** Whether a line ends a code block. */
export function endsCodeBlock(line: string): boolean {
  return /^```[ \t]*$/.test(line);
}
