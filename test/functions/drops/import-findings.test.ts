import { describe, expect, it } from "vitest";
import * as findings from "../../../functions/drops/import-findings.ts";

const PLACE = { field: "a", reason: " rude\n", lines: [4], index: 2, value: "x", files: "a-dataset-each" } as const;
const WHY = "The service does not say whether it counts from 0 or 1";

describe("a record that was refused", () => {
  it.each([
    [{}, 4, 'The service refused this record for "x": rude.'],
    [{ value: "" }, 4, "The service refused this record: rude."],
    [{ value: 7 }, 4, "The service refused this record: rude."],
    [{ reason: "v1.2 is needed" }, 4, 'The service refused this record for "x": v1.2 is needed.'],
    [{ reason: "Why?" }, 4, 'The service refused this record for "x": Why?'],
    [{ lines: [] }, null, "The service refused record 2: rude. The file has no such record."],
    [{ lines: [4, 5] }, null, `The service refused record 2: rude. ${WHY}, so this is line 4 or line 5; both rows are`],
  ])("is named by its line, or by its number: %j", (change, line, message) => {
    const finding = findings.recordRefused({ ...PLACE, ...change });
    expect(finding).toMatchObject({ code: "record-refused", severity: "error", line, column: "a" });
    expect(finding.message.startsWith(message)).toBe(true);
    if (line !== null) expect(finding.message).toBe(message);
  });

  it.each([
    ["one-dataset", " to this folder: only these rows are added."],
    ["a-dataset-each", ": it becomes a dataset of its own."],
  ] as const)("is to be fixed in the file of the refused rows: %s", (files, end) => {
    const start = "Fix it in the file of the refused rows, which is next to the report, and upload that file";
    expect(findings.recordRefused({ ...PLACE, files }).hint).toBe(start + end);
  });
});

it.each([
  [findings.recordsNotNamed(1, "one-dataset"), "The service refused 1 record without saying which."],
  [findings.recordsNotNamed(2, "one-dataset"), "The service refused 2 records without saying which."],
  [
    findings.refusedNotFound(1, "one-dataset"),
    "The service refused 1 record, but their lines could not be determined.",
  ],
  [
    findings.refusedNotFound(2, "one-dataset"),
    "The service refused 2 records, but their lines could not be determined.",
  ],
])("refused records are counted where nothing else is known: %o", (finding, message) => {
  expect(finding).toMatchObject({ code: "record-refused", severity: "error", line: null, column: null, message });
  expect(finding.hint).toBe(
    "Look at the import in the service, fix what it refused, and upload the file again: records that are already in the dataset are skipped.",
  );
});

it("refused records that are not in their file are to be fixed in the whole file", () => {
  expect(findings.recordsNotInFile(3, 1, "a-dataset-each")).toMatchObject({
    code: "record-refused",
    hint: "Fix them in the whole file, and upload the file again: it becomes another dataset, with all of its records.",
  });
});
