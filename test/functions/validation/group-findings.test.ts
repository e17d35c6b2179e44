import { expect, it } from "vitest";
import type { Finding, Severity } from "../../../functions/validation/findings.ts";
import { groupFindings } from "../../../functions/validation/group-findings.ts";

function finding(code: string, severity: Severity, line: number): Finding {
  return { code, severity, line, column: null, message: "", hint: "" };
}

it("groups findings by code, those with errors first, in the order of their first findings", () => {
  const [a, b, c, d] = [
    finding("blank-row", "warning", 2),
    finding("row-width", "error", 3),
    finding("blank-row", "warning", 4),
    finding("quote", "error", 5),
  ];
  expect(groupFindings([a, b, c, d], { "blank-row": 2, "row-width": 1200, quote: 1 })).toEqual([
    { code: "row-width", count: 1200, listed: [b] },
    { code: "quote", count: 1, listed: [d] },
    { code: "blank-row", count: 2, listed: [a, c] },
  ]);
});

it("counts codes that the list had no room for, and those that were not counted", () => {
  const only = finding("quote", "error", 2);
  expect(groupFindings([only], { "line-ends": 7 })).toEqual([
    { code: "quote", count: 1, listed: [only] },
    { code: "line-ends", count: 7, listed: [] },
  ]);
});
