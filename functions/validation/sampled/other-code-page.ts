import { guessEncoding } from "../encodings/guess-encoding.ts";
import { OF_OTHER_SCRIPTS } from "../encodings/read-as-latin.ts";
import { bytesIn } from "../encodings/repair-text.ts";
import type { DamagedTexts } from "./cell-damage-kinds.ts";

/** Letters of one byte are signs too in Windows-1252, such as ×, and so are the halves of those of two. */
const WORD = /[^\s\0-/:-@[-`{-\x7f]{4,}/g;
/** No language in Latin letters has many words of letters beyond ASCII alone. */
const FOREIGN_LETTER = /[\u00c0-\u00ff]/;
const FOREIGN_WORD = /^[^\0-\x7f]+$/;
const FEWEST_WORDS = 4;
/** Which part of the words has to be foreign: texts also have names of brands. */
const FOREIGN_PART = 0.6;

/** Texts of a column in Cyrillic, Greek, Hebrew or Arabic letters, or in those of East Asia, that were read as Windows-1252. */
export function otherCodePage(texts: readonly string[]): DamagedTexts | undefined {
  if (!texts.some((text) => FOREIGN_LETTER.test(text))) return undefined;
  const words = texts.flatMap(wordsOf);
  const foreign = words.filter(isForeign);
  if (new Set(foreign).size < FEWEST_WORDS || foreign.length < words.length * FOREIGN_PART) return undefined;
  const bytes = bytesIn(foreign.join(" "), "windows-1252");
  const guess = bytes && guessEncoding(bytes)?.name;
  const [kind] = OF_OTHER_SCRIPTS.find(([, name]) => name === guess) ?? [];
  return kind && { kind, texts: texts.filter((text) => wordsOf(text).some(isForeign)) };
}

function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

function isForeign(word: string): boolean {
  return FOREIGN_WORD.test(word);
}
