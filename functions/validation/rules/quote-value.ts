/** How much of a value a finding quotes. */
const QUOTED_LENGTH = 80;

// What would not be seen, or would move what is seen: named by its code point. A tab and a line end have signs that people know.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000\ufffd]/gu;

/** A value as a finding quotes it: in quotes, with the characters of the file, cut at 80; invisible characters are named. */
export function quoteValue(value: string): string {
  return `"${nameUnseen(cutAt(value, QUOTED_LENGTH))}"`;
}

/** A text in which characters that would not be seen, or would move what is seen, are named. */
export function nameUnseen(text: string): string {
  return text.replace(UNSEEN, nameOf);
}

function nameOf(char: string): string {
  if (char === "\n" || char === "\r") return "↵";
  if (char === "\t") return "⇥";
  if (char === "\ufffd") return char;
  return `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** A text of no more than so many characters, none of them halved; says so where it was cut. */
export function cutAt(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}
