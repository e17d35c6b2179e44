import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeEncodedWords, encodeWords } from "../../../functions/drops/encoded-words.ts";

it("what is encoded for a header is plain ASCII in words of 75 characters at most, and is decoded to the same text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), (text) => {
      const encoded = encodeWords(text);
      expect(encoded).toMatch(/^[ -~]*$/);
      if (encoded !== text) expect(Math.max(...encoded.split(" ").map((word) => word.length))).toBeLessThanOrEqual(75);
      expect(decodeEncodedWords(encoded)).toBe(text);
    }),
  );
});

it("plain ASCII is not encoded, unless it looks encoded or would lose its spaces", () => {
  expect(encodeWords("Product reviews Q4")).toBe("Product reviews Q4");
  for (const text of ["=?UTF-8?B?aGk=?=", " spaces ", "two  spaces", "line\nbreak"]) {
    expect(encodeWords(text)).not.toBe(text);
    expect(decodeEncodedWords(encodeWords(text))).toBe(text);
  }
});

it("what is encoded has as few words as there may be", () => {
  expect(encodeWords(`${"x".repeat(43)}é`).split(" ")).toHaveLength(1);
  expect(encodeWords(`${"x".repeat(44)}é`).split(" ")).toHaveLength(2);
});

it.each([
  ["=?UTF-8?Q?a?=  \n =?utf-8?q?b?=", "ab"],
  ["=?UTF-8?Q?a?= c =?UTF-8?Q?b?=", "a c b"],
  // Bytes that are not UTF-8.
  ["=?UTF-8?B?/w==?=", "=?UTF-8?B?/w==?="],
])("the words %j are read as %j", (words, text) => expect(decodeEncodedWords(words)).toBe(text));
