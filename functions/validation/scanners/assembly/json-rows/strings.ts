// Strings and their escapes.

/** Of the last string that was read. */
export let hasEscape: bool = false;

/** The quote that closes a string, from after the one that opens it; 0 where something is wrong before it. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function stringEnd(at: usize): usize {
  hasEscape = false;
  while (true) {
    const bytes = v128.load(at);
    const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
    const marks = v128.or(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.lt_u(bytes, i8x16.splat(0x20)));
    const stops = i8x16.bitmask(v128.or(quotes, marks));
    if (stops == 0) {
      at += 16;
      continue;
    }
    at += ctz(stops) as usize;
    const byte = load<u8>(at);
    if (byte == 0x22) return at;
    if (byte != 0x5c) return 0;
    hasEscape = true;
    const mark = load<u8>(at, 1);
    if (mark == 0x75) {
      const char = hexAt(at + 2);
      if (char < 0) return 0;
      at += 6;
      if (char < 0xd800 || char > 0xdfff) continue;
      // Half a pair is judged elsewhere.
      const low = char < 0xdc00 && load<u16>(at) == 0x755c ? hexAt(at + 2) : 0;
      if (low < 0xdc00 || low > 0xdfff) return 0;
      at += 6;
    } else {
      if (meantBy(mark) == 0) return 0;
      at += 2;
    }
  }
}

/** Writes what a string with escapes stands for, as a field of a CSV has it within quotes. @returns where the output ends */
export function writeUnescaped(from: usize, end: usize, to: usize): usize {
  while (true) {
    const bytes = v128.load(from);
    const marks = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x5c)));
    v128.store(to, bytes);
    const plain: usize = marks == 0 ? 16 : (ctz(marks) as usize);
    if (from + plain >= end) return to + (end - from);
    from += plain;
    to += plain;
    if (marks == 0) continue;
    const mark = load<u8>(from, 1);
    if (mark != 0x75) {
      if (mark == 0x22) store<u8>(to++, 0x22);
      store<u8>(to++, meantBy(mark));
      from += 2;
      continue;
    }
    let char = hexAt(from + 2);
    from += 6;
    if (char >= 0xd800 && char <= 0xdfff) {
      char = 0x10000 + ((char - 0xd800) << 10) + (hexAt(from + 2) - 0xdc00);
      from += 6;
    }
    to = writeCharacter(char, to);
  }
}

/** What stands after a backslash for itself or another character; 0 for what does not. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function meantBy(mark: u8): u8 {
  if (mark == 0x22 || mark == 0x5c || mark == 0x2f) return mark;
  if (mark == 0x6e) return 0x0a;
  if (mark == 0x74) return 0x09;
  if (mark == 0x72) return 0x0d;
  if (mark == 0x62) return 0x08;
  return mark == 0x66 ? 0x0c : 0;
}

/** Four hexadecimal digits; negative where they are not all. */
function hexAt(at: usize): i32 {
  let value: i32 = 0;
  for (let index: usize = 0; index < 4; index++) {
    const byte = load<u8>(at + index) as i32;
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = (value << 4) | (byte - 0x30);
    else if (letter >= 0x61 && letter <= 0x66) value = (value << 4) | (letter - 0x57);
    else return -1;
  }
  return value;
}

function writeCharacter(char: i32, to: usize): usize {
  if (char < 0x80) {
    if (char == 0x22) store<u8>(to++, 0x22);
    store<u8>(to, char as u8);
    return to + 1;
  }
  if (char < 0x800) store<u8>(to++, (0xc0 | (char >> 6)) as u8);
  else {
    if (char < 0x10000) store<u8>(to++, (0xe0 | (char >> 12)) as u8);
    else {
      store<u8>(to++, (0xf0 | (char >> 18)) as u8);
      store<u8>(to++, (0x80 | ((char >> 12) & 0x3f)) as u8);
    }
    store<u8>(to++, (0x80 | ((char >> 6) & 0x3f)) as u8);
  }
  store<u8>(to, (0x80 | (char & 0x3f)) as u8);
  return to + 1;
}
