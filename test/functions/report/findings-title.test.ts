import { expect, it } from "vitest";
import { findingsTitle, problemsText } from "../../../functions/report/html/findings-title.ts";
import type { Finding } from "../../../functions/validation/findings.ts";

function finding(code: string, severity: Finding["severity"]): Finding {
  return { code, severity, line: 2, column: null, message: "m", hint: "h" };
}

it("the heading counts errors that are not listed, and leaves warnings out", () => {
  const findings = [finding("quote", "error"), finding("row-width", "error"), finding("blank-value", "warning")];
  const counts = { quote: 3, "row-width": 1, "blank-value": 7 };
  expect(findingsTitle(findings, counts, "rejected")).toBe("Fix these 4 problems");
  expect(problemsText(findings, counts)).toBe("4 problems, 7 warnings");
});

it("one code may have errors and warnings", () => {
  const findings = [finding("meta-name", "error"), finding("meta-name", "warning")];
  expect(problemsText(findings, { "meta-name": 2 })).toBe("1 problem, 1 warning");
});

it("the heading is singular for one problem, and speaks of warnings where nothing has to be fixed", () => {
  expect(findingsTitle([finding("quote", "error")], { quote: 1 })).toBe("Fix this problem");
  expect(findingsTitle([finding("blank-value", "warning")], { "blank-value": 1 }, "ready")).toBe("Check this warning");
  expect(findingsTitle([finding("blank-value", "warning")], { "blank-value": 2 }, "ready")).toBe(
    "Check these 2 warnings",
  );
  expect(problemsText([], {})).toBe("");
});

it("a drop that failed has nothing to fix in the file", () => {
  expect(findingsTitle([finding("dataset-error", "error")], { "dataset-error": 1 }, "failed")).toBe("What went wrong");
});
