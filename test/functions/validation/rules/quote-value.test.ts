import { describe, expect, it } from "vitest";
import { cutAt, quoteValue } from "../../../../functions/validation/rules/quote-value.ts";

describe("a value is quoted", () => {
  it.each([
    ["as it is", "a b", '"a b"'],
    ["with a sign for a line feed", "a\nb", '"a↵b"'],
    ["with a sign for a carriage return", "a\rb", '"a↵b"'],
    ["with a sign for a tab", "a\tb", '"a⇥b"'],
    ["with the sign of a lost character", "a\ufffdb", '"a\ufffdb"'],
    ["with the names of what is not seen", "a\0\u200b\u00a0b", '"a<U+0000><U+200B><U+00A0>b"'],
    ["whole, if it has 80 characters", "é".repeat(80), `"${"é".repeat(80)}"`],
    ["as far as 80 characters, if it has more", "é".repeat(81), `"${"é".repeat(80)}…"`],
  ])("%s", (_, value, quoted) => {
    expect(quoteValue(value)).toBe(quoted);
  });

  it("with no character cut in two", () => {
    expect(cutAt("a😀b", 2)).toBe("a😀…");
    expect(cutAt("a😀", 2)).toBe("a😀");
  });
});
