import { describe, expect, it } from "vitest";
import { sayUniformWidth } from "../../../../functions/validation/rules/uniform-width.ts";

const NAMES = ["name", "value"];

/** What is said of a file in which each row has one field more than the header. */
function said(rows: readonly string[], names: readonly string[] = NAMES): string {
  const records = rows.map((row) => row.split(","));
  return sayUniformWidth(2, rows.length, names.length + 1, names, records).message;
}

describe("rows that all have one field more than the header have", () => {
  it.each<[what: string, rows: readonly string[], message: string]>([
    ["a comma within a field", ["Smith, Ann,5", "Doe, Jane,6"], 'a comma, such as "Smith, Ann" in the first row'],
    ["a decimal comma", ["A,13,50", "B,-2,25"], 'a decimal comma, such as "13,50" in the first row'],
    ["row names", ["1,A,x", "2,B,y"], 'the first field, "1" in the first row, seems to be a row name'],
    ["a comma at their end", ["A,x,", "B,y, "], "each row ends in a comma"],
  ])("%s", (_, rows, message) => {
    expect(said(rows)).toContain(message);
  });

  it.each<[what: string, rows: readonly string[]]>([
    ["only some rows have a space after a comma", ["Smith, Ann,5", "Doe,Jane,6"]],
    ["the spaces are within the fields", ["Smith,Jo Ann,5", "Doe,Mary Jane,6"]],
    ["there is a space before both fields", [" Smith, Ann,5", " Doe, Jane,6"]],
    ["only some rows have numbers", ["A,13,50", "B,x,25"]],
    ["the whole number has a letter before it", ["A,x13,50", "B,x2,25"]],
    ["the whole number has a letter after it", ["A,13x,50", "B,2x,25"]],
    ["the decimals have a letter before them", ["A,13,x50", "B,2,x25"]],
    ["the decimals have a letter after them", ["A,13,50x", "B,2,25x"]],
    ["the first fields do not count the rows", ["1,A,x", "5,B,y"]],
    ["only some rows end in a comma", ["A,x,", "B,y,z"]],
  ])("a surplus value where %s", (_, rows) => {
    const last = rows[0]?.split(",")[2] ?? "";
    expect(said(rows)).toMatch(
      new RegExp(`the header has 2; "${last}" in the first row is in none of its columns\\.$`),
    );
  });

  it("decimals, of two places where they may be, at none for sure", () => {
    expect(said(["A,1,2,3", "B,4,5,6"], ["name", "x", "y"])).toContain('"3" in the first row is in none');
  });
});
