import { describe, expect, it } from "vitest";
import { belowComments } from "../../../../functions/validation/shape/comment-lines.ts";
import { recordsOf } from "./records.ts";

const COMMENT = "# Reviews of products";
const below = (text: string) => belowComments(recordsOf(text));

describe("below comments, a single column begins", () => {
  it.each<[what: string, text: string, header: number]>([
    ["with texts", `${COMMENT}\ntext\nGood one\nBad one\n`, 1],
    ["with numbers", `${COMMENT}\nscore\n1\n2\n`, 1],
    ["with words, below a year", `${COMMENT} in 2024\ntext\nGood\nBad\n`, 1],
    ["with words, below an address", `${COMMENT} http://a.org\ntext\nGood\nBad\n`, 1],
    ["below a blank line", `${COMMENT}\n\ntext\nGood one\n\nBad one\n`, 2],
    ["below a line of signs", "# =====\ntext\nGood one\nBad one\n", 1],
    ["below other marks", "  // Reviews of products\n//\ntext\nGood one\nBad one\n", 2],
    ["not with words", `${COMMENT}\ntext\nGood\nBad\n`, 0],
    ["not with words and texts", `${COMMENT}\ntext\nGood one\nBad\n`, 0],
    ["not with one row", `${COMMENT}\ntext\nGood one\n`, 0],
    ["not with a name of two words", `${COMMENT}\nThe text\nGood one\nBad one\n`, 0],
    ["not with its name again", `${COMMENT}\ntext\nGood one\ntext\nBad one\n`, 0],
    ["not with its name again, below a year", `${COMMENT} in 2024\ntext\nGood\ntext\n`, 0],
    ["not with comments below it", `${COMMENT}\ntext\nGood one\n# Bad one\n`, 0],
    ["not below two words", "# Reviews\ntext\nGood one\nBad one\n", 0],
    ["not below a mark alone", "#\ntext\nGood one\nBad one\n", 0],
    ["not where nothing is above it", "text\nGood one\nBad one\n", 0],
    ["not where there are comments alone", `${COMMENT}\n${COMMENT}\n`, 0],
  ])("%s", (_, text, header) => {
    expect(below(text)).toBe(header);
  });
});

describe("below comments, a table begins", () => {
  it.each<[what: string, text: string, header: number]>([
    ["with its names", `${COMMENT}\nid,text\n1,a\nthe rest\n`, 1],
    ["not with rows of another width", `${COMMENT}\nid,text\n1,a,x\n2,b\n`, 0],
    ["not with a sentence", `${COMMENT}\nid, text\n1,a\n2,b\n`, 0],
    ["not with numbers", `${COMMENT}\n1,5\n1,a\n2,b\n`, 0],
  ])("%s", (_, text, header) => {
    expect(below(text)).toBe(header);
  });
});
