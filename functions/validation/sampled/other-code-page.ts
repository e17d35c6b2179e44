import { guessEncoding } from "../encodings/guess-encoding.ts";
import { bytesIn } from "../encodings/repair-text.ts";
import type { CellDamage } from "./cell-damage-kinds.ts";

/** By their names as people know them. */
const CODE_PAGES: ReadonlyMap<string | undefined, CellDamage> = new Map([
  ["Windows-1251", "windows-1251"],
  ["KOI8-R", "koi8-r"],
  ["Windows-1253", "windows-1253"],
  ["Windows-1255", "windows-1255"],
  ["Windows-1256", "windows-1256"],
  ["GBK", "gbk"],
  ["Big5", "big5"],
  ["EUC-KR", "euc-kr"],
  ["Shift-JIS", "shift_jis"],
]);

/** Letters of one byte are signs too in Windows-1252, such as ×, and so are the halves of those of two. */
const WORD = /[^\s\0-/:-@[-`{-\x7f]{4,}/g;
/** No language in Latin letters has many words of letters beyond ASCII alone. */
const FOREIGN_LETTER = /[\u00c0-\u00ff]/;
const FOREIGN_WORD = /^[^\0-\x7f]+$/;
const FEWEST_WORDS = 4;
/** Which part of the words has to be foreign: texts also have names of brands. */
const FOREIGN_PART = 0.6;

/** Texts of a column in Cyrillic, Greek, Hebrew or Arabic letters, or in those of East Asia, that were read as Windows-1252. */
export function otherCodePage(
  texts: readonly string[],
): { readonly kind: CellDamage; readonly texts: readonly string[] } | undefined {
  if (!texts.some((text) => FOREIGN_LETTER.test(text))) return undefined;
  const words = texts.flatMap(wordsOf);
  const foreign = words.filter(isForeign);
  if (new Set(foreign).size < FEWEST_WORDS || foreign.length < words.length * FOREIGN_PART) return undefined;
  const bytes = bytesIn(foreign.join(" "), "windows-1252");
  const kind = CODE_PAGES.get(bytes && guessEncoding(bytes)?.name);
  return kind && { kind, texts: texts.filter((text) => wordsOf(text).some(isForeign)) };
}

function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

function isForeign(word: string): boolean {
  return FOREIGN_WORD.test(word);
}
