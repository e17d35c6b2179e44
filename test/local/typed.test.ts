import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dropset } from "../cli/dropset.ts";
import { type Pipeline, QUICK, startPipeline, WORKSPACE } from "./pipeline.ts";

const SCHEMA = {
  strict: true,
  fields: {
    question: { type: "text", label: "Question" },
    picture: { type: "image_url" },
    source: { type: "metadata" },
    thread: { type: "task_group_id" },
  },
};
const HEADER = "question,picture,source,thread\n";
const row = (name: string) => `${name},https://example.org/${name}.png,web,${name}\n`;
const SETTINGS_FOLDER = "by-settings";

let pipeline: Pipeline;
beforeAll(async () => {
  const settings = {
    ...QUICK,
    // A killed ingest's message is redelivered, and its claim has ended, after half a minute: a busy machine needs that long for an ingest.
    ingest: { timeoutSeconds: 30, maxReceiveCount: 5 },
    severities: { "media-url": "warning", "task-group-size": "off" } as const,
    folders: { [SETTINGS_FOLDER]: { workspaceId: WORKSPACE, schema: SCHEMA, files: "one-dataset", name: "Settings" } },
  };
  pipeline = await startPipeline({ settings });
  const QueueUrl = pipeline.cloud.outputs.DropQueueUrl;
  await pipeline.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "31" } }));
});
afterAll(() => pipeline.stop());
afterEach(() => {
  pipeline.sandbox.faults.clear();
  pipeline.cloud.faults.clear();
});

/** Defines a folder, and waits for the answer. */
const define = (folder: string, definition: object) =>
  pipeline.drop(
    `incoming/${folder}/_dataset.json`,
    JSON.stringify({ workspaceId: WORKSPACE, schema: SCHEMA, ...definition }),
  );

const recordsOf = (id: string | undefined) => pipeline.sandbox.records(id ?? "");
const questionsOf = async (id: string | undefined) => (await recordsOf(id)).map(({ question }) => question).sort();
const datasetsNamed = (name: string) => pipeline.sandbox.datasets().filter((dataset) => dataset.name === name);

async function read(key: string | null): Promise<string | undefined> {
  const object = await pipeline.s3.send(new GetObjectCommand({ Bucket: pipeline.bucket, Key: key ?? "" }));
  return object.Body?.transformToString();
}

