import { quoteValue } from "./quote-value.ts";

const NAMES_SHOWN = 5;

/** Names as a sentence has them: "a", "b" and "c". */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(quoteValue);
  if (names.length > NAMES_SHOWN) return `${shown.join(", ")} and ${names.length - NAMES_SHOWN} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
