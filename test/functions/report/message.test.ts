import { describe, expect, it } from "vitest";
import type { ReportedDefinition } from "../../../functions/drops/folders.ts";
import { type Report, unreadRecord } from "../../../functions/drops/report.ts";
import { writeMessage, writeSubject } from "../../../functions/report/message.ts";
import { reportOf } from "./reports.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_BYTES = 256 * 1024;

async function messageOf(content: string): Promise<string> {
  return writeMessage(await reportOf(content), { report: "results/r.json", page: "results/r.html" });
}

describe("a notice", () => {
  it("names the columns that participants see, and those that they don't", async () => {
    const message = await messageOf("id,text,META_source\n1,Great,amazon\n");
    expect(message).toContain("Participants see: id, text\nMetadata, not shown: META_source\n");
  });

  it("is within SNS's limits for any number of columns and any length of names", async () => {
    const names = Array.from({ length: 9000 }, (_, index) => `question ${index} of the survey, in the long form`);
    const message = await messageOf(
      `${names.map((name) => `"${name}"`).join(",")}\n${names.map(() => "x").join(",")}\n`,
    );
    expect(message).toContain("question 19 of the survey, in the long form, and 8980 more, in the report");
    expect(Buffer.byteLength(message)).toBeLessThan(MOST_BYTES);

    const long = await messageOf(`id,${"🎉".repeat(200_000)}\n1,x\n`);
    expect(long).toContain(`Participants see: id, ${"🎉".repeat(100)}…\n`);
    expect(Buffer.byteLength(long)).toBeLessThan(MOST_BYTES);
  });
});

it("a notice is within SNS's limits however long a finding's words are", async () => {
  const report = await reportOf("id,a\n1\n");
  const [finding] = report.findings;
  if (!finding) throw new Error("The row is too short.");
  const long = { ...finding, message: "🎉".repeat(200_000), hint: "🎉".repeat(200_000) };
  const message = writeMessage({ ...report, findings: [long, long] }, { report: "r", page: "p" });
  expect(Buffer.byteLength(message)).toBeLessThan(MOST_BYTES);
});

describe("a notice's subject", () => {
  const subject = async (key: string, outcome: "ready" | "rejected" | "failed" = "ready") =>
    writeSubject(await reportOf("id,a\n1,x\n", { outcome, drop: { bucket: "b", key, versionId: "v" } }));

  it("names the file and what became of it, in ASCII", async () => {
    expect(await subject("incoming/w1/a b.csv")).toBe("dropset: w1/a b.csv is READY");
    expect(await subject("incoming/a.csv", "rejected")).toBe("dropset: a.csv was rejected");
    expect(await subject("elsewhere/a.csv", "failed")).toBe("dropset: elsewhere/a.csv failed");
    expect(await subject("incoming/a🎉\n.csv")).toBe("dropset: a???.csv is READY");
  });

  it("has 99 characters at most, and says the outcome first where the name is cut", async () => {
    const longest = "x".repeat(99 - "dropset:  is READY".length);
    expect(await subject(`incoming/${longest}`)).toBe(`dropset: ${longest} is READY`);
    expect(await subject(`incoming/${longest}y`)).toBe(`dropset: is READY: ${longest}y`.slice(0, 99));
  });
});

