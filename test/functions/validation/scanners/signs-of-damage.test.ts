import { describe, expect, it } from "vitest";
import {
  endsAddress,
  endsEscape,
  endsHash,
  mayBeLetter,
} from "../../../../functions/validation/scanners/signs-of-damage.ts";

/** The bytes of a text from its end; in front of it a line ends. */
const backIn = (text: string) => (back: number) => Buffer.from(text).at(-1 - back) ?? 0x0a;

describe("an escape ends with", () => {
  it.each([
    ["\\xc3", true],
    ["\\Xe9", true],
    ["a\\u00e9", true],
    ["\\U0001f600", true],
    // ASCII, another letter, too few digits or more, and no backslash.
    ["\\x41", false],
    ["\\yc3", false],
    ["\\u00g9", false],
    ["\\u00e", false],
    ["\\u00e9a", false],
    ["\\v00e9", false],
    ["\\U1001f600", false],
    ["\\V0001f600", false],
    ["/U0001f600", false],
    ["/u00e9", false],
    ["xc3", false],
  ])("%s: %s", (text, ends) => {
    expect(endsEscape(backIn(text))).toBe(ends);
  });
});

describe("a question mark may stand for a letter, before the end of", () => {
  it.each([
    ["don?t", true],
    ["f?r", true],
    ["?b", true],
    ["??", true],
    ['"f?r', true],
    ["'f?r", true],
    ["(f?r", true],
    [",f?r", true],
    [" F?r", true],
    ["qu?est?c", true],
    ["abcdefghi?z", true],
    ["abcdefghij?z", false],
    ["a?A", false],
    ["a?{", false],
    ["a?`", false],
    ["a? ", false],
    ["/a?z", false],
    [")a?z", false],
    ["1a?z", false],
    ["a??", false],
    ["5??", false],
  ])("%s: %s", (text, may) => {
    expect(mayBeLetter(backIn(text))).toBe(may);
  });
});

describe("the hash of an object's name ends with", () => {
  it.each([
    ["Review@1b2C3", true],
    ["Review@1b2c", false],
    ["Review#1b2c3", false],
    ["Review@1b2g3", false],
    ["Review@1b2c34", false],
  ])("%s: %s", (text, ends) => {
    expect(endsHash(backIn(text))).toBe(ends);
  });
});

describe("an object's address ends with", () => {
  it.each([
    ["<Review object at 0x7f2b1c0d3a90>", true],
    ["#<Review:0x000055d5>", true],
    ["<Review at 0x7f2b1c0d3a90f00d>", true],
    ["<Review at 0x7f2b1>", false],
    ["<Review at 0x7f2b1c0d3a90x>", false],
    ["<Review 0x7f2b1c0d3a90>", false],
    ["<b>", false],
    [">", false],
  ])("%s: %s", (text, ends) => {
    expect(endsAddress(backIn(text))).toBe(ends);
  });
});
