import { isMisreadIn } from "../encodings/misread-as.ts";
import { isMisread } from "../encodings/repair-text.ts";
import { ESCAPED, OBJECT, QUESTIONS, ROUNDED, WINDOWS } from "../scanners/damage-kinds.ts";
import { damageOfWhole, OBJECT_NAME } from "../scanners/lost-values.ts";
import { ADDRESS } from "../scanners/signs-of-damage.ts";
import { hasEscape } from "./escaped-text.ts";
import { readCell } from "./explain-record.ts";
import type { Met } from "./met.ts";

/**
 * Accented capitals in words, as they look when UTF-8 was read as Windows-1252: KÖLN, GÅRD, HÔTEL, CANCIÓN, COÒRDINAR, Sûr. The
 * last ones of AMANHÃ… and XÃ” are no letters.
 */
const IN_WORDS = /\p{Lu}[ÂÃ](?:[–…”]\p{Lu}|[‘“]|’\p{Lu}{2}|»\p{Ll})/u;
/** ⅓, ⅔ and ■, and ● without its last byte. */
const SIGNS = /(?<!\p{L})â(?:…[“”]|–\u00a0)|(?<!\S)â[—–](?!\S)/u;

/**
 * Whether text is damaged in which a sign follows an accented letter that people type there too: `KÃ–LN` and `Å¾ena` are, `“AMANHÃ”`
 * and `hâlâ…` are not.
 *
 * @param text a whole cell, or as much as is kept of it
 */
export function isMisreadAsWhole(text: string): boolean {
  if (SIGNS.test(text) || isMisreadIn("windows-1252", text)) return true;
  return IN_WORDS.test(text) && isMisread(text, "windows-1252");
}

/** Words that are frequent in English, French, German, Spanish and Portuguese, with a question mark for each letter that ASCII lacks. */
const LOST_LETTERS = new RegExp(
  `(?<![\\p{L}\\d?./=&|^*])(?:${[
    "(?:do|does|did|ca|could|wo|would|should|is|are|was|were|has|have|had)n\\?t",
    "(?:it|that|what|there|let)\\?s|i\\?(?:m|ve|ll)|(?:you|we|they)\\?(?:re|ve|ll)",
    "c\\?est|j\\?ai|n\\?est|s\\?est|d\\?une?|qu\\?(?:il|elle|on|une?)s?|aujourd\\?hui|tr\\?s|m\\?mes?|apr\\?s|d\\?j\\?|fran\\?ais",
    "f\\?r|\\?ber|k\\?nn(?:en|te)|m\\?(?:ssen|chte)|w\\?(?:rde|re)n?|sch\\?n|nat\\?rlich|stra\\?en?|hei\\?t",
    "\\p{L}+ci\\?n|tambi\\?n|a\\?os|ni\\?[ao]s?|espa\\?ol(?:a|es)?|ma\\?ana|se\\?ora?",
    "n\\?o|est\\?o|ent\\?o|\\p{L}+a\\?\\?o",
    "na\\?ve|r\\?sum\\?|caf\\?s|cr\\?me",
  ].join("|")})(?![\\p{L}\\d?=&:|*$]|\\.\\p{L})`,
  "iu",
);
const WORDS_OF_QUESTIONS = /(?<![^\s("])\?{2,}(?![^\s).,!:;"])/g;
/** Fewer are what people type: `?? ??? ??`. */
const LEAST_QUESTIONS = 8;

/** Whether letters were replaced by question marks: `don?t`, `f?r` and `?????? ???`, but not `really?yes` and `?? ???`. */
export function hasQuestionMarks(text: string): boolean {
  if (LOST_LETTERS.test(text)) return true;
  const lengths = (text.match(WORDS_OF_QUESTIONS) ?? []).map((word) => word.length);
  const sum = lengths.reduce((total, length) => total + length, 0);
  return new Set(lengths).size > 1 && sum >= LEAST_QUESTIONS && sum > text.replace(/\P{L}/gu, "").length;
}

/** Questions about programs show what they print. */
export const CODE = /\bprint(?:s|ed|ing)?\b|>>>|`|<code|\bpython|\bdef |\w\.\w+\(/i;

/** Whether an object's address in the memory is in a text that is not about code. @param above what is before the text in the file */
export function hasAddress(text: string, above = ""): boolean {
  return ADDRESS.test(text) && !CODE.test(above + text);
}

/** What a scanner met, with the kind of the damage if there was a doubt; undefined where nothing is wrong. */
export function withoutDoubt({ event, around }: Met): Met | undefined {
  if (event.kind !== "doubtful-text") return { event, around };
  const cell = readCell(around);
  const above = new TextDecoder().decode(around.before);
  const value = damageOfDoubtful(cell, above);
  return value > 0 ? { event: { ...event, value }, around } : undefined;
}

function damageOfDoubtful(cell: string, above: string): number {
  if (OBJECT_NAME.test(cell) || hasAddress(cell, above)) return OBJECT;
  if (isMisreadAsWhole(cell)) return WINDOWS;
  if (hasQuestionMarks(cell)) return QUESTIONS;
  if (hasEscape(cell)) return ESCAPED;
  return damageOfWhole(cell) === ROUNDED ? ROUNDED : 0;
}
