/**
 * White space and characters without a shape: a cell of these alone looks empty. Line and paragraph separators, no-break and
 * zero-width spaces, direction marks, the soft hyphen and the Hangul fillers are among them.
 */
const INVISIBLE = "\\s\\0-\\x20\\u0085\\u00ad\\u180e\\u200b-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3164\\ufeff";
const ONLY_INVISIBLE = new RegExp(`^[${INVISIBLE}]*$`, "u");
const VISIBLE = new RegExp(`[^${INVISIBLE}]`, "u");

/** Whether a person would see nothing of a text. */
export function isInvisible(text: string): boolean {
  return ONLY_INVISIBLE.test(text);
}

/** Without the white space and invisible characters around it. */
export function trimInvisible(text: string): string {
  // From the end character by character: a pattern would start again at each space within the text.
  let end = text.length;
  while (end > 0 && !VISIBLE.test(text[end - 1] ?? "")) end--;
  const start = text.search(VISIBLE);
  return text.slice(Math.max(start, 0), end);
}

/** A byte that is part of something visible. Every other state is the place in a sequence of UTF-8 that may be invisible. */
export const VISIBLE_TEXT = -1;
export const NO_TEXT = 0;

const C2 = 1;
const E1 = 2;
const E2 = 3;
const E3 = 4;
const EF = 5;
const E1_9A = 6;
const E1_A0 = 7;
const E2_80 = 8;
const E2_81 = 9;
const E3_80 = 10;
const E3_85 = 11;
const EF_BB = 12;

/**
 * Reads UTF-8 a byte at a time, looking for the first visible character; the same characters are invisible as in
 * {@link isInvisible}. assembly/row-scanner/visible-text.ts has the same.
 *
 * @param state where the bytes before ended; never {@link VISIBLE_TEXT}
 */
export function nextTextState(state: number, byte: number): number {
  switch (state) {
    case NO_TEXT:
      if (byte <= 0x20) return NO_TEXT;
      if (byte === 0xc2) return C2;
      if (byte === 0xe1) return E1;
      if (byte === 0xe2) return E2;
      if (byte === 0xe3) return E3;
      return byte === 0xef ? EF : VISIBLE_TEXT;
    case C2:
      return byte === 0x85 || byte === 0xa0 || byte === 0xad ? NO_TEXT : VISIBLE_TEXT;
    case E1:
      if (byte === 0x9a) return E1_9A;
      return byte === 0xa0 ? E1_A0 : VISIBLE_TEXT;
    case E1_9A:
      return byte === 0x80 ? NO_TEXT : VISIBLE_TEXT;
    case E1_A0:
      return byte === 0x8e ? NO_TEXT : VISIBLE_TEXT;
    case E2:
      if (byte === 0x80) return E2_80;
      return byte === 0x81 ? E2_81 : VISIBLE_TEXT;
    case E2_80:
      return (byte >= 0x80 && byte <= 0x8f) || (byte >= 0xa8 && byte <= 0xaf) ? NO_TEXT : VISIBLE_TEXT;
    case E2_81:
      return byte >= 0x9f && byte <= 0xaf ? NO_TEXT : VISIBLE_TEXT;
    case E3:
      if (byte === 0x80) return E3_80;
      return byte === 0x85 ? E3_85 : VISIBLE_TEXT;
    case E3_80:
      return byte === 0x80 ? NO_TEXT : VISIBLE_TEXT;
    case E3_85:
      return byte === 0xa4 ? NO_TEXT : VISIBLE_TEXT;
    case EF:
      return byte === 0xbb ? EF_BB : VISIBLE_TEXT;
    default:
      return byte === 0xbf ? NO_TEXT : VISIBLE_TEXT;
  }
}

/** As {@link nextTextState}, once something visible was found too. */
export function textState(state: number, byte: number): number {
  return state === VISIBLE_TEXT ? VISIBLE_TEXT : nextTextState(state, byte);
}
