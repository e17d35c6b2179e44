/** A token that no header can hold. Its message names the source, the character and the place, and never the token. */
export class TokenMalformed extends Error {
  override readonly name = "TokenMalformed";
  /** A person fixes the secret; then the same call succeeds. */
  readonly retryable = true;
}

/**
 * The token as it goes into a header. One line end after it is dropped: `echo` and editors write one.
 *
 * @param source where the token came from, for the error's message
 * @returns an empty text where there is no token
 * @throws {TokenMalformed} it contains anything but printable ASCII (RFC 9110, 5.5), or a space
 */
export function readTokenText(text: string, source: string): string {
  const token = text.replace(/\r?\n$/, "");
  const characters = [...token];
  const wrong = characters.findIndex((character) => !/^[\x21-\x7e]$/.test(character));
  if (wrong < 0) return token;
  throw new TokenMalformed(
    `The token in ${source} contains ${nameOf(characters[wrong] ?? "")} at position ${wrong + 1}, which a token cannot contain; store the token again, without it.`,
  );
}

const NAMES: Readonly<Record<string, string>> = {
  "\0": "a null character",
  "\t": "a tab",
  "\n": "a line feed",
  "\r": "a carriage return",
  "\u001b": "an escape character",
  " ": "a space",
  "\u007f": "a delete character",
  "\u00a0": "a no-break space",
  "\u200b": "a zero-width space",
  "\u2028": "a line separator",
  "\ufeff": "a byte order mark",
};

/** By its code point: the character itself is part of a secret, and may be invisible. */
function nameOf(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const name = NAMES[character] ?? (/\p{Cc}/u.test(character) ? "a control character" : "a character outside ASCII");
  return `${name} (${code})`;
}
