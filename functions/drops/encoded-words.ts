const ENCODED_WORD = /=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=/g;
const BETWEEN_WORDS = /(=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[BbQq]\?)/g;

/**
 * Decodes the encoded words of RFC 2047 (`=?UTF-8?B?…?=`): S3 answers with them where metadata is not ASCII.
 * A word in a character set that the platform doesn't know is left as it stands.
 */
export function decodeEncodedWords(text: string): string {
  return text
    .replace(BETWEEN_WORDS, "$1")
    .replace(ENCODED_WORD, (word: string, charset: string, encoding: string, encoded: string) => {
      try {
        const bytes = encoding.toUpperCase() === "B" ? Buffer.from(encoded, "base64") : quotedBytes(encoded);
        return new TextDecoder(charset, { fatal: true }).decode(bytes);
      } catch {
        return word;
      }
    });
}

// RFC 2047: a word is 75 characters at most, `=?UTF-8?B?` and `?=` among them, which leaves 63 of Base64.
const WORD_BYTES = 45;

/** Encodes what is not plain ASCII as encoded words of RFC 2047, so that a header can carry it; the rest stays as it is. */
export function encodeWords(text: string): string {
  if (/^[!-~]+(?: [!-~]+)*$/.test(text) && !text.includes("=?")) return text;
  const words: string[] = [""];
  for (const character of text) {
    const word = words.at(-1) ?? "";
    if (Buffer.byteLength(word + character) <= WORD_BYTES) words[words.length - 1] = word + character;
    else words.push(character);
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}

/** RFC 2047's "Q": `_` is a space and `=XX` a byte. */
function quotedBytes(encoded: string): Buffer {
  return Buffer.from(
    encoded
      .replaceAll("_", " ")
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}
