import { type JudgeLetter, plausibility } from "./plausibility.ts";
import { codePageReadings, type Reading, sensibleReadings } from "./sensible-readings.ts";

/** An encoding that text may be in, and a word of it as it would be read. */
export interface EncodingGuess {
  /** As people know it. */
  readonly name: string;
  /** The text around the first character that is not ASCII. */
  readonly word: string;
}

/** A reading that scores less is not plausible. */
const GOOD_SCORE = 0.4;
/** If letters are not judged by the words that they are in. */
const GOOD_SCORE_OF_LETTERS = 0.5;

/**
 * Guesses what text is encoded in that is not UTF-8, from all of it that is there. A person sees the word that it reads, and
 * decides. A fix never guesses.
 *
 * @returns undefined where no reading is plausible
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess | undefined {
  const readings = sensibleReadings(bytes);
  const best =
    bestOf(readings, isOfWesternWord, GOOD_SCORE) ??
    bestOf(readings, () => 1, GOOD_SCORE_OF_LETTERS) ??
    bestOf(wordyReadings(codePageReadings(bytes)), isOfWesternWord, GOOD_SCORE);
  const word = best && firstWord(best.text);
  return best && word !== undefined ? { name: best.name, word } : undefined;
}

/** Of a single word, there is a code page in which it reads as one. */
function wordyReadings(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ text }) => countWords(text) > 1);
}

const WORDS = /[\p{L}’]{2,}/gu;
const IS_WORD = /\p{L}/u;
const BEYOND_ASCII = /[^\0-\x7f]/;

/** Words that are not ASCII. A letter alone is none: in any encoding, a sign may be one. */
export function countWords(text: string): number {
  return new Set(text.match(WORDS)?.filter((word) => BEYOND_ASCII.test(word) && IS_WORD.test(word))).size;
}

function bestOf(readings: readonly Reading[], judge: JudgeLetter, least: number): Reading | undefined {
  let best: Reading | undefined;
  let most = least;
  for (const reading of readings) {
    const score = scoreOf(reading.text, judge);
    if (score > most) [best, most] = [reading, score];
  }
  return best;
}

function scoreOf(text: string, judge: JudgeLetter): number {
  return (plausibility(text, judge) * (1 + frequentPart(text))) / 2;
}

/** How well a text reads, by the letters that languages of Western Europe have in words, and the frequent ones of others: up to 1. */
export function scoreOfWords(text: string): number {
  return scoreOf(text, isOfWesternWord);
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

const IN_ALPHABETS = /[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Hebrew}\p{sc=Arabic}]/gu;
/** The letters that most of a text consists of: what is written in one of these alphabets reads as rare letters of another. */
const FREQUENT_LETTERS = new Set("оеаинтсрвлкмдпуя" + "αοιετσνηυρπκμλςόάίέή" + "יוהלאבמתשרדנ" + "اليمنورتبعدسفهكقح");

/** How much of what is written in these alphabets is frequent letters, from 0 to 1; 1 where nothing is. */
function frequentPart(text: string): number {
  const letters = text.toLowerCase().match(IN_ALPHABETS) ?? [];
  return letters.length === 0 ? 1 : letters.filter((letter) => FREQUENT_LETTERS.has(letter)).length / letters.length;
}
