/** How much of a value a finding quotes. */
const QUOTED_LENGTH = 80;

/** A value as a finding quotes it: in quotes, control characters escaped, cut at 80 characters. */
export function quoteValue(value: string): string {
  return JSON.stringify(cutAt(value, QUOTED_LENGTH)).replace(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text of no more than so many characters, none of them halved; says so where it was cut. */
export function cutAt(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}
