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

/** RFC 2047's "Q": `_` is a space and `=XX` a byte. */
function quotedBytes(encoded: string): Buffer {
  return Buffer.from(
    encoded
      .replaceAll("_", " ")
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}
