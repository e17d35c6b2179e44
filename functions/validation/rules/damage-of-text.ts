import { BY_NUMBER, DOUBTFUL, ESCAPED, OBJECT, QUESTIONS } from "../scanners/damage-kinds.ts";
import { damageOfWhole } from "../scanners/lost-values.ts";
import { damageOf } from "../scanners/misread-text.ts";
import { hasAddress, hasQuestionMarks, isMisreadAsWhole } from "./doubtful-text.ts";
import { hasEscape } from "./escaped-text.ts";

/** Whether a whole text shows damage: a place in DAMAGE_KINDS, from 1; 0 where nothing is wrong. */
export function damageOfText(text: string): number {
  const misread = misreadingOfText(text);
  if (misread > 0) return misread;
  if (text.includes("<U+")) return BY_NUMBER;
  if (hasAddress(text)) return OBJECT;
  if (hasQuestionMarks(text)) return QUESTIONS;
  return hasEscape(text) ? ESCAPED : damageOfWhole(text);
}

/** The same for what {@link damageOf} finds: characters that were lost, or read in another encoding. */
export function misreadingOfText(text: string): number {
  const chars = [...text].map((char) => char.codePointAt(0) ?? 0);
  let doubtful = 0;
  for (const [index, char] of chars.entries()) {
    if (char < 0x80) continue;
    const damage = damageOf(char, chars[index - 1] ?? 0, chars[index - 2] ?? 0, chars[index - 3] ?? 0);
    if (damage >= DOUBTFUL) doubtful ||= damage - DOUBTFUL;
    else if (damage > 0) return damage;
  }
  return doubtful > 0 && isMisreadAsWhole(text) ? doubtful : 0;
}
