import { describe, expect, it } from "vitest";
import { namePartsOf, renamedAs, typedFileName } from "../../../../page/client/tray/name-parts.ts";

describe("the name of a chosen file", () => {
  it.each([
    ["monday.csv", "monday", ".csv"],
    ["MONDAY.CSV", "MONDAY", ".CSV"],
    ["monday.jsonl", "monday", ".jsonl"],
    ["monday.txt", "monday", ".csv"],
    ["monday.xlsx", "monday", ".csv"],
    ["monday", "monday", ".csv"],
    ["round 1.2", "round 1.2", ".csv"],
    ["study.pilot", "study.pilot", ".csv"],
    ["answers.v2", "answers.v2", ".csv"],
    ["monday.csv.gz", "monday", ".csv"],
    ["a.b.csv.txt", "a.b", ".csv"],
    [".csv", "", ".csv"],
  ])("%s is %j and the ending %s", (name, base, ending) => {
    expect(namePartsOf(name)).toEqual({ base, ending });
  });

  it.each([
    ["tuesday", "tuesday.csv"],
    [" tuesday.csv ", "tuesday.csv"],
    ["tuesday.CSV", "tuesday.CSV"],
    ["tuesday.txt", "tuesday.txt.csv"],
    ["tuesday.jsonl", "tuesday.jsonl"],
    ["", undefined],
    [" ", undefined],
    [".csv", undefined],
    ["a/b", undefined],
  ])("typed as %j is %s", (typed, name) => {
    expect(typedFileName(typed, "monday.csv")).toBe(name);
  });

  it.each([
    ["two.xlsx", "two.csv", "two.xlsx"],
    ["two.xlsx", "people.csv", "people.xlsx"],
    ["noext", "noext.csv", "noext"],
    ["noext", "people.csv", "people"],
    ["a.csv", "people.csv", "people.csv"],
  ])("%s that was fixed as %s was %s before", (before, fixed, name) => {
    expect(renamedAs(before, fixed)).toBe(name);
  });
});