describe("a notice's text", () => {
  const FIX = { code: "delimiter", count: 1, line: null, column: null, before: "a", after: "b" } as const;
  const write = async (content: string, overrides: Partial<Report> = {}) =>
    writeMessage(await reportOf(content, overrides), { report: "results/r\n.json", page: "results/r.html" });

  it("has the facts of a READY dataset", async () => {
    expect(await write("META_TASK_GROUP_ID,id\n1,1\n2,2\n2,3\n")).toBe(
      [
        "reviews.csv is READY.",
        "",
        "Dataset: reviews (d1), READY",
        "Workspace: w1",
        "File: 34 bytes, 3 rows",
        "Participants see: id",
        "Metadata, not shown: META_TASK_GROUP_ID",
        "Task groups: 2, of 1 to 2 rows",
        "",
        "Report: s3://b/results/r .json",
        "Report as a web page: s3://b/results/r.html",
        "Dropped: 2026-11-24T12:00:00.000Z, finished: 2026-11-24T12:00:04.200Z",
      ].join("\n"),
    );
  });

  it("has a rejected file's findings, with their places", async () => {
    const finding = {
      code: "quote",
      severity: "error",
      line: 2,
      column: "a\r\nb",
      message: "m\n",
      hint: "h\n",
    } as const;
    const findings = [
      finding,
      { ...finding, line: null },
      { ...finding, column: null },
      { ...finding, line: null, column: null },
    ];
    const lines = (
      await write("id,a\n1,x\n", { outcome: "rejected", dataset: null, findings, findingCounts: { quote: 4 } })
    ).split("\n");
    expect(lines.slice(0, 11)).toEqual([
      "reviews.csv was rejected.",
      "",
      "No dataset was created.",
      "File: 9 bytes, 1 rows",
      "Participants see: id, a",
      "",
      "Findings: 4",
      "- error quote (line 2, column a b): m  h ",
      "- error quote (column a b): m  h ",
      "- error quote (line 2): m  h ",
      "- error quote: m  h ",
    ]);
    expect(lines[11]).toBe("");
  });

  it("lists ten findings, and counts the others", async () => {
    const finding = { code: "quote", severity: "error", line: 2, column: null, message: "m", hint: "h" } as const;
    const findings = Array.from({ length: 11 }, () => finding);
    const message = await write("id,a\n1,x\n", { findings, findingCounts: { quote: 11, "row-width": 2 } });
    expect(message.match(/^- error/gm)).toHaveLength(10);
    expect(message).toContain("\nFindings: 13\n");
    expect(message).toContain("\n… and 3 more, in the report.\n");
  });

  it("says that the file was fixed, or could be", async () => {
    expect(await write("id,a\n1,x\n", { fixes: [FIX] })).toMatch(
      /^reviews\.csv is READY\. The file was fixed first, and the fixed file was used\.\n/,
    );
    expect(await write("id,a\n1,x\n", { fixable: [FIX] })).toMatch(
      /^reviews\.csv is READY\. All errors can be fixed without guessing\.\n/,
    );
  });

  const FIELDS = { strict: false, fields: { id: { type: "text" } } } as const;
  const definition = (more: Partial<ReportedDefinition>): ReportedDefinition => ({
    source: "file",
    files: "a-dataset-each",
    schema: FIELDS,
    ...more,
  });

  it("of an import has what became of its records, and where the refused rows are", async () => {
    const imported = { id: "i1", status: "partial", added: 1200, duplicates: 3, rejected: 2 };
    const facts: Partial<Report> = { outcome: "partial", import: imported, definition: definition({}) };
    const lines = (await write("id,a\n1,x\n", { ...facts, refusedFile: "results/r\n.refused.csv" })).split("\n");
    expect(lines[0]).toBe("reviews.csv was imported in part.");
    expect(lines.slice(3, 6)).toEqual([
      "Workspace: w1",
      "Records: 1,200 added, 3 there already, 2 refused",
      "File: 9 bytes, 1 rows",
    ]);
    expect(lines.slice(-4, -1)).toEqual([
      "Report: s3://b/results/r .json",
      "Refused rows, to fix and upload again: s3://b/results/r .refused.csv",
      "Report as a web page: s3://b/results/r.html",
    ]);
    const uncounted = { ...imported, added: null, duplicates: null, rejected: null };
    expect(await write("id,a\n1,x\n", { ...facts, import: uncounted })).not.toContain("Records:");
  });

  it.each([
    ["a-dataset-each", "Each file that is uploaded to this folder from now on becomes a typed dataset."],
    ["one-dataset", "Files that are uploaded to this folder from now on are imported into one dataset."],
  ] as const)("of a definition that was accepted says what files become: %s", async (files, becomes) => {
    const { file } = unreadRecord(40);
    const facts: Partial<Report> = { outcome: "accepted", dataset: null, definition: definition({ files }), file };
    const lines = (await write("id,a\n1,x\n", facts)).split("\n");
    expect(lines.slice(0, 4)).toEqual(["reviews.csv was accepted.", "", becomes, "File: 40 bytes"]);
  });

  it("says that the stack's settings define the folder, if they do", async () => {
    const said = "The folder is defined by the stack's settings.";
    expect(await write("id,a\n1,x\n", { definition: definition({ source: "settings" }) })).toContain(`\n${said}\n`);
    expect(await write("id,a\n1,x\n", { definition: definition({}) })).not.toContain(said);
  });

  it("of a file that was not read has only its size", async () => {
    const { file } = unreadRecord(7);
    expect(await write("id,a\n1,x\n", { file })).toContain("\nFile: 7 bytes\n\nReport:");
  });

  it("of a file without visible columns says that participants see nothing", async () => {
    const { file } = await reportOf("id,a\n1,x\n");
    const columns = [{ name: "META_a", visible: false }];
    expect(await write("id,a\n1,x\n", { file: { ...file, columns } })).toContain(
      "\nParticipants see: nothing\nMetadata, not shown: META_a\n",
    );
  });

  it("lists twenty columns, and counts the others only if there are more", async () => {
    const header = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`).join(",");
    expect(await write(`${header(20)}\n${header(20)}\n`)).toContain("c18, c19\n");
    expect(await write(`${header(21)}\n${header(21)}\n`)).toContain("c18, c19, and 1 more, in the report\n");
  });
});
