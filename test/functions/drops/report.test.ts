import { describe, expect, it } from "vitest";
import { recordOf, unreadRecord, withFinding } from "../../../functions/drops/report.ts";
import { validate } from "../validation/streams.ts";

const finding = { code: "row-width", severity: "error", line: null, column: null, message: "m", hint: "h" } as const;

describe("what ingest keeps of a drop", () => {
  it("is what validation said, with one more finding first", async () => {
    const record = recordOf(await validate("id,a\n1\n"));
    const [first] = record.findings;
    expect(record.findingCounts).toEqual({ "row-width": 1 });
    const more = withFinding(record, finding);
    expect(more).toEqual({ file: record.file, findings: [finding, first], findingCounts: { "row-width": 2 } });
    expect(withFinding(more, { ...finding, code: "fixed" }).findingCounts).toEqual({ "row-width": 2, fixed: 1 });
  });

  it("is only its size where it was not read", () => {
    expect(unreadRecord(7)).toEqual({
      file: { bytes: 7, rows: 0, columns: [], taskGroups: null, preview: [], previewHidden: [] },
      findings: [],
      findingCounts: {},
    });
  });
});
