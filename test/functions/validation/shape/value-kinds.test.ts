import { describe, expect, it } from "vitest";
import { areOfOtherKind, differInNumbers } from "../../../../functions/validation/shape/value-kinds.ts";

describe("values differ in their numbers alone", () => {
  it.each<[values: readonly string[], differ: boolean]>([
    [["img_1.png", "img_2.png", "img_10.png"], true],
    [["a1", "a2"], true],
    [["1a", "2a"], true],
    [[`${"x".repeat(78)}10`, `${"x".repeat(78)}11`], true],
    // A number alone, a word alone, and a sentence.
    [["1", "2"], false],
    [["-1", "-2"], false],
    [["a", "b"], false],
    [["1é", "2é"], true],
    [["item 1", "item 2"], false],
    [[`${"x".repeat(80)}1`, `${"x".repeat(80)}2`], false],
    [["img_1.png", "img_2.jpg"], false],
    [["img_1.png", "img_2.png", "photo_3.png"], false],
    [["img_1.png", "img_1.png"], false],
    [["img_1.png", "img_2.png", "img_2.png"], false],
    [[], false],
  ])("%j: %s", (values, differ) => {
    expect(differInNumbers(values)).toBe(differ);
  });
});

describe("values that a name may look like too", () => {
  it.each<[kind: string, values: readonly string[]]>([
    ["times", ["9:05", "10:15", "10:15:30", "10:15:30.25"]],
    ["dates in words", ["May 5, 2024", "Sept. 12th 2024", "5 May 2024", "12th May, 2024", "5 de mayo de 2024"]],
    ["dates of East Asia", ["2024年5月1日", "2024년 5월 1일"]],
    ["prices", ["$5", "€ 1,234.50", "5 €", "-5,50€"]],
    ["shares", ["5%", "+12,5 %", "-3.25%"]],
    ["long ids", ["507f1f77bcf86cd799439011", "507F1F77BCF86CD799439011"]],
  ])("are %s", (_, values) => {
    expect(areOfOtherKind(values)).toBe(true);
    for (const value of values) {
      expect(areOfOtherKind([value, `x ${value}`])).toBe(false);
      expect(areOfOtherKind([value, `${value} x`])).toBe(false);
    }
  });

  it.each([
    ["10:5"],
    ["100:15"],
    ["abcdefabcdefabcdefabcdef"],
    ["507f1f77bcf86cd79943901"],
    ["5 Ma 2024"],
    ["%"],
    ["€"],
  ])("are not %j", (value) => {
    expect(areOfOtherKind([value])).toBe(false);
  });
});
