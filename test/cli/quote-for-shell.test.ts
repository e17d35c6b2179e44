import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteFileForShell, quoteForShell } from "../../cli/terminal/quote-for-shell.ts";
import { cases } from "../cases.ts";

/** The words that a shell makes of a command line. */
function wordsOf(line: string, shell = "bash"): string[] {
  return execFileSync(shell, ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

const HOSTILE = [
  "$HOME",
  "`id`",
  "$(id)",
  "it's",
  'a "b"',
  "a\\b",
  "!1",
  "*",
  "~",
  "-x",
  "",
  "a b",
  "#c",
  "a=b",
  "{a,b}",
  "\u001b[2J7",
  "a\nb",
  "tab\t1",
  "\u202etxt.'\n",
  "Größe 日本語 🎉",
];

const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

describe.skipIf(process.platform === "win32")("a text in a command that is printed", () => {
  it.each(HOSTILE)("is what a shell takes: %j", (text) => {
    expect(wordsOf(quoteForShell(text))).toEqual([text]);
  });

  it.each(HOSTILE.filter((text) => !UNSEEN.test(text)))(
    "is what any POSIX shell takes if all of it is seen: %j",
    (text) => {
      expect(wordsOf(quoteForShell(text), "sh")).toEqual([text]);
    },
  );

  it("is what a shell takes, and on one line, whatever it is", () => {
    const text = fc.string({ unit: "grapheme" }).map((any) => any.replaceAll("\0", ""));
    const texts = fc.array(fc.oneof(text, fc.constantFrom(...HOSTILE)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(texts, (all) => {
        const line = all.map(quoteForShell).join(" ");
        expect(line).not.toMatch(UNSEEN);
        expect(wordsOf(line)).toEqual(all);
      }),
      { numRuns: cases(30) },
    );
  });
});

it("a plain word has no quotes, and a file is not taken for an option", () => {
  expect(quoteForShell("incoming/w-1/reviews_2.csv")).toBe("incoming/w-1/reviews_2.csv");
  expect(quoteFileForShell("-a b.csv")).toBe("'./-a b.csv'");
  expect(quoteFileForShell("-")).toBe("-");
});
