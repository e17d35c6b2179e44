// Whether a text has a character that can be seen, as ../../invisible.ts has it.

export const VISIBLE_TEXT: i32 = -1;

/**
 * Looks for a character that can be seen; the first byte nearly always answers.
 *
 * @param skipped a byte that counts for nothing
 * @param state how far a character was read before
 */
export function findText(from: usize, to: usize, skipped: u8, state: i32): i32 {
  for (; from < to; from++) {
    const byte = load<u8>(from);
    if (byte == skipped) continue;
    if (state == 0 && byte < 0x80) {
      if (byte > 0x20) return VISIBLE_TEXT;
      continue;
    }
    state = nextTextState(state, byte);
    if (state == VISIBLE_TEXT) return VISIBLE_TEXT;
  }
  return state;
}

function nextTextState(state: i32, byte: u8): i32 {
  switch (state) {
    case 0:
      if (byte <= 0x20) return 0;
      return byte == 0xc2 ? 1 : byte == 0xe1 ? 2 : byte == 0xe2 ? 3 : byte == 0xe3 ? 4 : byte == 0xef ? 5 : VISIBLE_TEXT;
    case 1: return byte == 0x85 || byte == 0xa0 || byte == 0xad ? 0 : VISIBLE_TEXT;
    case 2: return byte == 0x9a ? 6 : byte == 0xa0 ? 7 : VISIBLE_TEXT;
    case 3: return byte == 0x80 ? 8 : byte == 0x81 ? 9 : VISIBLE_TEXT;
    case 4: return byte == 0x80 ? 10 : byte == 0x85 ? 11 : VISIBLE_TEXT;
    case 5: return byte == 0xbb ? 12 : VISIBLE_TEXT;
    case 6: return byte == 0x80 ? 0 : VISIBLE_TEXT;
    case 7: return byte == 0x8e ? 0 : VISIBLE_TEXT;
    case 8: return (byte >= 0x80 && byte <= 0x8f) || (byte >= 0xa8 && byte <= 0xaf) ? 0 : VISIBLE_TEXT;
    case 9: return byte >= 0x9f && byte <= 0xaf ? 0 : VISIBLE_TEXT;
    case 10: return byte == 0x80 ? 0 : VISIBLE_TEXT;
    case 11: return byte == 0xa4 ? 0 : VISIBLE_TEXT;
    default: return byte == 0xbf ? 0 : VISIBLE_TEXT;
  }
}
