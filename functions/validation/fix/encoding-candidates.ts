import { isOfOneLanguage } from "../encodings/alphabets.ts";
import { CODE_PAGE_ENCODINGS, ENCODINGS } from "../encodings/encodings.ts";
import { scoreOfWords } from "../encodings/guess-encoding.ts";
import { judgeText } from "../encodings/plausible-text.ts";
import { decodeAs, type Reading } from "../encodings/sensible-readings.ts";
import { misreadingOfText } from "../rules/damage-of-text.ts";

/** An encoding that a file may be in, for a person to choose by how it reads. */
export interface EncodingCandidate {
  /** As the Encoding Standard calls it, or the label of a code page. */
  readonly label: string;
  /** As people know it. */
  readonly name: string;
  /** Words of the file as they read in it, those in which the candidates differ among them. */
  readonly sample: readonly string[];
}

/** More are not compared by sight. */
const MOST_CANDIDATES = 6;
/** And of code pages: most texts read as something in one of them. */
const MOST_CODE_PAGES = 2;
/** With so many, those that make less sense are not shown. */
const ENOUGH_CANDIDATES = 3;
const MOST_PHRASES = 4;
/** More are not searched for those in which the candidates differ. */
const MOST_LOOKED_AT = 500;
/** In characters. */
const LONGEST_PHRASE = 32;

/**
 * The encodings in which a text has no character that is none, and reads differently; the most plausible first.
 *
 * @param bytes the lines that are not ASCII
 */
export function encodingCandidates(bytes: Uint8Array): EncodingCandidate[] {
  if (bytes.length === 0) return [];
  const readings = possibleReadings(bytes);
  const shown = telling(phrasesBeyondAscii(bytes), readings);
  const candidates = new Map<string, EncodingCandidate>();
  for (const { label, name } of readings) {
    const sample = shown.map((phrase) => cut(decodeAs(phrase, label) ?? ""));
    const text = sample.join("\n");
    if (!candidates.has(text)) candidates.set(text, { label, name, sample });
  }
  return [...candidates.values()];
}

/** It is too rare to be guessed. */
const THAI = ["windows-874", "Windows-874"] as const;

function possibleReadings(bytes: Uint8Array): Reading[] {
  const usual = rankedReadings(bytes, [...ENCODINGS, THAI]);
  const least = Math.floor(usual[ENOUGH_CANDIDATES - 1]?.rank ?? 0);
  const pages = rankedReadings(bytes, CODE_PAGE_ENCODINGS, usual)
    .filter(({ rank }) => rank >= least)
    .slice(0, MOST_CODE_PAGES);
  return [...usual.filter(({ rank }) => rank >= least).slice(0, MOST_CANDIDATES), ...pages]
    .sort((a, b) => b.rank - a.rank)
    .map(({ reading }) => reading);
}

interface RankedReading {
  readonly reading: Reading;
  readonly rank: number;
}

/** Those that read differently, the most plausible first. @param known others that they differ from */
function rankedReadings(
  bytes: Uint8Array,
  encodings: typeof ENCODINGS,
  known: readonly RankedReading[] = [],
): RankedReading[] {
  const texts = new Set(known.map(({ reading }) => reading.text));
  const readings: Reading[] = [];
  for (const [label, name] of encodings) {
    const text = decodeAs(bytes, label);
    if (text === undefined || NO_TEXT.test(text) || texts.has(text)) continue;
    texts.add(text);
    // UTF-8 in parts of the file: two encodings in one, and no choice reads all of it.
    if (misreadingOfText(text) === 0) readings.push({ label, name, text });
  }
  return readings.map((reading) => ({ reading, rank: rankOf(reading.text) })).sort((a, b) => b.rank - a.rank);
}

const NO_TEXT = /(?![\0-\x7f])[\p{Cc}\p{Cn}\p{Co}\ufffd]/u;
const JUDGEMENTS = ["no", "hardly", "maybe", "clearly"];

/** A judgement, as a whole number, and within it how well the text reads. */
function rankOf(text: string): number {
  // A score is from -3 to 1.2.
  return JUDGEMENTS.indexOf(judgeText(text)) + (scoreOfWords(text) + 3 + (isOfOneLanguage(text) ? 1 : 0)) / 6;
}

/** No encoding has these bytes within a character. */
const BETWEEN_WORDS: ReadonlySet<number> = new Set(Array.from('\t\n\r ",;', (char) => char.charCodeAt(0)));
const SPACE = 32;

/** Words that are not ASCII, each with the ones next to it, in which it is easier to read. */
function phrasesBeyondAscii(bytes: Uint8Array): Uint8Array[] {
  const phrases = new Map<string, Uint8Array>();
  let at = bytes.findIndex(isBeyondAscii);
  while (at >= 0 && phrases.size < MOST_LOOKED_AT) {
    const [from, to] = [wordStart(bytes, at), wordEnd(bytes, at)];
    const start = bytes[from - 1] === SPACE ? wordStart(bytes, from - 1) : from;
    const end = bytes[to] === SPACE ? wordEnd(bytes, to + 1) : to;
    const phrase = bytes.subarray(start, end);
    phrases.set(phrase.join(), phrase);
    const next = bytes.subarray(end).findIndex(isBeyondAscii);
    at = next < 0 ? next : end + next;
  }
  return [...phrases.values()];
}

function isBeyondAscii(byte: number): boolean {
  return byte > 0x7f;
}

function wordStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && !BETWEEN_WORDS.has(bytes[start - 1] ?? 0)) start--;
  return start;
}

function wordEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && !BETWEEN_WORDS.has(bytes[end] ?? 0)) end++;
  return end;
}

/** The phrases that tell the readings apart, as many as it takes, and others up to the number that is shown; in the file's order. */
function telling(phrases: readonly Uint8Array[], readings: readonly Reading[]): Uint8Array[] {
  const left = phrases.map((phrase) => ({ phrase, texts: readings.map(({ label }) => decodeAs(phrase, label) ?? "") }));
  const chosen = new Set<Uint8Array>();
  let groups = readings.map(() => "");
  while (chosen.size < MOST_PHRASES) {
    let best: { phrase: Uint8Array; groups: string[]; count: number } | undefined;
    for (const { phrase, texts } of left) {
      if (chosen.has(phrase)) continue;
      const split = groups.map((group, index) => `${group}\n${texts[index]}`);
      const count = new Set(split).size;
      if (!best || count > best.count) best = { phrase, groups: split, count };
    }
    if (!best) break;
    chosen.add(best.phrase);
    groups = best.groups;
  }
  return phrases.filter((phrase) => chosen.has(phrase));
}

function cut(phrase: string): string {
  const chars = [...phrase];
  return chars.length > LONGEST_PHRASE ? `${chars.slice(0, LONGEST_PHRASE).join("")}…` : phrase;
}
