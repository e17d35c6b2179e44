import { PLAIN_QUOTING, type Quoting, STRAIGHT } from "./dialect.ts";

/** Quotes of other kinds that people and programs put around fields. */
const OTHER_PAIRS = [
  ["“", "”"],
  ["„", "“"],
  ["„", "”"],
  ["«", "»"],
  ["‘", "’"],
  ["'", "'"],
] as const;

/**
 * The ways in which quotes could be meant in a text other than as RFC 4180 has it, by what is seen in it; the simplest first.
 *
 * @param text any part of the file that a strict reader does not explain
 */
export function otherQuotings(text: string, delimiter: string): Quoting[] {
  const pairs = OTHER_PAIRS.filter(([open]) => opensField(text, open, delimiter)).map((pair) => [STRAIGHT, pair]);
  const spaced = opensField(text, '"', delimiter, true) || closesWithSpace(text, delimiter);
  const escaped = text.includes('\\"');
  const found: Quoting[] = [];
  for (const skipsSpaces of spaced ? [true, false] : [false]) {
    if (skipsSpaces) found.push({ ...PLAIN_QUOTING, skipsSpaces });
    if (escaped) found.push({ ...PLAIN_QUOTING, escape: "backslash", skipsSpaces });
    for (const pair of pairs) found.push({ ...PLAIN_QUOTING, pairs: pair, skipsSpaces });
  }
  return found;
}

/** Whether a quote stands where a field begins. */
function opensField(text: string, quote: string, delimiter: string, afterSpace = false): boolean {
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    let before = at;
    while (before > 0 && text[before - 1] === " ") before--;
    if (afterSpace && before === at) continue;
    if (before === 0 || text[before - 1] === "\n" || text[before - 1] === "\r" || text.endsWith(delimiter, before))
      return true;
  }
  return false;
}

function closesWithSpace(text: string, delimiter: string): boolean {
  for (let at = text.indexOf('" '); at >= 0; at = text.indexOf('" ', at + 1)) {
    let after = at + 1;
    while (text[after] === " ") after++;
    if (after === text.length || text[after] === "\n" || text[after] === "\r" || text.startsWith(delimiter, after))
      return true;
  }
  return false;
}
