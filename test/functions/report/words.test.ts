import { describe, expect, it } from "vitest";
import { groupsText, rangeText } from "../../../functions/report/html/group-sizes.tsx";
import {
  bytesText,
  dropName,
  durationText,
  momentText,
  plural,
  visibleLines,
  visibleText,
} from "../../../functions/report/html/words.ts";
import { numberText } from "../../../functions/validation/number-text.ts";

const KIB = 1024;

describe("a page's words", () => {
  it.each([
    [0, "0 B"],
    [0.5, "1 B"],
    [1, "1 B"],
    [1023, "1023 B"],
    [KIB, "1.0 KiB"],
    [1.5 * KIB, "1.5 KiB"],
    [KIB ** 2 - 1, "1024.0 KiB"],
    [KIB ** 2, "1.0 MiB"],
    [5 * KIB ** 3, "5.0 GiB"],
    [2048 * KIB ** 3, "2048.0 GiB"],
  ])("for %d bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it("for numbers have separators, and a plural", () => {
    expect(numberText(1_234_567)).toBe("1,234,567");
    expect([plural(0, "row"), plural(1, "row"), plural(1000, "row")]).toEqual(["0 rows", "1 row", "1,000 rows"]);
  });

  it.each([
    [-5, "0.0 s"],
    [9949, "9.9 s"],
    [10_000, "10 s"],
    [59_999, "59 s"],
    [60_000, "1 min 0 s"],
    [3_599_999, "59 min 59 s"],
    [3_600_000, "1 h 0 min"],
    [5_460_000, "1 h 31 min"],
  ])("for %d ms are %s", (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

  it("for a time are its second in UTC", () => {
    expect(momentText("2026-11-24T12:34:56.789Z")).toBe("2026-11-24 12:34:56 UTC");
  });

  it("for a drop are its key without incoming/", () => {
    expect(dropName("incoming/w1/a\tb.csv")).toBe("w1/a⇥b.csv");
    expect(dropName("elsewhere/a.csv")).toBe("elsewhere/a.csv");
  });

  it("show characters that cannot be seen, or that turn the text around", () => {
    expect(visibleText("a\tb\nc\r\nd\0e\u001ff g")).toBe("a⇥b␊c␊d␀e␟f g");
    expect(visibleText("a\u007fb\u009fc\u202ed\u2028e\u2029f")).toBe("a�b�c�d�e�f");
    expect(visibleLines("a\tb\nc\r\nd\re\0")).toBe("a\tb\nc\nd␍e␀");
  });

  it("for task groups say how many rows they have", () => {
    const groups = { count: 2, smallest: 1, largest: 1000, histogram: [] };
    const rest = " A participant completes a whole group in one submission.";
    expect(groupsText(groups)).toBe(`2 task groups of 1 to 1,000 rows.${rest}`);
    expect(groupsText({ ...groups, count: 1, largest: 1 })).toBe(`1 task group of 1 row.${rest}`);
    expect(rangeText({ from: 1, to: 1, groups: 1 })).toBe("1");
    expect(rangeText({ from: 1025, to: 2048, groups: 1 })).toBe("1,025–2,048");
  });
});
