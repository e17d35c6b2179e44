import { END_OF_FILE } from "../rules/last-line.ts";
import { PLAIN_QUOTING } from "./dialect.ts";
import { PlainRows, SingleBytes } from "./plain-rows.ts";
import type { Reading } from "./read-table.ts";

/** Copies the plain rows of a file; undefined if its encoding or its quotes need a closer look at every row. */
export function plainRowsOf(
  { encoding, delimiter, quoting, isInCodeBlock, isWrapped }: Omit<Reading, "skippedLines">,
  names: readonly string[],
  isCopied: boolean,
): PlainRows | undefined {
  const [name = ""] = names;
  // Names of other letters are compared as text.
  if (isInCodeBlock || isWrapped || quoting !== PLAIN_QUOTING) return undefined;
  if (delimiter > "\x7f" || /[^\0-\x7f]/.test(name)) return undefined;
  const characters = SingleBytes.of(encoding);
  if (encoding !== "utf-8" && !characters) return undefined;
  const encoder = new TextEncoder();
  return new PlainRows({
    delimiter: delimiter.charCodeAt(0),
    characters,
    isCopied,
    width: names.length,
    headerStarts: [name, END_OF_FILE].flatMap((start) => [encoder.encode(start), encoder.encode(`"${start}`)]),
  });
}
