import { expect, it } from "vitest";
import { wrap } from "../../cli/terminal/wrap.ts";
import { showFindings } from "../../cli/validate/show-findings.ts";
import type { Finding } from "../../functions/validation/findings.ts";

it("a text is broken between words, by the width of its characters, and begins where its lead ends", () => {
  expect(wrap("  Shown  ", "one two three", 16)).toEqual(["  Shown  one two", "         three"]);
  expect(wrap("", "日本 日本 日本", 9)).toEqual(["日本 日本", "日本"]);
  expect(wrap("  ", "a_word_longer_than_the_line b", 10)).toEqual(["  a_word_longer_than_the_line", "  b"]);
  expect(wrap("  ", "one two three", undefined)).toEqual(["  one two three"]);
});

it("findings fit a terminal, name columns where these differ, and say once what is the same", () => {
  const findings = ["first", "second", "third", "fourth", "fifth"].map(
    (column): Finding => ({
      code: "column-whitespace",
      severity: "warning",
      line: 1,
      column,
      message: "The name has spaces at its ends, which participants would not see.",
      hint: "Remove them.",
    }),
  );
  const shown = { findings, findingCounts: { "column-whitespace": 5 }, listedBy: undefined };
  expect(showFindings(shown, { width: 40, paint: (_, text) => text })).toEqual([
    "",
    "  warning  column-whitespace  5 times",
    "    line 1, column first",
    "    line 1, column second",
    "    line 1, column third",
    "    The name has spaces at its ends,",
    "    which participants would not see.",
    "    Remove them.",
    "    Also in columns fourth, fifth.",
  ]);
});
