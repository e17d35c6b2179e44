import { describe, expect, it } from "vitest";
import { hasAlignedColumns } from "../../../../functions/validation/shape/aligned-columns.ts";
import { recordsOf } from "./records.ts";

describe("columns are aligned by spaces", () => {
  it.each<[what: string, lines: readonly string[], areAligned: boolean]>([
    ["below each name", ["id  text", "1   a b", "2   b", "3   c"], true],
    ["below each of three names", ["id  text  n", "1   a     5", "2   b     6", "3   c     7"], true],
    ["below a name at the end", ["id  text  ", "1   a", "2   b", "3   c"], true],
    ["with blank lines between", ["", "id  text", "", "1   a", "2   b", "", "3   c"], true],
    ["with a row that ends before a column", ["id  text", "1   a", "2   b", "3", "4   d"], true],
    ["with two rows alone", ["id  text", "1   a", "2   b"], false],
    ["with two rows that have the column", ["id  text", "1   a", "2   b", "3", "4"], false],
    ["with one row that has something else there", ["id  text", "1   a", "2   b", "3  xc"], false],
    ["with one row that has a gap there", ["id  text", "1   a", "2   b", "3    c"], false],
    ["below the first of two gaps alone", ["id  text  n", "1   a     5", "2   b     6", "3   c    7"], false],
    ["after words of one length", ["Item  name", "Photo 1", "Photo 2", "Photo 3"], false],
    ["without a gap in the header", ["id text", "1  a", "2  b", "3  c"], false],
    ["beside a comma in a row", ["id  text", "1   a", "2   b,c", "3   c"], false],
    ["beside a comma in each", ["id  text,n", "1   a,1", "2   b,2", "3   c,3"], false],
    ["of a header alone", ["id  text"], false],
    ["of nothing", [""], false],
  ])("%s: %j", (_, lines, areAligned) => {
    expect(hasAlignedColumns(recordsOf(`${lines.join("\n")}\n`))).toBe(areAligned);
  });
});
