/** Encodings of two or four bytes a character. UTF-16 as the Encoding Standard calls it; it has no UTF-32. */
export type WideEncoding = "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

/** By the byte order mark, https://www.unicode.org/faq/utf_bom.html; that of UTF-32 begins as that of UTF-16. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: WideEncoding])[] = [
  [[0, 0, 0xfe, 0xff], "utf-32be"],
  [[0xff, 0xfe, 0, 0], "utf-32le"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/** The wide encoding that a text is in, by its first bytes: a byte order mark, or bytes that are always NUL. */
export function findWideEncoding(start: Uint8Array): WideEncoding | undefined {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => start[index] === byte));
  if (marked) return marked[1];
  const head = start.subarray(0, 256);
  if (head.length < 4 || !head.includes(0) || isNulAlone(head)) return undefined;
  const nulPart = (width: number, place: number) => {
    const bytes = head.filter((_, index) => index % width === place);
    return bytes.filter((byte) => byte === 0).length / bytes.length;
  };
  if ([1, 2, 3].every((place) => nulPart(4, place) === 1)) return "utf-32le";
  if ([0, 1, 2].every((place) => nulPart(4, place) === 1)) return "utf-32be";
  // Not all of it is Latin.
  const [even, odd] = [nulPart(2, 0), nulPart(2, 1)];
  if (odd > 0.6 && even === 0) return "utf-16le";
  return even > 0.6 && odd === 0 ? "utf-16be" : undefined;
}

/** What a copy has that ended early, or a disk that lost its content. */
export function isNulAlone(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte === 0);
}
