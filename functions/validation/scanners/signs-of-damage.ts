import type { BytesBack } from "./damage-kinds.ts";

/** Where an object of Python or Ruby is in the memory, which ends its text: `<Review object at 0x7f2b1c0d3a90>`. */
export const ADDRESS = /(?: at |:)0x[\da-fA-F]{6,16}>/;

const ADDRESS_AT_END = new RegExp(`${ADDRESS.source}$`);
const LONGEST_ADDRESS = 24;

/** Of `\x41` and less, and of paths such as `C:\u12` and `D:\UE4`, nothing is said. */
export const ESCAPE = /\\(?:[xX][89a-fA-F]|u[\da-fA-F]{3}|U000[\da-fA-F]{4})[\da-fA-F]/;

const QUOTE = 0x22;
const COMMA = 0x2c;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;

/** Whether the escape of a character ends with the last byte read: `\xc3`, `\u00e9` or `\U0001f600`. */
export function endsEscape(at: BytesBack): boolean {
  // Asked of every byte, so that only what begins as an escape is read as text.
  if (at(3) === BACKSLASH && (at(2) === 0x78 || at(2) === 0x58)) return isEscape(at, 3);
  if (at(5) === BACKSLASH && at(4) === 0x75) return isEscape(at, 5);
  return at(9) === BACKSLASH && at(8) === 0x55 && isEscape(at, 9);
}

/** @param back where its backslash is */
function isEscape(at: BytesBack, back: number): boolean {
  const bytes = Array.from({ length: back + 1 }, (_, index) => at(back - index));
  return ESCAPE.exec(String.fromCharCode(...bytes))?.[0].length === bytes.length;
}

/** At a byte after a question mark: whether that may stand for a letter, in a word of at most nine letters before. */
export function mayBeLetter(at: BytesBack): boolean {
  const isQuestion = at(0) === QUESTION;
  if (!isQuestion && !isSmall(at(0))) return false;
  let back = 2;
  if (!isQuestion) while (back <= 10 && (isSmall(at(back) | 0x20) || at(back) === QUESTION)) back++;
  const first = at(back);
  return first <= QUOTE || first === 0x27 || first === 0x28 || first === COMMA;
}

function isSmall(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

/** Whether five digits end with the last byte read, as in the name of Java's objects. */
export function endsHash(at: BytesBack): boolean {
  return at(5) === 0x40 && /^[\da-fA-F]{5}$/.test(String.fromCharCode(at(4), at(3), at(2), at(1), at(0)));
}

/** Whether an object's address in the memory ends with the last byte read, which is `>`. */
export function endsAddress(at: BytesBack): boolean {
  // Asked of every such byte, so that only what follows a digit is read as text.
  if (!/[\da-fA-F]/.test(String.fromCharCode(at(1)))) return false;
  const bytes = Array.from({ length: LONGEST_ADDRESS }, (_, index) => at(LONGEST_ADDRESS - 1 - index));
  return ADDRESS_AT_END.test(String.fromCharCode(...bytes));
}
