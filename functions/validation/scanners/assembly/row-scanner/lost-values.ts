// What stands for a lost value, by a character of it: ../../lost-values.ts and ../../signs-of-damage.ts have the rules, with
// their reasons.
import { areHexDigits, isHexDigit, isSmall } from "./bytes";
import { BY_NUMBER, DOUBTFUL, ESCAPED, OBJECT, QUESTIONS } from "./damage-kinds";

/** @returns the kind of damage that shows at this byte of ASCII; 0 for none */
export function lossAt(place: usize): i32 {
  const byte = load<u8>(place);
  const before = load<u8>(place - 1);
  if (byte == 0x2b && before == 0x55 && load<u8>(place - 2) == 0x3c) return BY_NUMBER;
  if (byte == 0x3e && endsAddress(place)) return OBJECT + DOUBTFUL;
  if (load<u8>(place - 5) == 0x40 && areHexDigits(place, 5)) return OBJECT + DOUBTFUL;
  if (before == 0x3f && mayBeLetter(byte, place)) return QUESTIONS + DOUBTFUL;
  return endsEscape(place) ? ESCAPED + DOUBTFUL : 0;
}

function endsEscape(place: usize): bool {
  if (load<u8>(place - 3) == 0x5c && (load<u8>(place - 2) | 0x20) == 0x78) {
    return load<u8>(place - 1) >= 0x38 && areHexDigits(place, 2);
  }
  if (load<u8>(place - 5) == 0x5c && load<u8>(place - 4) == 0x75) return areHexDigits(place, 4);
  if (load<u8>(place - 9) != 0x5c || load<u8>(place - 8) != 0x55) return false;
  const isZero = load<u8>(place - 7) == 0x30 && load<u8>(place - 6) == 0x30 && load<u8>(place - 5) == 0x30;
  return isZero && areHexDigits(place, 5);
}

/** After a question mark: whether it may stand for a letter, in a word of at most nine letters before. */
export function mayBeLetter(byte: u8, place: usize): bool {
  if (byte != 0x3f && !isSmall(byte)) return false;
  let at = place - 2;
  if (byte != 0x3f) while (at >= place - 10 && (isSmall(load<u8>(at) | 0x20) || load<u8>(at) == 0x3f)) at--;
  const first = load<u8>(at);
  return first <= 0x22 || first == 0x27 || first == 0x28 || first == 0x2c;
}

/** An object's address in the memory, as it ends its text in Python and Ruby. */
function endsAddress(place: usize): bool {
  let at = place - 1;
  while (at >= place - 16 && isHexDigit(load<u8>(at))) at--;
  if (at > place - 7 || load<u8>(at) != 0x78 || load<u8>(at - 1) != 0x30) return false;
  // A colon, or " at ".
  return load<u8>(at - 2) == 0x3a || load<u32>(at - 5) == 0x20746120;
}
