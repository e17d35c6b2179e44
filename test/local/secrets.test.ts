import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Progress } from "../../cli/drops/progress.ts";
import { synthesize } from "../../local/cloud/template/synthesize.ts";
import { PATIENCE_MS } from "../patience.ts";
import { type Pipeline, QUICK, startPipeline, TOKEN } from "./pipeline.ts";

const FILE = "id,a\n1,x\n";
const HOSTILE = '"\n{"level":"ERROR","message":"forged"}\n\u001b[31m';

let pipeline: Pipeline;
/** Everything that anybody gets to read, by what it is. */
const seen = new Map<string, string>();

beforeAll(async () => {
  pipeline = await startPipeline({
    settings: { publish: { firstPollSeconds: 1, longestPollSeconds: 1, limitSeconds: 6 } },
  });
  const nextNotice = await pipeline.subscribe();
  const { faults } = pipeline.sandbox;

  await pipeline.drop("incoming/ready.csv", FILE);
  await pipeline.drop("incoming/rejected.csv", `id,a\n1,${TOKEN.slice(0, 3)},y\n`);
  // A hostile name and contents, in a finding and in a log line.
  await pipeline.drop(`incoming/${HOSTILE}.csv`, FILE);
  await pipeline.drop("incoming/hostile.csv", `id,a\n1,"x${HOSTILE.replaceAll('"', '""')}",y\n`);
  // S3's refusals quote the request, its signature included.
  for (const how of ["expired", "signature"] as const) {
    faults.set([{ call: "uploadUrl", fault: { kind: "bad-url", how }, times: 2 }]);
    await pipeline.drop(`incoming/${how}.csv`, FILE);
  }
  faults.set((["get", "me"] as const).map((call) => ({ call, fault: { kind: "status", status: 401 } })));
  const refused = await pipeline.put("incoming/refused.csv", FILE);
  await pipeline.reached(refused, "uploading");
  faults.set((["create", "me"] as const).map((call) => ({ call, fault: { kind: "status", status: 403 } })));
  await ingestFails(pipeline, "incoming/forbidden.csv");

  for (let notices = 0; notices < 6; notices++) seen.set(`notice ${notices}`, JSON.stringify(await nextNotice()));
  await readFiles(join(pipeline.folder, "logs"));
  await readFiles(join(pipeline.folder, "executions"));
  await readFiles(await synthesize(QUICK));
  const { Contents = [] } = await pipeline.s3.send(new ListObjectsV2Command({ Bucket: pipeline.bucket }));
  for (const { Key = "" } of Contents) {
    if (Key.startsWith("incoming/")) continue;
    const { Body } = await pipeline.s3.send(new GetObjectCommand({ Bucket: pipeline.bucket, Key }));
    seen.set(Key, (await Body?.transformToString()) ?? "");
  }
});
afterAll(() => pipeline.stop());

/** Drops a file that cannot be ingested, and waits until that is in the log: it comes through a pipe, and after the record. */
async function ingestFails({ folder, put, reached }: Pipeline, key: string): Promise<void> {
  await reached(await put(key, FILE), "delayed");
  const log = join(folder, "logs", "Dropset-IngestFunction.log");
  const isLogged = async () => (await readFile(log, "utf8").catch(() => "")).includes("Ingest failed");
  await vi.waitUntil(isLogged, { timeout: PATIENCE_MS });
}

async function readFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    // V8's code of the bundles, which are read themselves.
    if (!entry.isFile() || entry.parentPath.startsWith(join(folder, "compiled"))) continue;
    const path = join(entry.parentPath, entry.name);
    seen.set(path, await readFile(path, "utf8"));
  }
}

const naming = (text: string | RegExp) => [...seen].filter(([, content]) => content.match(text)).map(([name]) => name);

describe("what anybody gets to read of a full run", () => {
  it("is logs, executions, template, bundles, reports and messages", () => {
    const names = [...seen.keys()].join("\n");
    for (const part of [
      "IngestFunction.log",
      "UploadFunction.log",
      "Dropset.template.json",
      "results/ready.csv/",
      "notice 5",
    ]) {
      expect(names).toContain(part);
    }
    expect(naming("UploadInterrupted")).toContainEqual(expect.stringContaining("UploadFunction.log"));
    expect(naming("403")).toContainEqual(expect.stringContaining("IngestFunction.log"));
  });

  it("holds the token nowhere, though every call carried it", () => {
    expect(pipeline.sandbox.requests.some(({ status }) => status === 201)).toBe(true);
    expect(naming(TOKEN)).toEqual([]);
  });

  it("holds no upload URL that could be used", () => {
    expect(naming(/X-Amz-Signature=[0-9a-f]{8}|<SignatureProvided>[0-9a-f]{8}|"upload_url"/)).toEqual([]);
  });

  it("has no log line that a file or a name wrote", () => {
    const logs = [...seen].filter(([name]) => name.endsWith("Function.log"));
    for (const [name, log] of logs) {
      for (const line of log.trim().split("\n")) {
        expect(() => JSON.parse(line), `${name}: ${line}`).not.toThrow();
        expect(JSON.parse(line).message).not.toBe("forged");
      }
    }
    expect(naming("\u001b")).toEqual([]);
  });

  it("has no part of an invalid token; the error names its source and the problem", async () => {
    const malformed = await startPipeline({ secret: "first-line\nsecond-line" });
    try {
      const progressed: Progress[] = [];
      malformed.follower.on("progress", (_, progress) => progressed.push(progress));
      await ingestFails(malformed, "incoming/malformed.csv");
      expect(JSON.stringify(progressed)).toMatch(/secret:\S+ contains a line feed \(U\+000A\) at position 11/);
      seen.set("progress", JSON.stringify(progressed));
      await readFiles(join(malformed.folder, "logs"));
      await readFiles(join(malformed.folder, "executions"));
      expect(naming("malformed.csv")).toContainEqual(expect.stringContaining("IngestFunction.log"));
      expect(naming(/first-line|second-line/)).toEqual([]);
    } finally {
      await malformed.stop();
    }
  });

  it("quotes at most 80 characters of a value, and escapes control characters", async () => {
    const { report } = await pipeline.drop("incoming/quoted.csv", `id,a\n1,"${"x".repeat(5000)}\u0000",y\n`);
    const quoted = report.findings.map(({ message }) => message.length);
    expect(Math.max(...quoted)).toBeLessThan(300);
  });
});
