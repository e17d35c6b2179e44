import { readCell } from "./explain-record.ts";
import type { Met } from "./met.ts";
import { isMisread } from "./repair-text.ts";

/**
 * Accented capitals in words, as they look when UTF-8 was read as Windows-1252: KÖLN, GÅRD, HÔTEL, CANCIÓN, COÒRDINAR, Sûr. The
 * last ones of AMANHÃ… and XÃ” are no letters.
 */
const IN_WORDS = /\p{Lu}[ÂÃ](?:[–…”]\p{Lu}|[‘“]|’\p{Lu}{2}|»\p{Ll})/u;
/** ⅓, ⅔ and ■, and ● without its last byte. */
const SIGNS = /(?<!\p{L})â(?:…[“”]|–\u00a0)|(?<!\S)â[—–](?!\S)/u;

/**
 * Whether text is damaged in which a sign follows Â, Ã or â that people type there too: `KÃ–LN` is, `“AMANHÃ”` and `hâlâ…` are not.
 *
 * @param text a whole cell, or as much as is kept of it
 */
export function isDamaged(text: string): boolean {
  return SIGNS.test(text) || (IN_WORDS.test(text) && isMisread(text, "windows-1252"));
}

/** Whether nothing is wrong with what a scanner met. */
export function isHarmless({ event, around }: Met): boolean {
  return event.kind === "doubtful-text" && !isDamaged(readCell(around));
}
