/** A text that stays within its line: nothing from a file or a name may move the cursor or look like a line of ours. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ");
}
