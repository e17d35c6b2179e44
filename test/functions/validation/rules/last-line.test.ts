import { describe, expect, it } from "vitest";
import { LastLine } from "../../../../functions/validation/rules/last-line.ts";

function endMark(text: string, size = text.length) {
  const line = new LastLine();
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) line.push(bytes.subarray(at, at + size));
  return line.endMark();
}

describe("the last line", () => {
  it.each([
    ["END OF FILE,,", { text: "END OF FILE", by: "Gorilla", linesBelow: 0 }],
    ["END OF FILE,\n", { text: "END OF FILE", by: "Gorilla", linesBelow: 1 }],
    ['"END OF FILE","",""\r\n\r\n', { text: "END OF FILE", by: "Gorilla", linesBelow: 2 }],
    ["(12 rows),,", { text: "(12 rows)", by: "a database", linesBelow: 0 }],
    ["(3 Zeilen),", { text: "(3 Zeilen)", by: "a database", linesBelow: 0 }],
  ])("is what a program wrote: %j", (line, mark) => {
    const text = `${"id,text,label\n1,a long text,pos\n".repeat(20)}${line}`;
    for (const size of [1, 7, 255, 256, 257, text.length]) expect(endMark(text, size)).toEqual(mark);
  });

  it.each(["END OF FILE", "End of file,,", "END OF FILE,x", "THE END OF FILE,", "(12 rows)", "12,,", "", "\n"])(
    "is a datapoint, or left to others: %j",
    (line) => {
      expect(endMark(`id,text\n1,a\n${line}`)).toBeUndefined();
    },
  );
});
