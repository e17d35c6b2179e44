import { describe, expect, it } from "vitest";
import {
  isDone,
  OUTCOMES,
  recordOf,
  rejectedFor,
  totalFindings,
  unreadRecord,
  withFinding,
} from "../../../functions/drops/report.ts";
import { validate } from "../validation/streams.ts";

const finding = { code: "row-width", severity: "error", line: null, column: null, message: "m", hint: "h" } as const;

describe("what ingest keeps of a drop", () => {
  it("is what validation said, with one more finding first", async () => {
    const record = recordOf(await validate("id,a\n1\n"));
    const [first] = record.findings;
    expect(record.findingCounts).toEqual({ "row-width": 1 });
    const more = withFinding(record, finding);
    expect(more).toEqual({ file: record.file, findings: [finding, first], findingCounts: { "row-width": 2 } });
    const fixed = withFinding(more, { ...finding, code: "fixed" });
    expect(fixed.findingCounts).toEqual({ "row-width": 2, fixed: 1 });
    expect(totalFindings(fixed)).toBe(3);
  });

  it("of a file that is valid in itself may still reject it", async () => {
    const validation = await validate("id,a\n1,x\n");
    expect(validation.ok).toBe(true);
    expect(rejectedFor(validation, finding)).toEqual({
      ...validation,
      ok: false,
      findings: [finding],
      findingCounts: { "row-width": 1 },
    });
  });

  it("is only its size where it was not read", () => {
    expect(unreadRecord(7)).toEqual({
      file: { bytes: 7, rows: 0, columns: [], taskGroups: null, preview: [], previewHidden: [] },
      findings: [],
      findingCounts: {},
    });
  });
});

it("nothing is left to do for a drop that is ready, or a definition that applies", () => {
  expect(OUTCOMES.filter(isDone)).toEqual(["ready", "accepted"]);
});
