import {
  type BytesBack,
  CENTRAL,
  CONTROL,
  CYRILLIC,
  DOS,
  DOUBTFUL,
  MAC,
  REPLACED,
  SHIFT_JIS,
  WINDOWS,
} from "./damage-kinds.ts";

/** Windows-1252's characters for 0x80 to 0x9F; where it has none, a decoder gives the control code of the same number. */
const WINDOWS_1252 = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index),
);

const CONTINUATIONS = new Set([...WINDOWS_1252].map((char) => char.codePointAt(0) ?? 0));

/** What a byte 0x80 to 0xBF, which goes on with a character in UTF-8, becomes in Windows-1252. */
function isContinuation(char: number): boolean {
  return (char >= 0xa0 && char <= 0xbf) || CONTINUATIONS.has(char);
}

/** What the first byte of a Greek, Cyrillic, Hebrew or Arabic letter becomes in Windows-1252. */
function startsLetter(char: number): boolean {
  return (char >= 0xce && char <= 0xd1) || (char >= 0xd7 && char <= 0xd9);
}

/** What the first byte of three becomes in Windows-1252: most scripts of Asia. */
function startsTriple(char: number): boolean {
  return char >= 0xe0 && char <= 0xef;
}

/** What goes on with the Romanian letters ș and ț, after È. */
function isCommaBelow(char: number): boolean {
  return char === 0x2122 || char === 0x203a || char === 0x2dc || char === 0x161;
}

/** Latin letters after a byte 0xC3 that Mac Roman shows as a root sign. What mathematics puts after one is left out. */
function isMacLetter(char: number): boolean {
  if (char >= 0xa2 && char <= 0xff) return ![0xb2, 0xb3, 0xb5, 0xb9, 0xbc, 0xbd, 0xbe].includes(char);
  return [0x2020, 0x2022, 0x2122, 0x2202, 0x222b, 0x2260, 0x2264, 0x2265].includes(char);
}

const MAC_PUNCTUATION = [0xa2, 0xb6, 0xea, 0xeb, 0xec, 0xee, 0xf2, 0xf4, 0xf9, 0xfa];
const MAC_SIGNS = [0x2020, 0xa3, 0xa9, 0xc6, 0x221e, 0xb4, 0xaa, 0xf8, 0xb0];

/** What a byte 0x80 to 0xBF becomes in Windows-1251: signs, or letters of other languages than Russian. */
function isCyrillicContinuation(char: number): boolean {
  return (char >= 0x401 && char <= 0x40f) || (char >= 0x451 && char <= 0x45f) || char === 0x490 || char === 0x491;
}

/** Signs in Windows-1251 from 0x80 to 0xBF, which it shares with Windows-1252 but for one. */
function isCyrillicSign(char: number): boolean {
  if (char === 0x2116) return true;
  return (
    isContinuation(char) && char !== 0x192 && char !== 0x2c6 && char !== 0x2dc && !(char >= 0x152 && char <= 0x17e)
  );
}

/** What a byte 0x80 to 0xBF becomes in the code pages 437 and 850, but for what trees are drawn with. */
function isContinuationInDos(char: number): boolean {
  if ((char >= 0xa1 && char <= 0xff) || (char >= 0x2551 && char <= 0x2563) || (char >= 0x2591 && char <= 0x2593))
    return true;
  return char === 0x192 || char === 0x20a7 || char === 0x2310 || char === 0x2510 || char === 0x2524;
}

/** Signs that people type after a letter: dashes, quotes, an ellipsis, a degree and a space that does not break. */
function isTyped(char: number): boolean {
  if (char === 0xa0 || char === 0xab || char === 0xb0 || char === 0xbb) return true;
  return char === 0x2026 || (char >= 0x2013 && char <= 0x201d && char !== 0x201a);
}

/** The same after a word in capitals that ends in Â or Ã, as in Portuguese and Vietnamese. */
function isTypedAfter(char: number, letter: number): boolean {
  if (char === 0xa0 || char === 0xbb) return letter === 0xc3;
  return isTyped(char) && char >= 0x2013;
}

/** A letter in a word of capitals, or a typographic quote in front of one. */
function endsCapitals(char: number): boolean {
  return (char >= 0x41 && char <= 0x5a) || char >= 0xab;
}

/** What the first byte of a Cyrillic letter becomes in Windows-1251: Р or С. */
function startsCyrillic(char: number): boolean {
  return char === 0x420 || char === 0x421;
}

/** ä, è, é, ñ, ô and ö, after the first byte, and more: not what people type after Ă. */
function isCentralSign(char: number): boolean {
  return (char >= 0xa4 && char <= 0xa9) || char === 0xb1 || (char >= 0xb4 && char <= 0xb6);
}

