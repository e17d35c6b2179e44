export const BYTE_ORDER_MARK = "\ufeff";

/** A mark whose bytes were read in Windows-1252 or in DOS's code page; of UTF-8, or in Windows-1252 of UTF-16. */
const GARBLED_MARK = /^(?:ï»¿|þÿ|ÿþ|∩╗┐)+/;

/** A column's name or a cell without the byte order marks in it, and without a garbled one before it. */
export function withoutMarks(text: string): string {
  return text.replaceAll(BYTE_ORDER_MARK, "").replace(GARBLED_MARK, "");
}
