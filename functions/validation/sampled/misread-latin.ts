import { isOfOneLanguage } from "../encodings/alphabets.ts";
import { DOUBLE_BYTE, isMisread, type Label, repairText } from "../encodings/repair-text.ts";
import type { DamagedTexts } from "./cell-damage-kinds.ts";

const ASIAN = "\\p{sc=Han}\\p{sc=Hangul}\\p{sc=Katakana}";
const HAS_ASIAN = new RegExp(`[${ASIAN}]`, "u");
/** Nobody writes so: a brand, as in 卡拉OK, is not a part of a word in small letters. */
const IN_WORD = new RegExp(`(?<=\\p{sc=Latin})[${ASIAN}]{1,2}(?=\\p{Ll})`, "gu");
/** One may be chance: 猫 and 没 are frequent characters. */
const FEWEST_LETTERS = 2;

/** The texts of a column in Latin letters of which those with accents were read in an encoding of two bytes a character: tr猫s. */
export function misreadLatin(texts: readonly string[]): DamagedTexts | undefined {
  const asian = texts.filter((text) => HAS_ASIAN.test(text));
  if (!asian.some((text) => text.search(IN_WORD) >= 0)) return undefined;
  for (const [kind, label] of DOUBLE_BYTE) {
    const misread = asian.filter((text) => isLatinIn(label, text));
    const letters = misread.flatMap((text) => text.match(IN_WORD) ?? []);
    if (new Set(letters).size >= FEWEST_LETTERS) return { kind, texts: misread };
  }
  return undefined;
}

function isLatinIn(label: Label, text: string): boolean {
  const original = isMisread(text, label) ? repairText(text, label) : undefined;
  return original !== undefined && !HAS_ASIAN.test(original) && isOfOneLanguage(original);
}