describe("a definition", () => {
  it("is accepted, and each file dropped after it becomes a typed dataset", async () => {
    const before = await pipeline.drop("incoming/each/before.csv", HEADER + row("a"));
    expect(before.report).toMatchObject({
      outcome: "ready",
      dataset: { status: "READY" },
      definition: null,
      import: null,
    });
    const { report } = await define("each", { name: "Answers" });
    expect(report).toMatchObject({
      outcome: "accepted",
      dataset: null,
      findings: [],
      definition: { source: "file", schema: SCHEMA },
    });

    const csv = await pipeline.drop("incoming/each/first.csv", HEADER + row("a") + row("b"));
    expect(csv.report).toMatchObject({
      outcome: "ready",
      dataset: { name: "Answers: first", workspaceId: WORKSPACE, status: "complete" },
      definition: { source: "file", files: "a-dataset-each" },
      import: { status: "complete", added: 2, duplicates: 0, rejected: 0 },
      findings: [],
      file: {
        columns: [
          { name: "question", label: "Question", type: "text", visible: true },
          { name: "picture", type: "image_url", visible: true },
          { name: "source", type: "metadata", visible: false },
          { name: "thread", type: "task_group_id", visible: false },
        ],
      },
    });
    expect(await questionsOf(csv.report.dataset?.id)).toEqual(["a", "b"]);

    const line = { thread: "t", question: "c", picture: "https://example.org/c.jpg", source: "web" };
    const jsonl = await pipeline.drop("incoming/each/second.jsonl", `${JSON.stringify(line)}\n\n`);
    expect(jsonl.report).toMatchObject({ outcome: "ready", dataset: { name: "Answers: second" }, file: { rows: 1 } });
    expect(await recordsOf(jsonl.report.dataset?.id)).toEqual([line]);
  });

  it("with mistakes is rejected with all of them and their paths, and so are the files after it", async () => {
    const fields = { a: { type: "img" }, b: { type: "text", label: 1 } };
    const { report } = await define("mistaken", { files: "some", schema: { strict: "yes", fields } });
    expect(report.outcome).toBe("rejected");
    expect(report.findings.map(({ code, message }) => `${code} ${message.split(": ")[0]}`)).toEqual([
      "definition-invalid schema.strict",
      "definition-invalid schema.fields.a.type",
      "definition-invalid schema.fields.b.label",
      "definition-invalid files",
    ]);
    const file = await pipeline.drop("incoming/mistaken/a.csv", HEADER + row("a"));
    expect(file.report).toMatchObject({
      outcome: "rejected",
      dataset: null,
      findings: [{ code: "definition-invalid", message: expect.stringContaining("(and 3 more)") }],
    });
  });

  it("is refused if it would change the schema of the folder's dataset, which stays as it is", async () => {
    await define("changed", { files: "one-dataset" });
    const first = await pipeline.drop("incoming/changed/a.csv", HEADER + row("a"));
    const other = { strict: true, fields: { question: { type: "text" } } };
    const changed = await define("changed", { files: "one-dataset", schema: other });
    expect(changed.report).toMatchObject({
      outcome: "rejected",
      findings: [{ code: "definition-conflict", message: expect.stringContaining(first.report.dataset?.id ?? "?") }],
    });
    const file = await pipeline.drop("incoming/changed/b.csv", "question\nb\n");
    expect(file.report).toMatchObject({ outcome: "rejected", findings: [{ code: "definition-conflict" }] });
    // The same schema in another order is the same.
    const fields = Object.fromEntries(Object.entries(SCHEMA.fields).reverse());
    const restored = await define("changed", { files: "one-dataset", schema: { strict: true, fields } });
    expect(restored.report.outcome).toBe("accepted");
    await pipeline.drop("incoming/changed/c.csv", HEADER + row("c"));
    expect(await questionsOf(first.report.dataset?.id)).toEqual(["a", "c"]);
  });

  it("does not apply where the stack's settings define the folder, and both answers say so", async () => {
    const { report } = await define(SETTINGS_FOLDER, { files: "a-dataset-each" });
    expect(report).toMatchObject({ outcome: "rejected", findings: [{ code: "definition-overridden" }] });
    const file = await pipeline.drop(`incoming/${SETTINGS_FOLDER}/a.csv`, HEADER + row("a"));
    expect(file.report).toMatchObject({
      outcome: "ready",
      dataset: { name: "Settings" },
      definition: { source: "settings" },
    });
  });

  it("applies to what was dropped after it and before it was removed, and to nothing else", async () => {
    const { s3, bucket } = pipeline;
    await define("removed", {});
    await secondsApart();
    const typed = await pipeline.put("incoming/removed/a.csv", HEADER + row("a"));
    await pipeline.follower.answer(typed);
    await secondsApart();
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "incoming/removed/_dataset.json" }));
    await secondsApart();
    const after = await pipeline.drop("incoming/removed/b.csv", HEADER + row("b"));
    expect(after.report).toMatchObject({ outcome: "ready", definition: null, dataset: { status: "READY" } });
    // Redelivered, the first one means what it meant.
    await pipeline.announce(typed);
    expect((await pipeline.follower.answer(typed)).report).toMatchObject({ dataset: { status: "complete" } });
    const lines = await pipeline.drop("incoming/removed/c.jsonl", `${JSON.stringify({ question: "a" })}\n`);
    expect(lines.report).toMatchObject({ outcome: "rejected", definition: null });
  });
});

/** S3 keeps whole seconds: what is a second apart has an order. */
const secondsApart = () => new Promise((resolve) => setTimeout(resolve, 1100));

describe("a folder with one dataset", () => {
  it("has one, with all records once each, of ten files that arrive at once", async () => {
    await define("ten", { files: "one-dataset", name: "Ten" });
    const names = Array.from({ length: 10 }, (_, index) => `f${index}`);
    const answers = await Promise.all(
      names.map((name) => pipeline.drop(`incoming/ten/${name}.csv`, HEADER + row(name) + row("shared"))),
    );
    expect(answers.map(({ report }) => report.outcome)).toEqual(names.map(() => "ready"));
    expect(datasetsNamed("Ten")).toHaveLength(1);
    expect(await questionsOf(datasetsNamed("Ten")[0]?.id)).toEqual([...names, "shared"].sort());
    const added = answers.map(({ report }) => report.import?.added ?? 0);
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(11);
  });

  it("takes a nightly file once, and says that a second one added nothing", async () => {
    await define("nightly", { files: "one-dataset", name: "Nightly" });
    const content = HEADER + row("a") + row("b");
    const first = await pipeline.drop("incoming/nightly/monday.csv", content);
    expect(first.report).toMatchObject({ outcome: "ready", import: { added: 2, duplicates: 0 }, findings: [] });
    const second = await pipeline.drop("incoming/nightly/monday.csv", content);
    expect(second.report).toMatchObject({
      outcome: "ready",
      dataset: { id: first.report.dataset?.id },
      import: { added: 0, duplicates: 2 },
      findings: [{ code: "nothing-added" }],
    });
    expect(await questionsOf(first.report.dataset?.id)).toEqual(["a", "b"]);
  });
});

