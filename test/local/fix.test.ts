import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { connectDropReader } from "../../functions/page/drop-reader.ts";
import { dropset } from "../cli/dropset.ts";
import { type Pipeline, QUICK, startPipeline, WORKSPACE } from "./pipeline.ts";

const INGEST = "Dropset-IngestFunction";
const OTHER = "other-workspace";
const SEMICOLONS = new Uint8Array(iconv.encode("id;text;META_x\r\n1;Größe, schön;a\r\n2;München;b\r\n", "win1252"));
const FIXED = 'id,text,META_x\n1,"Größe, schön",a\n2,München,b\n';
/** A killed ingest's message is redelivered, and its claim has ended, after half a minute: a busy machine needs that long for an ingest. */
const SOON = { ingest: { timeoutSeconds: 30, maxReceiveCount: 5 } };
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({
    settings: { ...QUICK, ...SOON, fix: "on", workspaces: [{ id: WORKSPACE }, { id: OTHER, fix: "off" }] },
  });
  const QueueUrl = pipeline.cloud.outputs.DropQueueUrl;
  await pipeline.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "31" } }));
});
afterAll(() => pipeline.stop());

afterEach(() => {
  pipeline.sandbox.faults.clear();
  pipeline.cloud.faults.clear();
});

const read = async (s3: S3Client, bucket: string, key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToByteArray();

/** The rows of what the sandbox got for a dataset. */
async function uploaded(id: string | undefined): Promise<string[][]> {
  return parse(await readFile(join(pipeline.folder, "sandbox", "datasets", `${id}.csv`)));
}

describe("with the setting on, a drop whose errors can all be fixed is published in its fixed form", () => {
  it("a file in semicolons and Windows-1252 becomes READY, and the drop is not touched", async () => {
    const notices = await pipeline.subscribe();
    const { report } = await pipeline.drop("incoming/semicolons.csv", SEMICOLONS);
    expect(report).toMatchObject({
      outcome: "ready",
      dataset: { name: "semicolons" },
      file: { rows: 2, bytes: new TextEncoder().encode(FIXED).length },
      fixes: [{ code: "encoding" }, { code: "delimiter", before: "id;text;META_x", after: "id,text,META_x" }],
      findingCounts: { fixed: 1 },
      fixable: null,
    });
    const { bucket, s3 } = pipeline;
    expect(await read(s3, bucket, report.fixedFile ?? "")).toEqual(new TextEncoder().encode(FIXED));
    expect(report.fixedFile).toMatch(/^results\/semicolons\.csv\/[^/]+\.fixed\.csv$/);
    expect(await read(s3, bucket, "incoming/semicolons.csv")).toEqual(SEMICOLONS);
    // What the page shows of lines is of the file that the findings are about.
    const shown = await connectDropReader(s3).file(report.drop, report);
    expect(await text(shown)).toBe(FIXED);
    expect((await notices("semicolons.csv")).Message).toMatch(/^semicolons\.csv is READY\. The file was fixed first/);
  });

  it("an Excel workbook becomes READY, and the service's datapoints are the sheet's cells", async () => {
    const cells = [
      ["id", "text"],
      ["1", 'Größe, "schön"'],
      ["2", "two\nlines"],
    ];
    const sheet = cells.map((row) => row.map((value) => ({ value, type: String })));
    const workbook = new Uint8Array(await writeExcelFile(sheet).toBuffer());
    const { report } = await pipeline.drop("incoming/Umfrage.xlsx", workbook);
    expect(report).toMatchObject({ outcome: "ready", dataset: { name: "Umfrage" }, fixes: [{ code: "workbook" }] });
    expect(await uploaded(report.dataset?.id)).toEqual(cells);
  });

  it("a valid file is published as it is", async () => {
    const { report } = await pipeline.drop("incoming/valid.csv", "id,text\r\n1,a\r\n");
    expect(report).toMatchObject({ outcome: "ready", fixes: [], fixedFile: null, findingCounts: {} });
  });

  it("a valid file that ends in .txt is published as .csv, and answered under the key that was uploaded", async () => {
    const content = "id,text\r\n1,a\r\n";
    const { report } = await pipeline.drop("incoming/ending only.txt", content);
    expect(report).toMatchObject({
      drop: { key: "incoming/ending only.txt" },
      outcome: "ready",
      dataset: { name: "ending only" },
      fixes: [{ code: "not-csv", before: "ending only.txt", after: "ending only.csv" }],
    });
    const kept = await read(pipeline.s3, pipeline.bucket, report.fixedFile ?? "");
    expect(new TextDecoder().decode(kept)).toBe(content);
    expect(report.fixedFile).toMatch(/^results\/ending only\.txt\//);
  });

  it("a file that can be fixed only in part is rejected", async () => {
    const { report } = await pipeline.drop("incoming/part.csv", `id;text\n${"1;a\n".repeat(20)}2;b;c\n`);
    expect(report).toMatchObject({ outcome: "rejected", fixes: [], fixedFile: null, fixable: null });
  });

  it("two of them at once each have their own", async () => {
    const drops = ["one", "two"].map((name) => pipeline.drop(`incoming/${name}.csv`, `id;text\n1;${name}\n2;x\n`));
    for (const [index, { report }] of (await Promise.all(drops)).entries()) {
      expect(await uploaded(report.dataset?.id)).toEqual([
        ["id", "text"],
        ["1", ["one", "two"][index]],
        ["2", "x"],
      ]);
    }
  });

  it("a redrive publishes the fixed form again", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", times: 1, fault: { kind: "processing", ends: "error" } }]);
    const failed = await pipeline.drop("incoming/redriven.csv", SEMICOLONS);
    expect(failed.report).toMatchObject({ outcome: "failed", fixes: [{}, {}] });
    const { code, err } = await dropset(pipeline, "redrive", "--new-dataset", "--wait", "incoming/redriven.csv");
    expect(err).toBe("");
    expect(code).toBe(0);
    const ready = pipeline.sandbox.datasets().find(({ name, status }) => name === "redriven" && status === "READY");
    expect(await uploaded(ready?.id)).toEqual(parse(FIXED));
  });

  it("an ingest that is killed before or after it wrote the fixed file leaves one dataset", async () => {
    for (const effect of ["before", "after"] as const) {
      const name = `killed-${effect}`;
      const fault = { kind: "kill", effect } as const;
      pipeline.cloud.faults.set([{ at: "s3:PutObject", function: INGEST, about: name, times: 1, fault }]);
      const { report } = await pipeline.drop(`incoming/${name}.csv`, SEMICOLONS);
      expect(report.outcome).toBe("ready");
      expect(pipeline.sandbox.datasets().filter((dataset) => dataset.name === name)).toHaveLength(1);
    }
  });
});

describe("dropset push --fix", () => {
  it("uploads the fixed file under the name of the file, and leaves the file as it is", async () => {
    const path = join(pipeline.folder, "pushed.csv");
    await writeFile(path, SEMICOLONS);
    const { code, out } = await dropset(pipeline, "push", "--fix", "--workspace", OTHER, path);
    expect(out).toContain("pushed.csv  fixed, uploaded as pushed.csv");
    expect(code).toBe(0);
    const dataset = pipeline.sandbox.datasets().find(({ name }) => name === "pushed");
    expect(await uploaded(dataset?.id)).toEqual(parse(FIXED));
    expect(new Uint8Array(await readFile(path))).toEqual(SEMICOLONS);
  });

  it("uploads a valid file with another ending as .csv", async () => {
    const path = join(pipeline.folder, "ending.txt");
    await writeFile(path, "id,text\n1,a\n");
    const { code, out } = await dropset(pipeline, "push", "--fix", path);
    expect(out).toContain("ending.txt  fixed, uploaded as ending.csv");
    expect(out).toMatch(/\nending\.csv +READY/);
    expect(code).toBe(0);
  });

  it("rejects a file in which something is left, and uploads nothing", async () => {
    const path = join(pipeline.folder, "part.csv");
    await writeFile(path, `id;text\n${"1;a\n".repeat(20)}2;b;c\n`);
    const { code, out } = await dropset(pipeline, "push", "--fix", path);
    expect(out).toContain("fixed in part");
    expect(code).toBe(1);
    expect(pipeline.sandbox.datasets().filter(({ name }) => name === "part")).toEqual([]);
  });
});

describe("with the setting off for a workspace", () => {
  it("the drop is rejected, and its report says that it can be fixed, and how", async () => {
    const { report } = await pipeline.drop(`incoming/${OTHER}/semicolons.csv`, SEMICOLONS);
    expect(report).toMatchObject({
      outcome: "rejected",
      fixes: [],
      fixedFile: null,
      fixable: [{ code: "encoding" }, { code: "delimiter" }],
      findings: [
        { code: "fixable", message: expect.stringContaining("The fields are now separated by commas") },
        {},
        {},
      ],
    });
  });
});