/**
 * Whether a character, with those before it, shows that the text was damaged: U+FFFD, a control code (U+0080 to U+009F), or
 * UTF-8 that was read in one of several encodings. Only sequences that no language writes count: `“Spaß”` and `naïve…` do not.
 *
 * @param p the character before, `pp` and `ppp` those before it; 0 where there is none
 * @returns a place in {@link DAMAGE_KINDS}, from 1, with {@link DOUBTFUL} where only the whole cell shows it; 0 where nothing is wrong
 */
export function damageOf(char: number, p: number, pp: number, ppp: number): number {
  if (char === 0xfffd) return REPLACED;
  // The same character, read as Windows-1252.
  if (char === 0xbd && p === 0xbf && pp === 0xef) return REPLACED;
  if (isContinuation(char)) {
    // Â, Ã and â begin accented letters, signs and typographic punctuation.
    if (p === 0xc2 || p === 0xc3) return isTypedAfter(char, p) && endsCapitals(pp) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (p === 0xe2) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (pp === 0xe2 && isTyped(p)) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    // A byte order mark too, but not the French «Hawaï».
    if ((p === 0xf0 && char === 0x178) || (pp === 0xef && p === 0xbb && char === 0xbf)) return WINDOWS;
    // Ä and Å begin the other Latin letters; in front of a word and in a text of capitals they are letters of their own.
    if (p === 0xc4 || p === 0xc5 || (p === 0xc8 && isCommaBelow(char))) {
      return (pp >= 0x61 && pp <= 0x7a) || char <= 0x9f ? WINDOWS : WINDOWS + DOUBTFUL;
    }
  }
  if (char >= 0x80 && char <= 0x9f) return CONTROL;
  if (isContinuation(p)) {
    if (startsLetter(char) && startsLetter(pp) && !(p >= 0xbc && p <= 0xbe)) return WINDOWS;
    if (startsTriple(char) && isContinuation(pp) && startsTriple(ppp)) return WINDOWS;
  }
  if (p === 0x221a && isMacLetter(char)) return MAC;
  if (p === 0xc4 && pp === 0x201a && MAC_PUNCTUATION.includes(char)) return MAC;
  if (p === 0xac && MAC_SIGNS.includes(char)) return MAC;
  // Two Cyrillic letters, or a typographic sign.
  if (startsCyrillic(p) && startsCyrillic(ppp) && isCyrillicSign(char)) {
    if (isCyrillicContinuation(pp) || (isCyrillicSign(pp) && !(isTyped(pp) && isTyped(char)))) return CYRILLIC;
  }
  if (p === 0x402 && pp === 0x432 && isCyrillicSign(char)) return CYRILLIC;
  // Ă and Ĺ begin accented letters in Windows-1250. A soft hyphen may follow Ă in Romanian.
  if (p === 0x102 && isCentralSign(char)) return CENTRAL;
  if (p === 0x139 && (char === 0x2122 || char === 0x2018 || char === 0x203a || char === 0xb1)) return CENTRAL;
  // 縺, 繧 and 繝 begin most characters of Japanese, in Shift-JIS.
  if (char >= 0xff61 && char <= 0xff9f && (p === 0x7e3a || p === 0x7e67 || p === 0x7e5d)) return SHIFT_JIS;
  // A letter with an accent, and not a tree that is drawn with lines; or a typographic apostrophe.
  if (p === 0x251c && isContinuationInDos(char)) return DOS;
  return char === 0xd6 && p === 0xc7 && pp === 0xd4 ? DOS : 0;
}

/** The character that ends so many bytes back, and where the one before ends; -1 for bytes that are no UTF-8. */
function characterAt(at: BytesBack, back: number): { char: number; next: number } {
  const last = at(back);
  if (last < 0x80) return { char: last, next: back + 1 };
  let char = 0;
  for (let length = 1; length <= 4; length++) {
    const byte = at(back + length - 1);
    if ((byte & 0xc0) === 0x80) {
      char |= (byte & 0x3f) << (6 * (length - 1));
      continue;
    }
    const mask = length === 2 ? 0x1f : length === 3 ? 0x0f : length === 4 ? 0x07 : 0;
    const isLead = length === lengthAfter(byte);
    return isLead
      ? { char: char | ((byte & mask) << (6 * (length - 1))), next: back + length }
      : { char: -1, next: back + length };
  }
  return { char: -1, next: back + 4 };
}

function lengthAfter(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 0;
}

/** Whether the character that ends with the last byte read shows damage, or may; see {@link damageOf}. */
export function damageEndingAt(at: BytesBack): number {
  const { char, next } = characterAt(at, 0);
  const before = characterAt(at, next);
  const second = characterAt(at, before.next);
  const third = characterAt(at, second.next);
  return damageOf(char, before.char, second.char, third.char);
}

/** Which characters can end what {@link damageOf} finds, by their first byte; the others need no look. */
export function endsDamage(lead: number): boolean {
  return (
    lead === 0xc2 || lead === 0xc3 || lead === 0xc5 || lead === 0xc6 || lead === 0xcb || lead === 0xe2 || lead === 0xef
  );
}
