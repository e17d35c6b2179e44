import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { recordOf, unreadRecord } from "../../../functions/drops/report.ts";
import { readWorkRecord } from "../../../functions/report/work-record.ts";
import { validate } from "../validation/streams.ts";

const FIX = { code: "row-width", count: 1, line: 2, column: "a", before: "x,", after: null };

describe("a work record", () => {
  it("is read as ingest writes it", async () => {
    const record = { ...recordOf(await validate("id,a\n1\n2,x\n2,x\n")), fixes: [FIX], fixable: [FIX] };
    expect(record.findings.map(({ severity }) => severity)).toEqual(["error", "warning"]);
    expect(readWorkRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it("from before a field was added has that field empty", () => {
    const record = unreadRecord(7);
    const { previewHidden: _, ...file } = { ...record.file, rows: 3 };
    expect(readWorkRecord({ ...record, file }).file).toEqual({ ...record.file, rows: 3 });
  });

  it.each([
    ["without a file", { file: undefined }],
    ["whose file is null", { file: null }],
    ["whose file is a text", { file: "bytes" }],
    ["whose file has no size", { file: { rows: 1 } }],
    ["whose findings are none", { findings: [{ code: "quote" }] }],
    ["whose severity is no severity", { findings: [{ ...FIX, severity: "off", message: "", hint: "" }] }],
    ["whose counts are none", { findingCounts: { quote: "1" } }],
    ["whose fixes are none", { fixes: [{ code: "row-width" }] }],
    ["whose definition is null", { definition: null }],
    ["whose definition is a text", { definition: "schema" }],
    ["whose definition has no schema", { definition: { source: "file" } }],
    ["whose fix is unknown", { fixes: [{ ...FIX, code: "guess" }] }],
  ])("is refused %s", (_, wrong) => {
    expect(() => readWorkRecord({ ...unreadRecord(7), ...wrong })).toThrow(z.core.$ZodError);
  });
});
