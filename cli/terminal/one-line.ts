/** A text without line breaks or control characters, so that no file or name can move the cursor or forge a line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ");
}
