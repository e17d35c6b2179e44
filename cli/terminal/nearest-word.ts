import { editDistance } from "../../functions/validation/rules/meta-names.ts";

/** The word that was probably meant; undefined if none is within two typing errors. */
function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    // Swapped letters are one error.
    .map((word) => ({ word, distance: letters(word) === letters(typed) ? 1 : editDistance(typed, word) }))
    // Two errors in a short word leave nothing of it.
    .filter(({ word, distance }) => distance <= 2 && distance < word.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.word;
}

function letters(word: string): string {
  return [...word].sort().join("");
}

/** A sentence that asks for it, after a space; empty if there is none. @param written how the word is to be typed */
export function didYouMean(typed: string, words: readonly string[], written = (word: string) => word): string {
  const nearest = nearestWord(typed, words);
  return nearest === undefined ? "" : ` Did you mean ${written(nearest)}?`;
}
