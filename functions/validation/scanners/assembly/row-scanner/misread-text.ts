// Text that was read in the wrong encoding, by its last character: ../../misread-text.ts has the rules, with their reasons.
import {
  CENTRAL,
  CONTROL,
  CYRILLIC,
  DOS,
  DOUBTFUL,
  MAC,
  REPLACED,
  SHIFT_JIS,
  WINDOWS,
} from "./damage-kinds";
import { INPUT } from "./memory-map";

export function damageEndingAt(place: usize): i32 {
  const char = characterAt(place);
  if (char == 0xfffd) return REPLACED;
  const p = characterAt(characterBegin - 1);
  const isControl = char >= 0x80 && char <= 0x9f;
  if (p < 0x80 && !isControl) return 0;
  const pp = characterAt(characterBegin - 1);
  if (char == 0xbd && p == 0xbf && pp == 0xef) return REPLACED;
  const ppp = characterAt(characterBegin - 1);
  if (isContinuation(char)) {
    if (p == 0xc2 || p == 0xc3) return isTypedAfter(char, p) && endsCapitals(pp) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (p == 0xe2) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (pp == 0xe2 && isTyped(p)) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    if ((p == 0xf0 && char == 0x178) || (pp == 0xef && p == 0xbb && char == 0xbf)) return WINDOWS;
    if (p == 0xc4 || p == 0xc5 || (p == 0xc8 && isCommaBelow(char))) {
      return (pp >= 0x61 && pp <= 0x7a) || isControl ? WINDOWS : WINDOWS + DOUBTFUL;
    }
  }
  if (isControl) return CONTROL;
  if (isContinuation(p)) {
    if (startsLetter(char) && startsLetter(pp) && !(p >= 0xbc && p <= 0xbe)) return WINDOWS;
    if (startsTriple(char) && isContinuation(pp) && startsTriple(ppp)) return WINDOWS;
  }
  if (p == 0x221a && isMacLetter(char)) return MAC;
  if (p == 0xc4 && pp == 0x201a && isMacPunctuation(char)) return MAC;
  if (p == 0xac && isMacSign(char)) return MAC;
  if (startsCyrillic(p) && startsCyrillic(ppp) && isCyrillicSign(char)) {
    if (isCyrillicContinuation(pp) || (isCyrillicSign(pp) && !(isTyped(pp) && isTyped(char)))) return CYRILLIC;
  }
  if (p == 0x402 && pp == 0x432 && isCyrillicSign(char)) return CYRILLIC;
  if (p == 0x102 && isCentralSign(char)) return CENTRAL;
  if (p == 0x139 && (char == 0x2122 || char == 0x2018 || char == 0x203a || char == 0xb1)) return CENTRAL;
  if (char >= 0xff61 && char <= 0xff9f && (p == 0x7e3a || p == 0x7e67 || p == 0x7e5d)) return SHIFT_JIS;
  if (p == 0x251c && isContinuationInDos(char)) return DOS;
  return char == 0xd6 && p == 0xc7 && pp == 0xd4 ? DOS : 0;
}

let characterBegin: usize = INPUT;

/** The character whose last byte is at a place; -1 for bytes that are no UTF-8. `characterBegin` is its first byte. */
function characterAt(place: usize): i32 {
  characterBegin = place;
  const last = load<u8>(place);
  if (last < 0x80) return last;
  let char: i32 = 0;
  for (let length = 1; length <= 4; length++) {
    const byte = load<u8>(characterBegin) as i32;
    if ((byte & 0xc0) == 0x80) {
      char |= (byte & 0x3f) << (6 * (length - 1));
      characterBegin--;
      continue;
    }
    const isLead = length == (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0);
    const mask = length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07;
    return isLead ? char | ((byte & mask) << (6 * (length - 1))) : -1;
  }
  characterBegin++;
  return -1;
}

function isCommaBelow(char: i32): bool {
  return char == 0x2122 || char == 0x203a || char == 0x2dc || char == 0x161;
}

function isCentralSign(char: i32): bool {
  return (char >= 0xa4 && char <= 0xa9) || char == 0xb1 || (char >= 0xb4 && char <= 0xb6);
}

function isCyrillicContinuation(char: i32): bool {
  return (char >= 0x401 && char <= 0x40f) || (char >= 0x451 && char <= 0x45f) || char == 0x490 || char == 0x491;
}

function isCyrillicSign(char: i32): bool {
  if (char == 0x2116) return true;
  return isContinuation(char) && char != 0x192 && char != 0x2c6 && char != 0x2dc && !(char >= 0x152 && char <= 0x17e);
}

function isContinuationInDos(char: i32): bool {
  if ((char >= 0xa1 && char <= 0xff) || (char >= 0x2551 && char <= 0x2563)) return true;
  if (char >= 0x2591 && char <= 0x2593) return true;
  return char == 0x192 || char == 0x20a7 || char == 0x2310 || char == 0x2510 || char == 0x2524;
}

function isTyped(char: i32): bool {
  if (char == 0xa0 || char == 0xab || char == 0xb0 || char == 0xbb) return true;
  return char == 0x2026 || (char >= 0x2013 && char <= 0x201d && char != 0x201a);
}

function isTypedAfter(char: i32, letter: i32): bool {
  if (char == 0xa0 || char == 0xbb) return letter == 0xc3;
  return isTyped(char) && char >= 0x2013;
}

function endsCapitals(char: i32): bool {
  return (char >= 0x41 && char <= 0x5a) || char >= 0xab;
}

function startsCyrillic(char: i32): bool {
  return char == 0x420 || char == 0x421;
}

function isContinuation(char: i32): bool {
  if (char >= 0xa0 && char <= 0xbf) return true;
  if (char == 0x81 || char == 0x8d || char == 0x8f || char == 0x90 || char == 0x9d) return true;
  if (char >= 0x2013 && char <= 0x203a) {
    return char <= 0x2014 || (char >= 0x2018 && char <= 0x201a) || (char >= 0x201c && char <= 0x201e) ||
      (char >= 0x2020 && char <= 0x2022) || char == 0x2026 || char == 0x2030 || char >= 0x2039;
  }
  return char == 0x20ac || char == 0x2122 || char == 0x192 || char == 0x2c6 || char == 0x2dc || char == 0x152 ||
    char == 0x153 || char == 0x160 || char == 0x161 || char == 0x178 || char == 0x17d || char == 0x17e;
}

function startsLetter(char: i32): bool {
  return (char >= 0xce && char <= 0xd1) || (char >= 0xd7 && char <= 0xd9);
}

function startsTriple(char: i32): bool {
  return char >= 0xe0 && char <= 0xef;
}

function isMacLetter(char: i32): bool {
  if (char >= 0xa2 && char <= 0xff) {
    return char != 0xb2 && char != 0xb3 && char != 0xb5 && char != 0xb9 && !(char >= 0xbc && char <= 0xbe);
  }
  return char == 0x2020 || char == 0x2022 || char == 0x2122 || char == 0x2202 || char == 0x222b || char == 0x2260 ||
    char == 0x2264 || char == 0x2265;
}

function isMacPunctuation(char: i32): bool {
  return char == 0xa2 || char == 0xb6 || char == 0xea || char == 0xeb || char == 0xec || char == 0xee || char == 0xf2 ||
    char == 0xf4 || char == 0xf9 || char == 0xfa;
}

function isMacSign(char: i32): bool {
  return char == 0x2020 || char == 0xa3 || char == 0xa9 || char == 0xc6 || char == 0x221e || char == 0xb4 ||
    char == 0xaa || char == 0xf8 || char == 0xb0;
}
