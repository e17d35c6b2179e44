// Where text may be damaged, as bits of a block: the last bytes of some characters, and bytes of ASCII that are part
// of what is written for a lost value. Most blocks have none; misread-text.ts, lost-values.ts and whole-cells.ts judge each of them.
import { isHexDigit } from "./bytes";
import { mayBeLetter } from "./lost-values";
import { highBits, maskOf } from "./masks";

/** Marks that what came before puts into the next block. */
let ahead: u64 = 0;
/** What a character shows may end in the next block; what came before the first one is not known. */
let looksOn: bool = true;

/** What came before shows nothing. */
export function forgetMarks(): void {
  ahead = 0;
}

/** The next block need not be the one after the last. */
export function beginMarks(): void {
  looksOn = true;
}

/** @param at where the block begins */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function marksOf(a: v128, b: v128, c: v128, d: v128, at: usize, end: usize): u64 {
  let marks = ahead;
  ahead = 0;
  if (i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) != 0) marks |= characterMarks(a, b, c, d, at);
  else looksOn = false;
  if (v128.any_true(v128.or(v128.or(mayBeginLoss(a), mayBeginLoss(b)), v128.or(mayBeginLoss(c), mayBeginLoss(d))))) {
    marks |= lossMarks(a, b, c, d, at, end);
  }
  if (v128.any_true(v128.or(v128.or(isSign(a), isSign(b)), v128.or(isSign(c), isSign(d))))) {
    marks |= signMarks(a, b, c, d, at, end);
  }
  if (end - at >= 64) return marks;
  // What ends after the chunk's end is looked at in the next one, which begins within this block.
  ahead = (marks >> (end - at)) | (ahead << (64 - (end - at)));
  return marks & (((1 as u64) << (end - at)) - 1);
}

/** Whether a byte by itself has a mark, or may have one. */
export function isMark(place: usize): bool {
  const byte = load<u8>(place);
  if (byte >= 0x80 || byte == 0x23 || byte == 0x2b || byte == 0x3e || byte == 0x5b) return true;
  // Behind a question mark, what ends an escape, and the fifth digit of an object of Java.
  if (load<u8>(place - 1) == 0x3f || load<u8>(place - 5) == 0x40) return true;
  return load<u8>(place - 3) == 0x5c || load<u8>(place - 5) == 0x5c || load<u8>(place - 9) == 0x5c;
}

/** The last bytes of characters beyond ASCII, where one of them or the one before begins as those do that show damage. */
function characterMarks(a: v128, b: v128, c: v128, d: v128, at: usize): u64 {
  const may = v128.or(
    v128.or(mayShowDamage(a, at), mayShowDamage(b, at + 16)),
    v128.or(mayShowDamage(c, at + 32), mayShowDamage(d, at + 48)),
  );
  const shows = i8x16.bitmask(may) != 0 || mayShowApostrophe(a, b, c, d, at);
  const looks = shows || looksOn;
  looksOn = shows;
  if (!looks) return 0;
  const behindHigh = (highBits(a, b, c, d) << 1) | ((load<u8>(at - 1) >> 7) as u64);
  const c3 = maskOf(a, b, c, d, i8x16.splat(0xc3 as i8));
  const e2 = maskOf(a, b, c, d, i8x16.splat(0xe2 as i8));
  const others = highBits(isOther(a), isOther(b), isOther(c), isOther(d));
  // C2 of control codes, and EF of the replacement character and the byte order mark, show damage alone.
  const two = ((c3 | others) & behindHigh) | maskOf(a, b, c, d, i8x16.splat(0xc2 as i8));
  const three = (e2 & behindHigh) | maskOf(a, b, c, d, i8x16.splat(0xef as i8));
  ahead |= (two >> 63) | (three >> 62);
  return (two << 1) | (three << 2);
}

/**
 * The highest bit of a byte is set where something begins that may show damage: with C2 or EF, which may alone; with E2; and
 * with C3 where the next character is not of ASCII and no accented letter, which is frequent, either.
 */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function mayShowDamage(bytes: v128, at: usize): v128 {
  const next = v128.load(at + 2);
  const c3 = i8x16.splat(0xc3 as i8);
  const letters = v128.and(v128.andnot(i8x16.eq(bytes, c3), i8x16.eq(next, c3)), next);
  const c2e2 = i8x16.eq(v128.and(bytes, i8x16.splat(0xdf as i8)), i8x16.splat(0xc2 as i8));
  return v128.or(letters, v128.or(c2e2, i8x16.eq(bytes, i8x16.splat(0xef as i8))));
}

