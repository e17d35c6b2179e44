import { describe, expect, it } from "vitest";
import {
  findTable,
  hasIdsBelowHeader,
  hasNumbersBelowHeader,
  hasSentencesBelowNames,
  isNumber,
  looksLikeHeader,
  looksLikeHeaderWithGaps,
} from "../../../../functions/validation/shape/table.ts";
import { recordsOf } from "./records.ts";

const record = (text: string) => recordsOf(text)[0] ?? { line: 1, fields: [], quoted: [] };

describe("a number", () => {
  it.each([
    "7",
    "42",
    "+1",
    "-12",
    "1.5",
    "1,5",
    "1.234,56",
    "1,234,567.89",
    ".5",
    ",25",
    "1e5",
    "12e+10",
    "1E-12",
    "5%",
    "12.5 %",
    " 3 ",
    "5  %",
  ])("is %j", (text) => expect(isNumber(text)).toBe(true));
  it.each([
    "",
    "x",
    "1x",
    "x1",
    "1..5",
    "1;5",
    "1.",
    "--1",
    "1e",
    "1e5x",
    "1ee5",
    "5%%",
    "%",
    "1-2",
    "1 2",
    "e5",
    ".x",
    "5x%",
    "2024-05-01",
  ])("is not %j", (text) => expect(isNumber(text)).toBe(false));
});

describe("a header", () => {
  it.each<[string, boolean]>([
    ["id,text", true],
    [" id , text ", true],
    ["id,", false],
    ["id, ", false],
    ["id,5", false],
    ["5,6", false],
    ["id,id", false],
    ["id, id ", false],
    [`id,${"x".repeat(60)}`, true],
    [`id,${"x".repeat(61)}`, false],
    [`${"x".repeat(61)},y`, false],
  ])("may be %j: %s", (text, isOne) => {
    expect(looksLikeHeader(record(text))).toBe(isOne);
  });

  it.each<[string, boolean]>([
    ["id,,text", true],
    ["id, ,text,", true],
    ["id,,", false],
    ["id", false],
    [",,", false],
    ["id,,5", false],
    ["id,,id", false],
  ])("with gaps may be %j: %s", (text, isOne) => {
    expect(looksLikeHeaderWithGaps(record(text))).toBe(isOne);
  });
});

/** A table's header as a line, and its width and fit. */
function seen(text: string) {
  const table = findTable({ text, isWhole: true }, ",");
  return table && [table.records[table.header]?.line, table.width, Math.round(table.fit * 100)];
}

const rows = (count: number, row: string) => `${row}\n`.repeat(count);

describe("a table", () => {
  it.each<[what: string, text: string, seen: number[] | undefined]>([
    ["of one column", "a\nx\n", undefined],
    ["of a header alone", "a,b\n", [1, 2, 100]],
    ["of a header and nothing that fits", "a,b\nx\ny\n", undefined],
    ["below a line of text", "Reviews\na,b\n1,2\n3,4\n", [2, 2, 100]],
    ["below blank lines", "\n,\n \na,b\n1,2\n3,4\n", [4, 2, 100]],
    ["below a comment with a comma", "# by me, today\na,b\n1,2\n3,4\n", [2, 2, 100]],
    ["below a comment that is indented", "  // by me, today\na,b\n1,2\n3,4\n", [2, 2, 100]],
    ["below a line of a comment's signs", "# =====\na,b\n1,2\n3,4\n", [2, 2, 100]],
    ["below a mark alone", "//\na,b\n1,2\n3,4\n", [2, 2, 100]],
    ["below few rows of comments", "# one, two, three\n# four, five, six\na,b\n1,2\n", [3, 2, 100]],
    ["whose first name is a number of something", "# of words,b\n1,2\n3,4\n", [1, 2, 100]],
    ["whose first name is a number of something, after spaces", "#  of words,b\n1,2\n3,4\n", [1, 2, 100]],
    ["whose first name is a mark", "#,b\n1,2\n3,4\n", [1, 2, 100]],
    ["with a mark before its names", "# a,b\nx,y\nz,v\n", [1, 2, 100]],
    ["with a mark before its names, and numbers", "# a,b\n1,2\n3,4\n", [1, 2, 100]],
    ["below names with a mark, as numbers show", "# old,names\na,b\n1,2\n3,4\n", [2, 2, 100]],
    ["with a name that begins with a number sign", "#id,b\n1,2\n3,4\n", [1, 2, 100]],
    ["with a name that has a comment's sign in it", "a # b,c // d\n1,2\n3,4\n", [1, 2, 100]],
    ["below a title in the first of three cells", "Reviews,,\na,b,c\n1,2,3\n4,5,6\n", [2, 3, 100]],
    ["below a title in the first of two cells", "Reviews,\na,b\n1,2\n3,4\n", [1, 2, 100]],
    ["below a row in which two of three cells are filled", "Reviews,2024,\na,b,c\n1,2,3\n4,5,6\n", [1, 3, 100]],
    ["of which every row looks like a title", "a,,\nb,,\nc,,\n", [1, 3, 100]],
    ["with rules between its rows", "a,b\n---+---\n1,2\n3,4\n", [1, 2, 100]],
    ["with a footer", "a,b\n1,2\n3,4\nTotal\n", [1, 2, 100]],
    ["with a row and a footer", "a,b\nc,d\nTotal\n", [1, 2, 100]],
    ["with a footer alone", "a,b\nTotal\n", undefined],
    ["with a footer of two fields", "a,b,c\n1,2,3\n4,5,6\n1,2\n", undefined],
    ["of which nine in ten rows fit", `a,b\n${rows(9, "1,2")}1,2,3\n`, [1, 2, 90]],
    ["of which eight in nine rows fit", `a,b\n${rows(8, "1,2")}1,2,3\n`, undefined],
    ["with blank rows among others", `a,b\n${rows(5, "\n1,2\n,")}`, [1, 2, 100]],
    ["of two widths, as often", "a,b\n1,2\na,b,c\n1,2,3\n", [3, 3, 100]],
    ["of two widths, the larger one first", "a,b,c\n1,2,3\na,b\n1,2\n", undefined],
    ["below thirty lines", `${rows(30, "x")}a,b\n${rows(31, "1,2")}`, [31, 2, 100]],
    ["below thirty-one lines", `${rows(31, "x")}a,b\n${rows(31, "1,2")}`, undefined],
  ])("%s", (_, text, expected) => {
    expect(seen(text)).toEqual(expected);
  });

  it.each<[what: string, text: string, hasNumbers: boolean]>([
    ["below a name", "a,b\nx,1\ny,2\n", true],
    ["in some rows", "a,b\nx,1\ny,z\n", false],
    ["below a number", "a,5\nx,1\ny,2\n", false],
    ["in rows that have the width", `a,b\n${rows(9, "x,1")}x,y,z\n`, true],
    ["in no row", "a,b\n", false],
  ])("has numbers %s", (_, text, hasNumbers) => {
    const table = findTable({ text, isWhole: true }, ",");
    expect(table && hasNumbersBelowHeader(table)).toBe(hasNumbers);
  });
});

