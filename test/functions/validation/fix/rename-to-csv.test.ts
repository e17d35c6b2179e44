import { expect, it } from "vitest";
import { renameToCsv } from "../../../../functions/validation/fix/rename-to-csv.ts";

const CHANGE = { code: "not-csv", count: 1, line: null, column: null, before: "a.txt", after: "a.csv" };

it("a name that does not end in .csv is one change", () => {
  expect(renameToCsv("a.txt", "a.csv")).toEqual([CHANGE]);
  expect(renameToCsv("a.txt", "a.csv", { only: ["not-csv"], except: ["delimiter"] })).toEqual([CHANGE]);
});

it.each([
  ["ends in .csv already", "a.CSV", "a.fixed.csv", {}],
  ["is a workbook's", "a.xlsx", "a.csv", {}],
  ["is none that anybody chose", undefined, "a.csv", {}],
  ["was chosen to end otherwise", "a.txt", "b.txt", {}],
  ["is not among the changes that are wanted", "a.txt", "a.csv", { only: ["delimiter"] }],
  ["is among those that are not", "a.txt", "a.csv", { except: ["not-csv"] }],
] as const)("there is no change of a name that %s", (_why, fileName, after, options) => {
  expect(renameToCsv(fileName, after, options)).toEqual([]);
});