/** Whether an apostrophe that was read in DOS may begin in a block: ÔÇÖ is C3 94 C3 87 C3 96, accented letters alone. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function mayShowApostrophe(a: v128, b: v128, c: v128, d: v128, at: usize): bool {
  const second = i8x16.splat(0x94 as i8);
  const any = v128.or(v128.or(i8x16.eq(a, second), i8x16.eq(b, second)), v128.or(i8x16.eq(c, second), i8x16.eq(d, second)));
  // It may also begin with the block's last byte.
  if (!v128.any_true(any) && load<u8>(at, 64) != 0x94) return false;
  for (let place = at; place < at + 64; place++) {
    if (load<u8>(place, 1) == 0x94 && load<u8>(place, 3) == 0x87) return true;
  }
  return false;
}

/** C5, C6 and CB. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function isOther(bytes: v128): v128 {
  const c5c6 = v128.or(i8x16.eq(bytes, i8x16.splat(0xc5 as i8)), i8x16.eq(bytes, i8x16.splat(0xc6 as i8)));
  return v128.or(c5c6, i8x16.eq(bytes, i8x16.splat(0xcb as i8)));
}

/** What begins what is written for a lost value; of an escape, the characters by which it shows. */
function lossMarks(a: v128, b: v128, c: v128, d: v128, at: usize, end: usize): u64 {
  const backslashes = maskOf(a, b, c, d, i8x16.splat(0x5c));
  const begins = highBits(mayBeginLoss(a), mayBeginLoss(b), mayBeginLoss(c), mayBeginLoss(d));
  if (backslashes == 0) return begins;
  // It shows by its last character: of two digits, and after a letter u of four or eight.
  ahead |= backslashes >> 61;
  const letters = maskOf(a, b, c, d, i8x16.splat(0x75)) | maskOf(a, b, c, d, i8x16.splat(0x55));
  // What comes after the last byte is not known yet.
  const long = backslashes & ((letters >> 1) | ((1 as u64) << (min(63, end - at - 1) as u64)));
  ahead |= (long >> 59) | (long >> 55);
  return (begins & ~backslashes) | (backslashes << 3) | (long << 5) | (long << 9);
}

/** # and +, which differ in one bit, [ and the next one, a backslash. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function mayBeginLoss(bytes: v128): v128 {
  const signs = i8x16.eq(v128.and(bytes, i8x16.splat(0xf7 as i8)), i8x16.splat(0x23));
  const next = i8x16.sub(bytes, i8x16.splat(0x5b));
  return v128.or(signs, i8x16.eq(i8x16.min_u(next, i8x16.splat(1)), next));
}

function signMarks(a: v128, b: v128, c: v128, d: v128, at: usize, end: usize): u64 {
  let marks: u64 = 0;
  for (let left = highBits(isSign(a), isSign(b), isSign(c), isSign(d)); left != 0; left &= left - 1) {
    const bit = ctz(left);
    const behind = signMark(at + (bit as usize), end);
    if (behind == NO_MARK) continue;
    const after = bit + behind;
    if (after < 64) marks |= (1 as u64) << after;
    else ahead |= (1 as u64) << (after - 64);
  }
  return marks;
}

/** >, ? and @: most are in markup, in queries and in addresses, and show nothing. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function isSign(bytes: v128): v128 {
  const next = i8x16.sub(bytes, i8x16.splat(0x3e));
  return i8x16.eq(i8x16.min_u(next, i8x16.splat(2)), next);
}

const NO_MARK: u64 = 64;

/**
 * How far behind such a sign the byte is that may show a loss; NO_MARK where none does. What is behind the chunk's end is not
 * known yet.
 */
function signMark(place: usize, end: usize): u64 {
  const byte = load<u8>(place);
  if (byte == 0x3e) return isHexDigit(load<u8>(place - 1)) && isHexDigit(load<u8>(place - 2)) ? 0 : NO_MARK;
  if (byte == 0x3f) return place + 1 >= end || mayBeLetter(load<u8>(place + 1), place + 1) ? 1 : NO_MARK;
  // An object of Java shows by five digits.
  return place + 2 >= end || (isHexDigit(load<u8>(place + 1)) && isHexDigit(load<u8>(place + 2))) ? 5 : NO_MARK;
}