/** The header's line, the width and the fit of a table of tabs, or of another sign. */
function seenWith(delimiter: string, text: string) {
  const table = findTable({ text: text.replaceAll("|", delimiter), isWhole: true }, delimiter);
  return table && [table.records[table.header]?.line, table.width, Math.round(table.fit * 100)];
}

describe("a table of tabs", () => {
  it.each<[what: string, text: string, seen: number[] | undefined]>([
    ["of which most rows are torn", "id|text|n\n1|Good\nreally|5\n2|Bad\nsorry|4\n", [1, 3, 0]],
    ["of two columns", "id|text\n1|a\nb\nc\nd\n2|e\nf\ng\n", undefined],
    ["below a title", "Reviews\nid|text|n\n1|a\nb\nc\nd\n", undefined],
    ["below two words that are no names", "the id|a text\n1|a|5\nb\nc\nd\ne\nf\n", undefined],
    ["of which a row begins with a tab", "id|text|n\n1|a\nb\n|c\nd|5\n", undefined],
    ["of a header alone", "id|text|n\n", [1, 3, 100]],
  ])("%s", (_, text, expected) => {
    expect(seenWith("\t", text)).toEqual(expected);
  });
});

describe("a table with rows of other widths", () => {
  it.each<[what: string, delimiter: string, text: string, seen: number[] | undefined]>([
    ["below names", ";", "id|text|n\n1|a|5\n2|b&amp|c|4\n3|d|2\n", [1, 3, 67]],
    ["below names, with commas", ",", "id|text|n\n1|a|5\n2|b&amp|c|4\n3|d|2\n", undefined],
    ["below two names, with numbers", ";", "id|text\n1|a\n2|b&amp|c\n3|d\n", [1, 2, 67]],
    ["below two names, without numbers", ";", "id|text\nx|a\ny|b&amp|c\nz|d\n", undefined],
    ["below words", ";", "the id|a text|n\n1|a|5\n2|b&amp|c|4\n3|d|2\n", undefined],
    ["below a title", ";", "Reviews\nid|text|n\n1|a|5\n2|b&amp|c|4\n3|d|2\n", undefined],
    ["of which half fit", ";", "id|text|n\n1|a|5\n2|b\n", [1, 3, 50]],
    ["whose rows all end in one more", ";", "id|text\n1|a|\n2|b|\n", [1, 2, 100]],
  ])("%s", (_, delimiter, text, expected) => {
    expect(seenWith(delimiter, text)).toEqual(expected);
  });
});

describe("a header of an id", () => {
  it.each<[what: string, text: string, hasIds: boolean]>([
    ["above codes", "code,b\nA1,x\nA2,y\n", true],
    ["above numbers", "code,b\n1,x\n2,y\n", true],
    ["above the same code", "code,b\nA1,x\nA1,y\n", false],
    ["above codes that go on", "code,b\nA1x,x\nA2x,y\n", false],
    ["above a code and a word", "code,b\nA1,x\nA,y\n", false],
    ["above one row", "code,b\nA1,x\n", false],
    ["with a digit", "code1,b1\nA1,x\nA2,y\n", false],
  ])("%s: %s", (_, text, hasIds) => {
    expect(hasIdsBelowHeader({ records: recordsOf(text), header: 0, width: 2 })).toBe(hasIds);
  });
});

describe("a header of sentences", () => {
  it.each<[what: string, text: string, has: boolean]>([
    ["above several words", "id,text\n1,Good one\n2,Bad one\n", true],
    ["above a word and several words", "id,text\n1,Good\n2,Bad one\n", false],
    ["of several words", "id,my text\n1,Good one\n2,Bad one\n", false],
    ["above no row", "id,text\n", false],
  ])("%s: %s", (_, text, has) => {
    expect(hasSentencesBelowNames({ records: recordsOf(text), header: 0, width: 2 })).toBe(has);
  });
});
