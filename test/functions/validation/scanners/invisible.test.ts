import { describe, expect, it } from "vitest";
import {
  isInvisible,
  NO_TEXT,
  nextTextState,
  textState,
  trimInvisible,
  VISIBLE_TEXT,
} from "../../../../functions/validation/scanners/invisible.ts";

/** Where reading a text's bytes ends: with the first that is part of something visible. */
function readBytes(text: string): number {
  let state = NO_TEXT;
  for (const byte of Buffer.from(text)) {
    state = nextTextState(state, byte);
    if (state === VISIBLE_TEXT) break;
  }
  return state;
}

it("the same characters are invisible byte by byte as in a text", () => {
  const different: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    const expected = isInvisible(char) ? NO_TEXT : VISIBLE_TEXT;
    if (readBytes(char) !== expected) different.push(code.toString(16));
  }
  expect(different).toEqual([]);
});

it("what is visible stays so", () => {
  expect(textState(VISIBLE_TEXT, 0x20)).toBe(VISIBLE_TEXT);
  expect(textState(NO_TEXT, 0x20)).toBe(NO_TEXT);
  expect(textState(NO_TEXT, 0x41)).toBe(VISIBLE_TEXT);
});

describe("without what is invisible around it", () => {
  it.each([
    ["a", "a"],
    [" a b ", "a b"],
    ["\ufeff\u00a0a\u200b\t\n", "a"],
    ["a\u200bb", "a\u200bb"],
    [" \u200b ", ""],
    ["", ""],
  ])("%j is %j", (text, trimmed) => {
    expect(trimInvisible(text)).toBe(trimmed);
    expect(isInvisible(text)).toBe(trimmed === "");
  });
});