describe("an import of which the service accepts a part", () => {
  const content = `${HEADER}"a\nb",https://example.org/a.png,web,t\nc,http://example.org/c.png,web,t\n"d\r\ne",https://example.org/d.png,web,t\nf,C:\\f.png,web,t\n`;

  it("has the lines of the refused rows in its report, and a file of just these rows", async () => {
    await define("part", { files: "one-dataset", name: "Part" });
    const { report, reportPath } = await pipeline.drop("incoming/part/a.csv", content);
    expect(report).toMatchObject({ outcome: "partial", import: { status: "partial", added: 2, rejected: 2 } });
    const refused = report.findings.filter(({ code }) => code === "record-refused");
    expect(refused).toMatchObject([
      { line: 4, column: "picture", severity: "error", message: expect.stringContaining('"http://example.org/c.png"') },
      { line: 7, column: "picture", message: expect.stringContaining("f.png") },
    ]);
    expect(report.findingCounts["record-refused"]).toBe(2);
    const rows = `${HEADER}c,http://example.org/c.png,web,t\nf,C:\\f.png,web,t\n`;
    expect(await read(report.refusedFile)).toBe(rows);
    expect(await readFile(reportPath.replace(/json$/, "refused.csv"), "utf8")).toBe(rows);
    expect(report.refusedFile).toMatch(/^results\/part\/a\.csv\/[^/]+\.refused\.csv$/);

    const again = await pipeline.drop(
      "incoming/part/a refused.csv",
      rows.replaceAll(/http:\S+?(?=,)|C:\S+?(?=,)/g, "https://example.org/x.png"),
    );
    expect(again.report).toMatchObject({ outcome: "ready", import: { added: 2 } });
    expect(await questionsOf(report.dataset?.id)).toEqual(["a\nb", "c", "d\r\ne", "f"]);
  });

  it("has them too where the service counts from 1", async () => {
    pipeline.sandbox.faults.set([{ call: "import", fault: { kind: "answer", body: "counts-from-1" } }]);
    await define("part-from-1", { name: "From 1" });
    const { report } = await pipeline.drop("incoming/part-from-1/a.csv", content);
    expect(report.findings.flatMap(({ code, line }) => (code === "record-refused" ? [line] : []))).toEqual([4, 7]);
  });

  it("says so where it is unknown how the service counts, and keeps both rows", async () => {
    const fault = { kind: "import" as const, ends: "partial" as const, reject: [1], reason: "Bad taste" };
    pipeline.sandbox.faults.set([{ call: "upload", fault }]);
    await define("part-unknown", {});
    const lines = ["a", "b", "c", "d"].map((name) =>
      JSON.stringify({ question: name, picture: "https://example.org/a", source: "s", thread: "t" }),
    );
    const { report } = await pipeline.drop(
      "incoming/part-unknown/a.jsonl",
      `${lines[0]}\n\n${lines.slice(1).join("\n")}\n`,
    );
    expect(report).toMatchObject({
      outcome: "partial",
      findings: [
        {
          code: "record-refused",
          line: null,
          message: expect.stringMatching(/record 1: Bad taste\. .* line 1 or line 3/),
        },
      ],
    });
    expect(await read(report.refusedFile)).toBe(`${lines[0]}\n${lines[1]}\n`);
  });

  it("is answered without lines where the service lists no errors", async () => {
    pipeline.sandbox.faults.set([{ call: "import", fault: { kind: "answer", body: "no-errors" } }]);
    await define("part-unlisted", {});
    const { report } = await pipeline.drop("incoming/part-unlisted/a.csv", content);
    expect(report).toMatchObject({ outcome: "partial", refusedFile: null, findingCounts: { "record-refused": 2 } });
  });
});

describe("an import that comes to nothing", () => {
  it.each([
    ["failed", "import-failed", /Out of paper/],
    ["pending_schema", "schema-needed", /has none/],
  ] as const)("ends %s is a failure with the reason", async (ends, code, message) => {
    const rule = { call: "upload", fault: { kind: "import", ends, reason: "Out of paper" } } as const;
    pipeline.sandbox.faults.set([{ ...rule, times: 1 }]);
    await define(`ends-${ends}`, { files: "one-dataset", name: ends });
    const { report } = await pipeline.drop(`incoming/ends-${ends}/a.csv`, HEADER + row("a"));
    expect(report).toMatchObject({
      outcome: "failed",
      dataset: { status: ends },
      findings: [{ code, message: expect.stringMatching(message) }],
    });
    // A redrive imports it again, into the same dataset.
    const { code: exit, err } = await dropset(pipeline, "redrive", "--wait", `incoming/ends-${ends}/a.csv`);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(datasetsNamed(ends)).toHaveLength(1);
    expect(datasetsNamed(ends)[0]?.imports.map(({ status }) => status)).toEqual([ends, "complete"]);
  });
});

