import { describe, expect, it } from "vitest";
import { marksBefore, withoutMarks } from "../../../../functions/validation/rules/byte-order-marks.ts";

describe("byte order marks", () => {
  it.each([
    ["\ufeffid", "\ufeff", "id"],
    ["\ufeff\ufeffid", "\ufeff\ufeff", "id"],
    ["ï»¿id", "ï»¿", "id"],
    ["þÿid", "þÿ", "id"],
    ["ÿþid", "ÿþ", "id"],
    ["∩╗┐id", "∩╗┐", "id"],
    ["ï»¿\ufeffid", "ï»¿\ufeff", "id"],
    ["i\ufeffd", "", "id"],
    ["id", "", "id"],
    ["", "", ""],
    // Letters, or a part of a mark.
    ["ïd", "", "ïd"],
    ["iï»¿d", "", "iï»¿d"],
  ])("%j begins with %j, and is %j without any", (text, marks, bare) => {
    expect(marksBefore(text)).toBe(marks);
    expect(withoutMarks(text)).toBe(bare);
  });
});
