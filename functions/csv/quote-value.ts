/** How much of a value a finding quotes. */
const QUOTED_LENGTH = 80;

/** A value as a finding quotes it: in quotes, control characters escaped, cut at 80 characters. */
export function quoteValue(value: string): string {
  const characters = [...value];
  const cut = characters.length > QUOTED_LENGTH ? `${characters.slice(0, QUOTED_LENGTH).join("")}…` : value;
  return JSON.stringify(cut).replace(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
