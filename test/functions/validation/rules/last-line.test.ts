import { describe, expect, it } from "vitest";
import { LastLine } from "../../../../functions/validation/rules/last-line.ts";

function lastLine(text: string, size = text.length): LastLine {
  const line = new LastLine();
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) line.push(bytes.subarray(at, at + size));
  return line;
}

const endMark = (text: string, size?: number) => lastLine(text, size).endMark();

describe("the last line", () => {
  it.each([
    ["END OF FILE,,", { text: "END OF FILE", by: "Gorilla", linesBelow: 0 }],
    ["END OF FILE,\n", { text: "END OF FILE", by: "Gorilla", linesBelow: 1 }],
    ['"END OF FILE","",""\r\n\r\n', { text: "END OF FILE", by: "Gorilla", linesBelow: 2 }],
    ["(12 rows),,", { text: "(12 rows)", by: "a database", linesBelow: 0 }],
    ['"(2 rows)",', { text: "(2 rows)", by: "a database", linesBelow: 0 }],
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

  it.each([
    ["(3 rows)", 3, 0],
    ["(3 rows affected)\r\n", 3, 1],
    ["3 rows selected.\n\n", 3, 2],
    ["(2 Zeilen)", 2, 0],
  ])("is the number of rows below a single column: %j", (line, rows, linesBelow) => {
    const text = line.trimEnd();
    expect(lastLine(`text\na\n${line}`).countOf(rows)).toEqual({ text, by: "a database", linesBelow });
  });

  it.each([
    ["(3 rows)", 2],
    ["(1 row)", 1],
    ["(3 apples)", 3],
    ["", 0],
  ])("is a value of a single column: %j below %i rows", (line, rows) => {
    expect(lastLine(`text\na\n${line}`).countOf(rows)).toBeUndefined();
  });
});
