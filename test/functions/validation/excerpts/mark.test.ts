import { describe, expect, it } from "vitest";
import { columnsInFile, findMark } from "../../../../functions/validation/excerpts/mark.ts";
import type { Finding, FindingCode } from "../../../../functions/validation/findings.ts";

/** A line with what is marked in brackets. */
function marked(code: FindingCode, text: string, column: string | null, columns = ["id", "text"], line = 2): string {
  const finding: Finding = { code, severity: "error", line, column, message: "", hint: "" };
  const { start, end } = findMark(finding, text, columns);
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

describe("what a finding is about is marked in its line", () => {
  it.each<[code: FindingCode, text: string, column: string | null, marked: string]>([
    ["damaged-text", "1,a,b", "text", "1,[a],b"],
    ["damaged-text", '1,"a, ""b""",c', "text", '1,["a, ""b"""],c'],
    ["damaged-text", "1,,b", "text", "1,[,]b"],
    ["damaged-text", "1,a", "other", "[1,a]"],
    ["damaged-text", "1,a", null, "[1,a]"],
    ["damaged-text", "", null, "[]"],
    ["row-width", "1,a,b,c", null, "1,a,[b,c]"],
    ["row-width", "1", null, "1[]"],
    ["control-character", "1\u0001,a\u0001b", "text", "1\u0001,a[\u0001]b"],
    ["control-character", "1,\ta", "text", "1,[\ta]"],
    ["nul-byte", "1,a\0b", "text", "1,a[\0]b"],
    ["nul-byte", "1,a\0b", null, "1,a[\0]b"],
    ["nul-byte", "1,ab", null, "[1,ab]"],
    ["encoding", "1,a\ufffdb", null, "1,a[\ufffd]b"],
    ["encoding", "1,ab", null, "[1,ab]"],
    ["quote", '1,a "b"', "text", '1,a ["]b"'],
    ["quote", '1,"a" b', "text", '1,"a"[ b]'],
    ["quote", '1,"a', "text", '1,["]a'],
    ["quote", "1,a", null, "[1,a]"],
    ["delimiter", "1;a", null, "1[;]a"],
    ["delimiter", "1,a", null, "[1,a]"],
    ["byte-order-mark", "1,\ufeffa", null, "1,[\ufeff]a"],
    ["byte-order-mark", "1,a", "text", "1,[a]"],
    ["byte-order-mark", "1,a", null, "[1,a]"],
    ["blank-column", "a, ,b", null, "a,[ ],b"],
    ["blank-column", "a,b", null, "[a,b]"],
    ["json-value", '{"id": 1, "text": [2, 3]}', "text", '{"id": 1, ["text": [2, 3]]}'],
    ["json-value", '{"id": 1}', "text", '[{"id": 1}]'],
    ["damaged-text", ' { "text": "a" }', "text", ' { ["text": "a"] }'],
    ["damaged-text", "x {}", "text", "[x {}]"],
  ])("%s in %j", (code, text, column, expected) => {
    expect(marked(code, text, column)).toBe(expected);
  });

  it("a quote in the header, wherever it is", () => {
    expect(marked("quote", 'id,te"xt', null, ["id", "text"], 1)).toBe('id,te["]xt');
    expect(marked("quote", "id,text", null, ["id", "text"], 1)).toBe("[id,text]");
  });
});

describe("the columns are in the file's order", () => {
  it.each<[what: string, header: string | undefined, columns: readonly string[]]>([
    ["where the header has the same names", "text,id", ["text", "id"]],
    ["where a mark is before them", "\ufefftext,id", ["text", "id"]],
    ["where they are in quotes", '"text","id"', ["text", "id"]],
    ["not where one is another", "text,ID", ["id", "text"]],
    ["not where one is missing", "text", ["id", "text"]],
    ["not where one is twice", "text,id,id", ["id", "text"]],
    ["not where a quote does not close", '"text,id', ["id", "text"]],
    ["not where a name ends in a quote", 'text",id', ["id", "text"]],
    ["not where there is no header", undefined, ["id", "text"]],
  ])("%s", (_, header, columns) => {
    expect(columnsInFile(header, ["id", "text"])).toEqual(columns);
  });

  it("with the quotes in their names", () => {
    expect(columnsInFile('"my ""text""",id', ["id", 'my "text"'])).toEqual(['my "text"', "id"]);
  });
});
