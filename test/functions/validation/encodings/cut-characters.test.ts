import { describe, expect, it } from "vitest";
import { cutOffAt, textBeforeCut } from "../../../../functions/validation/encodings/cut-characters.ts";

/** Bytes, of which \x80 and above are one each, and text in UTF-8. */
function bytesOf(text: string): Uint8Array {
  return Buffer.concat(
    text
      .split(/(\\x[\da-f]{2})/)
      .map((part) => (part.startsWith("\\x") ? Buffer.from(part.slice(2), "hex") : Buffer.from(part))),
  );
}

describe("the text before a character that is cut off", () => {
  it.each<[bytes: string, text: string]>([
    // Two bytes of three or four.
    ["1,a good €\\xe2\\x82,b\n", "a good €"],
    ["1,a good €\\xe2\\x82\n", "a good €"],
    ['1,"a good €\\xe2\\x82",b\n', "a good €"],
    ["1;a good €\\xe2\\x82;b\n", "a good €"],
    ["1\ta good €\\xe2\\x82\tb\n", "a good €"],
    ["1|a good €\\xe2\\x82|b\n", "a good €"],
    ["1,a good €\\xe2\\x82\r\n", "a good €"],
    ["1,a good €\\xe2\\x82...,b\n", "a good €"],
    ["1,nice \\xf0\\x9f\\x98,b\n", "nice "],
    ["1,nice \\xf0\\x9f,b\n", "nice "],
    ["1,it\\xe2\\x80,b\n", "it"],
    // One byte, where others show that all is UTF-8.
    ["1,schön für\\xc3,b\n", "schön für"],
    // No more than its last characters.
    [`1,${"x".repeat(100)} €\\xe2\\x82,b\n`, `${"x".repeat(76)} €`],
    // The first of several.
    ["1,one €\\xe2\\x82,b\n2,two €\\xe2\\x82,b\n", "one €"],
    // The bytes that are there may end within a character too.
    ["1,a good €\\xe2\\x82,b\n2,€\\xe2", "a good €"],
  ])("%s", (bytes, text) => {
    expect(textBeforeCut(bytesOf(bytes))).toBe(text);
  });

  it.each<[what: string, bytes: string]>([
    ["all is UTF-8", "1,schön,€\n"],
    ["all is ASCII", "1,a\n"],
    ["only the end of what is there is cut", "1,schön €\\xe2\\x82"],
    ["a byte begins no character", "1,a good €\\xe2\\x82,b\n2,\\x80\n"],
    ["the text goes on", "1,a good €\\xe2\\x82 day,b\n"],
    ["two dots follow", "1,a good €\\xe2\\x82..,b\n"],
    ["the byte may be a letter of Windows-1252", "1,caf\\xe9,b\n2,schön\n"],
    ["the byte may be a small letter after one that is ASCII", "1,Gru\\xdf,schön für\n"],
    ["the byte may be a capital after one", "1,CAF\\xc9,schön für\n"],
    ["the byte may be a capital after the first one", "1,A\\xc9,schön für\n"],
    ["the byte may be a capital after the last one", "1,Z\\xc9,schön für\n"],
    ["the bytes may be quotes of Mac Roman", "1,\\xc7un\\xc8,b\n2,\\xc7\\xca\n"],
    ["nothing shows that it is UTF-8", "1,a\\xc3,b\n"],
  ])("is none where %s", (_, bytes) => {
    expect(textBeforeCut(bytesOf(bytes))).toBeUndefined();
  });

  it("is quoted, if there is any", () => {
    expect(cutOffAt(" a good ")).toBe('a character that is cut off at the end of the text "a good"');
    expect(cutOffAt(" ")).toBe("a character that is cut off at the end of a text");
  });
});
