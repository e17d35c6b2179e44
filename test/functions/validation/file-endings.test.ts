import { describe, expect, it } from "vitest";
import {
  csvNameOf,
  isTableName,
  isWorkbookName,
  USABLE_ENDINGS,
  withoutEnding,
} from "../../../functions/validation/file-endings.ts";
import { FILE_FORMATS, isAcceptedName, statedFormat } from "../../../functions/validation/file-format.ts";

describe("the ending of a file's name", () => {
  it.each([
    ["monday.csv", "monday"],
    ["MONDAY.TSV", "MONDAY"],
    ["monday.jsonl.gz", "monday"],
    ["monday.zip", "monday"],
    ["monday.csv.txt", "monday"],
    ["Monday.JSONL.TXT", "Monday"],
    ["monday.csv.csv", "monday.csv"],
    [".csv", ""],
  ])("is left out of %s", (name, base) => {
    expect(withoutEnding(name)).toBe(base);
  });

  it.each(["study.pilot", "round 1.2", "interview no.3", "csv", "monday_csv", "monday.csv.", ""])(
    "is none that is known, so %j stays whole",
    (name) => {
      expect(withoutEnding(name)).toBe(name);
      expect(csvNameOf(name)).toBe(`${name}.csv`);
    },
  );

  it.each(USABLE_ENDINGS)("is .csv for a file that ended in .%s and is fixed", (ending) => {
    expect(csvNameOf(`monday.${ending}`)).toBe("monday.csv");
    expect(csvNameOf(`MONDAY.${ending.toUpperCase()}`)).toBe("MONDAY.csv");
  });

  it.each(FILE_FORMATS)("says the format %s, in any case", (format) => {
    expect(statedFormat(`monday.${format}`)).toBe(format);
    expect(statedFormat(`MONDAY.${format.toUpperCase()}`)).toBe(format);
    expect(isAcceptedName(`monday.${format}`, true)).toBe(true);
    expect(isAcceptedName(`monday.${format}`, false)).toBe(format === "csv");
  });

  it("says no format where it is another one", () => {
    expect(["monday.txt", "monday", "monday.csv.gz", "csv"].map(statedFormat)).toEqual(Array(4).fill(undefined));
    expect(isAcceptedName("monday.txt", true)).toBe(false);
  });

  it("says that a file is a workbook which can be converted", () => {
    expect(["a.xlsx", "a.XLSM"].every(isWorkbookName)).toBe(true);
    expect(["a.xls", "a.xlsb", "a.ods", "a.csv", "xlsx"].some(isWorkbookName)).toBe(false);
  });

  it("says that a table may have it, which a file that nobody meant has not", () => {
    expect(["a.csv", "a.TSV", "a.tab", "a.txt", "a.xlsx", "a", "batch.1/a"].every(isTableName)).toBe(true);
    expect(["a.csv.part", "a.bak", "a.pdf", "a.jsonl", "study.pilot", ".a"].some(isTableName)).toBe(false);
  });
});