describe("a function that is killed", () => {
  it.each([
    ["before the folder's dataset is created", "Dropset-IngestFunction", "dynamodb:PutItem", "before"],
    ["after an upload's import was kept", "Dropset-UploadFunction", "dynamodb:PutItem", "after"],
    ["before an upload's import is kept", "Dropset-UploadFunction", "dynamodb:PutItem", "before"],
    ["after the refused rows were written", "Dropset-RefusedFunction", "s3:PutObject", "after"],
  ] as const)("%s leaves one dataset with each record once", async (what, name, at, effect) => {
    const folder = `killed ${what}`;
    await define(folder, { files: "one-dataset", name: folder });
    pipeline.cloud.faults.set([{ at, function: name, times: 1, fault: { kind: "kill", effect } }]);
    const content = `${HEADER}${row("a")}c,http://example.org/c.png,web,t\n${row("b")}`;
    const { report } = await pipeline.drop(`incoming/${folder}/a.csv`, content);
    expect(report).toMatchObject({ outcome: "partial", import: { rejected: 1 }, refusedFile: expect.any(String) });
    expect(datasetsNamed(folder)).toHaveLength(1);
    expect(await questionsOf(report.dataset?.id)).toEqual(["a", "b"]);
  });
});

describe("the command line", () => {
  const path = (name: string) => join(pipeline.folder, name);

  it("pushes a definition before the files beside it, checks these against it, and exits 1 for a partial import", async () => {
    await writeFile(
      path("_dataset.json"),
      JSON.stringify({ workspaceId: WORKSPACE, schema: SCHEMA, files: "one-dataset" }),
    );
    await writeFile(path("a.csv"), `${HEADER}${row("a")}b,http://example.org/b.png,web,t\n`);
    await writeFile(path("bad.csv"), "question\nx\n");
    const files = [path("a.csv"), path("bad.csv"), path("_dataset.json")];
    const checked = await dropset(pipeline, "push", "--key-prefix", "pushed", ...files);
    expect(checked.code).toBe(1);
    expect(checked.out).toMatch(/a\.csv +rejected/);
    expect(checked.out).toMatch(/bad\.csv +rejected/);
    expect(checked.out).toMatch(/_dataset\.json +accepted/);

    const sent = await dropset(pipeline, "push", "--json", "--no-check", "--key-prefix", "pushed", path("a.csv"));
    expect(sent.code).toBe(1);
    expect(JSON.parse(sent.out)).toMatchObject({ outcome: "partial", import: { added: 1, rejected: 1 } });
    const report = await dropset(pipeline, "report", "pushed/a.csv");
    expect(report).toMatchObject({
      code: 1,
      out: expect.stringMatching(/Records +1 added, 0 there already, 1 refused\n/),
    });
    expect(report.out).toMatch(/ {2}Refused +s3:\/\/.*refused\.csv\n/);
    const status = await dropset(pipeline, "status", "--json", "--outcome", "partial");
    expect(status.out.split("\n").filter((line) => line.includes("pushed/a.csv"))).toHaveLength(1);
    expect((await dropset(pipeline, "status", "--outcome", "accepted")).out).toContain("pushed/_dataset.json");
    expect(await dropset(pipeline, "report", "pushed/_dataset.json")).toMatchObject({ code: 0 });
  });

  it("uploads no file beside a definition with mistakes, which would not apply to it", async () => {
    await mkdir(path("mistaken"), { recursive: true });
    const files = [path("mistaken/_dataset.json"), path("mistaken/a.csv")];
    await writeFile(path("mistaken/_dataset.json"), '{"schema": {"fields": {"question": {"type": "txt"}}}}');
    await writeFile(path("mistaken/a.csv"), "question\nx\n");
    const { code, out } = await dropset(pipeline, "push", "--key-prefix", "mistaken", ...files);
    expect(code).toBe(1);
    expect(out).toMatch(/a\.csv +rejected, 1 finding.*\n\n +error +definition-invalid\n.*"txt" is not a type/);
    expect(datasetsNamed("a").filter(({ schemaVersion }) => schemaVersion !== 4)).toEqual([]);
    expect((await dropset(pipeline, "status", "--json")).out).not.toContain("mistaken/a.csv");
  });

  it("leaves a folder that the settings define to the pipeline", async () => {
    await writeFile(
      path("c.jsonl"),
      `${JSON.stringify({ question: "c", picture: "https://example.org/c", source: "s", thread: "t" })}\n`,
    );
    const { code, out } = await dropset(pipeline, "push", "--key-prefix", SETTINGS_FOLDER, path("c.jsonl"));
    expect(out).toContain("is not checked here: the stack's settings define this folder.");
    expect(code).toBe(0);
  });
});
