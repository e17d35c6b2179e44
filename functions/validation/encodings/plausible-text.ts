import { plausibility } from "./plausibility.ts";

/** No language in Latin letters has words of these alone. */
const ONLY_BEYOND_ASCII = /(?<![\p{L}\p{M}])(?:(?![\0-\x7f])\p{sc=Latin}){2,}(?![\p{L}\p{M}])/u;
/** A word in capitals has no small letter in it. */
const MIXED_CASE = /(?![\0-\x7f])\p{Ll}(?![\0-\x7f])\p{Lu}/u;
const IDEOGRAPHS = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/gu;
/** Fewer characters of a script than this could as well be signs of another encoding. */
const FEW_LETTERS = 8;
const FEW_IDEOGRAPHS = 4;

/** Signs that nobody types within a word, lines of a box among them, and the sign of no currency. */
const STRAY_SIGN = /¤|[¶¦¸\u2500-\u259f](?=\p{L})|(?<=\p{L})[¶¦¸\u2500-\u259f]/u;

/** Whether a text could be one that somebody wrote, in whatever language. */
export function judgeText(text: string): "clearly" | "maybe" | "hardly" | "no" {
  if (ONLY_BEYOND_ASCII.test(text) || MIXED_CASE.test(text) || STRAY_SIGN.test(text)) return "no";
  const score = plausibility(text, () => 1);
  if (score < 0) return "no";
  if (score < 0.5) return "hardly";
  const ideographs = text.match(IDEOGRAPHS)?.length ?? 0;
  // Of the ten thousand in use, few are frequent.
  if (ideographs > 0) return ideographs < FEW_IDEOGRAPHS ? "maybe" : "clearly";
  const foreign = text.match(/(?![\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}])\p{L}/gu)?.length ?? 0;
  if (foreign > 0 && foreign < FEW_LETTERS) return "maybe";
  return score < 0.65 ? "maybe" : "clearly";
}
