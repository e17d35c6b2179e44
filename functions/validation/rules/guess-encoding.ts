import { ENCODINGS } from "./encodings.ts";
import { plausibility } from "./plausibility.ts";

/** An encoding that text may be in, and a word of it as it would be read. */
export interface EncodingGuess {
  /** As people know it. */
  readonly name: string;
  /** The text around the first character that is not ASCII. */
  readonly word: string;
}

/** A reading that scores less is not plausible. */
const GOOD_SCORE = 0.4;

/**
 * Guesses what text is encoded in that is not UTF-8, from all of it that is there.
 *
 * @returns undefined where no reading is plausible
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess | undefined {
  let best: { name: string; text: string; score: number } | undefined;
  for (const [label, name] of ENCODINGS) {
    const text = decode(bytes, label);
    const score = text === undefined ? Number.NEGATIVE_INFINITY : plausibility(text, isOfWesternWord);
    if (text !== undefined && score > (best?.score ?? GOOD_SCORE)) best = { name, text, score };
  }
  const word = best && firstWord(best.text);
  return best && word !== undefined ? { name: best.name, word } : undefined;
}

function decode(bytes: Uint8Array, label: string): string | undefined {
  try {
    // The end may cut a character.
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function firstWord(text: string): string | undefined {
  return /[^\s,;"]*[^\0-\x7f][^\s,;"]*/.exec(text)?.[0];
}

/** Most letters of a word are of ASCII, and few words have a letter that no language of Western Europe has. */
function isOfWesternWord(char: string, others: readonly string[]): number {
  if (others.some((other) => other > "\x7f")) return 0;
  if (/[^àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÀÁÂÃÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜŒ]/.test(char)) return 0.5;
  return others.length > 0 ? 1 : 0.2;
}
