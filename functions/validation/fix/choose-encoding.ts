import { analyse } from "chardet";
import { CODE_PAGE_ENCODINGS, ENCODINGS } from "../encodings/encodings.ts";
import { countWords, scoreOfWords } from "../encodings/guess-encoding.ts";
import { judgeText } from "../encodings/plausible-text.ts";
import { codePageReadings, decodeAs, RARE, type Reading, sensibleReadings } from "../encodings/sensible-readings.ts";
import { misreadingOfText } from "../rules/damage-of-text.ts";

/** chardet's names of encodings under which the Encoding Standard has the same bytes. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ["ISO-8859-1", "windows-1252"],
  ["ISO-8859-6", "windows-1256"],
  ["ISO-8859-7", "windows-1253"],
  ["ISO-8859-8", "windows-1255"],
  ["ISO-8859-9", "windows-1254"],
]);
/** chardet has no statistics of these. */
const WITHOUT_STATISTICS: ReadonlySet<string> = new Set([
  "macintosh",
  "x-mac-cyrillic",
  "iso-8859-15",
  "iso-8859-16",
  "koi8-u",
]);
const SOME_WORDS = 2;
/** With fewer words that are not ASCII, statistics of languages mean nothing. */
const ENOUGH_WORDS = 5;
/** In percent. */
const LIKELY = 20;
const CLEARLY_MORE = 1.5;

/**
 * The encoding in which text that is not UTF-8 makes sense; undefined if there is none, or more than one that read differently.
 * If there is more than one, chardet's statistics of languages decide, if they are clear. So a text with too few letters to tell
 * is refused, not guessed.
 *
 * @param bytes the lines that are not ASCII
 */
export function chooseEncoding(bytes: Uint8Array): Reading | undefined {
  const [sensible, pages] = [sensibleReadings(bytes), codePageReadings(bytes)];
  return chooseUsual(bytes, sensible, pages) ?? chooseCodePage(bytes, sensible, pages);
}

function chooseUsual(bytes: Uint8Array, sensible: readonly Reading[], pages: readonly Reading[]): Reading | undefined {
  // Of a single word, a reading in which it stands oddly may be the right one.
  const hasEnough = sensible.some(({ text }) => countWords(text) >= SOME_WORDS);
  const readings = hasEnough ? sensible.filter(({ text }) => judgeText(text) !== "hardly") : sensible;
  const choice = readings.length > 1 ? likelyReading(bytes, readings) : readings[0];
  if (!choice || judgeText(choice.text) !== "clearly" || countWords(choice.text) === 0) return undefined;
  if (countWords(choice.text) < ENOUGH_WORDS && readsAsSigns(bytes)) return undefined;
  // UTF-8 in parts of the file: two encodings in one.
  return misreadingOfText(choice.text) === 0 && !hasRival(choice, readings, pages) ? choice : undefined;
}

/**
 * Whether the text reads as well in an encoding that chardet does not know, or in a code page of DOS; better, where it is
 * Windows-1252, which most programs write that do not write UTF-8.
 */
function hasRival(choice: Reading, readings: readonly Reading[], pages: readonly Reading[]): boolean {
  const unknown = readings.filter(({ label }) => WITHOUT_STATISTICS.has(label));
  const score = scoreOfWords(choice.text);
  // Romanian has two forms of its letters, in one encoding each.
  const isUsual = choice.label === "windows-1252" || /[şţ]/i.test(choice.text);
  if (RARE.has(choice.label) && pages.some(({ text }) => text !== choice.text)) return true;
  return [...unknown, ...pages].some(({ label, text }) => {
    const other = scoreOfWords(text);
    // Many letters of Central Europe are others of its letters in the other one.
    const isRarer = isUsual || (label === "ibm852" && choice.label === "windows-1250");
    return text !== choice.text && (other > score || (other === score && !isRarer));
  });
}

/** A text of several words that hardly makes sense in any usual encoding, and reads in one way in code pages. */
function chooseCodePage(
  bytes: Uint8Array,
  sensible: readonly Reading[],
  [page, ...others]: readonly Reading[],
): Reading | undefined {
  if (!page || others.some(({ text }) => text !== page.text)) return undefined;
  if (countWords(page.text) < ENOUGH_WORDS || misreadingOfText(page.text) > 0) return undefined;
  if (sensible.some(({ text }) => judgeText(text) !== "hardly")) return undefined;
  const score = scoreOfWords(page.text);
  const rivals = [...ENCODINGS, ...CODE_PAGE_ENCODINGS].flatMap(([label]) => decodeAs(bytes, label) ?? []);
  return rivals.every((text) => text === page.text || scoreOfWords(text) < score) ? page : undefined;
}

/** In these, the second byte of a character may be one of ASCII: “g of Shift JIS is the word Åg of Mac Roman. */
const WITH_ASCII = ["shift_jis", "big5"] as const;

/** Whether signs alone, such as quotation marks, are what is not ASCII in a text. */
function readsAsSigns(bytes: Uint8Array): boolean {
  return WITH_ASCII.some((label) => {
    const text = decodeAs(bytes, label);
    return text !== undefined && /^[\0-\x7f\p{P}\p{S}\u3000]*$/u.test(text);
  });
}

function likelyReading(bytes: Uint8Array, readings: readonly Reading[]): Reading | undefined {
  const english = readings.filter(({ text }) => CONTRACTION.test(text) && isEnglish(text));
  if (english.length === 1) return english[0];
  const opinions = new Map<string, number>();
  for (const { name, confidence } of analyse(bytes)) {
    const text = decodeAs(bytes, LABELS.get(name) ?? name);
    if (text !== undefined) opinions.set(text, Math.max(confidence, opinions.get(text) ?? 0));
  }
  const ranked = readings
    .map((reading) => ({ reading, confidence: opinions.get(reading.text) ?? 0 }))
    .sort((a, b) => b.confidence - a.confidence);
  const [first, second] = ranked;
  if (!first || countWords(first.reading.text) < ENOUGH_WORDS || first.confidence < LIKELY) return undefined;
  return first.confidence >= (second?.confidence ?? 0) * CLEARLY_MORE ? first.reading : undefined;
}

/** English words that only a typographic apostrophe makes. */
const CONTRACTION =
  /(?<!\p{L})(?:\p{L}+n’t|(?:it|that|he|she|what|there|here|let|who)’s|I’(?:m|ve|ll|d)|(?:we|they|you)’(?:re|ve|ll))(?!\p{L})/iu;

function isEnglish(text: string): boolean {
  return !/(?![\0-\x7féèïñªº])\p{L}/iu.test(text);
}
