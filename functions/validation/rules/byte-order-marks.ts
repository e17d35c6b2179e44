export const BYTE_ORDER_MARK = "\ufeff";

/**
 * As many marks as are before a text: read right, or their bytes in Windows-1252 or in DOS's code page; of UTF-8, or in
 * Windows-1252 of UTF-16.
 */
const MARKS_BEFORE = /^(?:\ufeff|ï»¿|þÿ|ÿþ|∩╗┐)+/;
const FIRST_OF_MARKS = new Set("\ufeffïþÿ∩");

/** The byte order marks before a text, or "". */
export function marksBefore(text: string): string {
  // Few texts begin so, and this is asked of every row.
  return FIRST_OF_MARKS.has(text.charAt(0)) ? (MARKS_BEFORE.exec(text)?.[0] ?? "") : "";
}

/** A column's name or a cell without the byte order marks in it, and without a garbled one before it. */
export function withoutMarks(text: string): string {
  return text.slice(marksBefore(text).length).replaceAll(BYTE_ORDER_MARK, "");
}
