import { describe, expect, it } from "vitest";
import { hasAddress, hasQuestionMarks } from "../../../../functions/validation/rules/doubtful-text.ts";

describe("question marks", () => {
  it.each<[text: string, areLetters: boolean]>([
    ["?????? ???", true],
    ["??? ?????", true],
    ["(???? ?????)!", true],
    ["I don?t know", true],
    ["f?r alle", true],
    // Words of one length, and few question marks, are what people type.
    ["????? ?????", false],
    ["???? ???", false],
    ["?????????", false],
    ["really?yes", false],
    // Most of the text has to be lost.
    ["???? ????? abcdefgh", true],
    ["???? ????? abcdefghi", false],
    ["a??? b?????", false],
    ["", false],
  ])("take the place of letters in %j: %s", (text, areLetters) => {
    expect(hasQuestionMarks(text)).toBe(areLetters);
  });
});

describe("an object's address in the memory", () => {
  it.each<[text: string, above: string, isDamage: boolean]>([
    ["<Answer object at 0x7f3a2c1b5d90>", "", true],
    ["<Answer object at 0x7f3a2c1b5d90>", "id,text\n1,", true],
    ["It prints <Answer object at 0x7f3a2c1b5d90>", "", false],
    ["<Answer object at 0x7f3a2c1b5d90>", "Why does this print:\n", false],
    ["Answer", "", false],
  ])("is in %j below %j: %s", (text, above, isDamage) => {
    expect(hasAddress(text, above)).toBe(isDamage);
  });
});
