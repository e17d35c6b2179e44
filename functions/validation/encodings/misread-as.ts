import { isOfOneLanguage, isVietnamese } from "./alphabets.ts";
import { judgeText } from "./plausible-text.ts";
import { type Label, type MisreadCharacter, misreadCharacters, repairText } from "./repair-text.ts";

/** The code pages in which programs read UTF-8 that is not theirs: those of Windows around the world and of its console, Macs and Linux. */
const CODE_PAGES = [
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1256",
  "windows-1257",
  "windows-1253",
  "windows-1255",
  "windows-1254",
  "macintosh",
  "iso-8859-2",
  "ibm437",
  "ibm850",
  "ibm852",
] as const satisfies readonly Label[];
export type CodePage = (typeof CODE_PAGES)[number];

const SEQUENCE = /[^\0-\x7f]{2}/;
/** What people type after a word. */
const AFTER_WORD = /[\u00a0–—…]/u;
/** What they type after a word, but not in front of the next one. */
const BETWEEN_WORDS = /[„‚“”«»‹›°·‘’]/u;
/** An apostrophe, as in the letter Å’s. */
const ENDING = /^[‘’]\p{L}(?!\p{L})/u;
/** What ends words in capitals, such as AMANHÃ in Portuguese; the scanners look at what is within them. */
const ENDS_CAPITALS = /[ÂÃ]/;
/** As Romanian was written before it had letters with a comma below: Ăştia. */
const WRITTEN = /^Ă[şŞ](?=t)/u;
/** Ė, Š and others end words in capitals. */
const BALTIC_OR_CZECH = /[ÄÅĹ]/;
/** Vowels and what joins or parts letters in Arabic, Hebrew, and the scripts of India and its neighbors, from Devanagari to Khmer. */
const WITHIN_WORDS =
  /(?<=\p{sc=Arab})[\p{Mn}\u200c]+|(?<=\p{sc=Hebr})[\p{Mn}׳״]+|(?<=[\u0900-\u109f\u1780-\u17ff])[\p{M}\u200c\u200d]+/gu;
/** Signs between spaces, which have three bytes. */
const SIGNS_ALONE = /(?<!\S)[–—…•→]+(?!\S)/g;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u200d\ufe0f]/gu;
/** Slovak in capitals: DĹŽKA, SPÄŤ. */
const IN_CAPITALS = /^[ÄĹ]\p{Lu}/u;
/** A small letter with an accent in a word of capitals, or at its end. */
const SMALL_IN_CAPITALS = /\p{Lu}(?![\0-\x7f])\p{Ll}\p{Lu}|\p{Lu}{2}(?![\0-\x7f])\p{Ll}(?!\p{L})/u;

/** Whether a text needs a closer look: what is more than one byte in UTF-8 becomes as many characters. */
export function mayBeMisread(text: string): boolean {
  return SEQUENCE.test(text);
}

/** Which code page texts show together in which their UTF-8 was read. */
export class CodePageVotes {
  readonly #votes = new Map<CodePage, number>();
  /** Pairs of pages in which a text reads differently, and evidently so. */
  readonly #disputes = new Set<string>();

  add(text: string): void {
    if (!SEQUENCE.test(text)) return;
    const readings = CODE_PAGES.flatMap((codePage) => {
      const original = readIn(codePage, text, EVIDENT);
      return original === undefined ? [] : [{ codePage, original }];
    });
    for (const { codePage, original } of readings) {
      this.#votes.set(codePage, (this.#votes.get(codePage) ?? 0) + 1);
      for (const other of readings)
        if (other.original !== original) this.#disputes.add(`${codePage} ${other.codePage}`);
    }
  }

  /** The one that most texts show; undefined where none does. */
  get codePage(): CodePage | undefined {
    return CODE_PAGES.toSorted((a, b) => this.#of(b) - this.#of(a)).find((codePage) => this.#of(codePage) > 0);
  }

  /** The same where no other is as likely. */
  get clearCodePage(): CodePage | undefined {
    const { codePage } = this;
    if (codePage === undefined) return undefined;
    const isDisputed = CODE_PAGES.some(
      (other) => this.#of(other) === this.#of(codePage) && this.#disputes.has(`${codePage} ${other}`),
    );
    return isDisputed ? undefined : codePage;
  }

  #of(codePage: CodePage): number {
    return this.#votes.get(codePage) ?? 0;
  }
}

/**
 * Whether a text was in UTF-8 and was read in a code page: all of its characters beyond ASCII are those of UTF-8, of words in one
 * language, and stand where nobody types them.
 */
export function isMisreadIn(codePage: CodePage, text: string): boolean {
  return SEQUENCE.test(text) && readIn(codePage, text, EVIDENT) !== undefined;
}

/** A text before it was read in a code page, next to others that show the code page: a dash may then have been part of a letter. */
export function originalNextTo(codePage: CodePage, text: string): string | undefined {
  return SEQUENCE.test(text) ? readIn(codePage, text, POSSIBLE) : undefined;
}

/** So many characters together are a word of another script. */
const WORD = 3;
const EVIDENT = 2;
const POSSIBLE = 1;

/** @param least how evident it must be that the text was read in the code page: {@link POSSIBLE} is enough where other texts show it */
function readIn(codePage: CodePage, text: string, least: number): string | undefined {
  const evidence = new Set(misreadCharacters(text, codePage)?.map(evidenceOf));
  const isEvident = evidence.has(EVIDENT);
  if (!isEvident && (least === EVIDENT || !evidence.has(POSSIBLE))) return undefined;
  const original = repairText(text, codePage);
  if (original === undefined || !isNatural(original, least)) return undefined;
  // Names of other languages occur in a text, and next to it.
  const parts = least < EVIDENT && isEvident ? original.split(/\s+/) : [original];
  return parts.every((part) => isOfOneLanguage(part) || isVietnamese(part)) ? original : undefined;
}

/** @returns 0 where people type what a character became */
function evidenceOf({ written, before, after, together }: MisreadCharacter): number {
  const [lead = "", second = "", ...more] = written;
  const isBefore = /^\p{L}/u.test(after);
  if (WRITTEN.test(written + after) && !/\p{L}/u.test(before)) return 0;
  if (together >= WORD) return EVIDENT;
  if (IN_CAPITALS.test(written)) return POSSIBLE;
  if (AFTER_WORD.test(second)) {
    return isBefore || (BALTIC_OR_CZECH.test(lead) && /\p{Lu}/u.test(before)) ? POSSIBLE : 0;
  }
  if (BETWEEN_WORDS.test(second)) {
    if (isBefore && !ENDING.test(second + after)) return EVIDENT;
    return ENDS_CAPITALS.test(lead) ? 0 : POSSIBLE;
  }
  return isBefore || /\p{L}/u.test(before) || more.length > 0 ? EVIDENT : POSSIBLE;
}

/** Whether a text stands as somebody writes it. Next to others that were read in the code page, it may be short. */
function isNatural(text: string, least: number): boolean {
  if (SMALL_IN_CAPITALS.test(text)) return false;
  const words = text.replace(WITHIN_WORDS, "").replace(EMOJI, "").replace(SIGNS_ALONE, "");
  if (!/[^\0-\x7f]/.test(words)) return true;
  const judgment = judgeText(words);
  return judgment === "clearly" || judgment === "maybe" || (judgment === "hardly" && least < EVIDENT);
}
