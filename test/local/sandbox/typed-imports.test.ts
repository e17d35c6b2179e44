import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { ImportTask } from "../../../local/sandbox/typed/import-file.ts";
import { API, codeOf, put, TOKEN } from "./client.ts";
import { jsonl, SMALL, TypedClient } from "./typed-client.ts";

const client = new TypedClient();
const CSV = "question,source\nWhy?,a\nHow?,b\n";
const statuses = () => client.sandbox.datasets()[0]?.imports.map(({ status }) => status);

describe("an upload URL", () => {
  it.each([
    ["reviews.csv", "text/csv"],
    ["REVIEWS.CSV", "text/csv"],
    ["reviews.jsonl", "application/x-ndjson"],
    ['a/b c+%20"ü🎉.JSONL', "application/x-ndjson"],
  ])("for %s makes an import, with the content type %s", async (filename, contentType) => {
    const id = await client.createTyped();
    const { status, body } = await client.call("GET", `${API}/${id}/upload-url/${encodeURIComponent(filename)}`);
    expect(status).toBe(201);
    expect(body).toEqual({
      dataset_id: id,
      upload_url: expect.stringContaining(`${client.sandbox.url}/uploads/${id}/${body.import_id}/`),
      http_method: "PUT",
      expires_at: expect.any(String),
      content_type: contentType,
      file_key: `${id}/${body.import_id}/${filename}`,
      import_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(client.sandbox.datasets()).toMatchObject([
      { imports: [{ id: body.import_id, filename, status: "uninitialised" }] },
    ]);
  });

  it.each(["reviews", "reviews.txt", "reviews.csv.zip", "csv"])("for %s is refused", async (filename) => {
    const { status, body } = await client.call("GET", `${API}/${await client.createTyped()}/upload-url/${filename}`);
    expect(status).toBe(400);
    expect(body.error.detail).toBe(`"${filename}" does not end in .csv or .jsonl.`);
    expect(statuses()).toEqual([]);
  });

  it("of version 3 has any name", async () => {
    const id = await client.create();
    expect((await client.call("GET", `${API}/${id}/upload-url/reviews`)).status).toBe(200);
  });

  it("is another import each time", async () => {
    const id = await client.createTyped();
    const first = await client.importUrl(id);
    expect((await client.importUrl(id)).import_id).not.toBe(first.import_id);
    expect(statuses()).toEqual(["uninitialised", "uninitialised"]);
  });

  it("holds for its content type alone, and for its import", async () => {
    const id = await client.createTyped();
    const { upload_url } = await client.importUrl(id, "reviews.jsonl");
    expect(codeOf((await put(upload_url, CSV)).text)).toBe("SignatureDoesNotMatch");
    const { upload_url: other, import_id } = await client.importUrl(id);
    expect(codeOf((await put(other.replace(import_id, id), CSV)).text)).toBe("SignatureDoesNotMatch");
    expect(statuses()).toEqual(["uninitialised", "uninitialised"]);
  });
});

describe("an import", () => {
  it("has the fields of the contract from its beginning to its end", async () => {
    let now = Date.UTC(2026, 10, 24, 12);
    await client.restart({ processingMs: 1000, now: () => now });
    const id = await client.createTyped();
    const { import_id, upload_url } = await client.importUrl(id);
    const waiting = {
      dataset_id: id,
      import_id,
      type: "upload",
      filename: "reviews.csv",
      created_at: "2026-11-24T12:00:00.000Z",
      updated_at: "2026-11-24T12:00:00.000Z",
      status: "uninitialised",
      accepted_count: 0,
      duplicate_count: 0,
      rejected_count: 0,
      errors: [],
      reason: null,
    };
    expect(await client.importOf(id, import_id)).toEqual(waiting);
    now += 5000;
    await client.put(upload_url, CSV);
    const updated_at = "2026-11-24T12:00:05.000Z";
    const processing = { ...waiting, status: "processing", updated_at, processed_offset: 0, written_count: 0 };
    expect(await client.importOf(id, import_id)).toEqual(processing);
    now += 500;
    await expect
      .poll(() => client.importOf(id, import_id))
      .toEqual({
        ...processing,
        processed_offset: 1,
        written_count: 1,
      });
    expect(await client.get(id)).toMatchObject({ total_datapoint_count: 0 });
    now += 500;
    expect(await client.importOf(id, import_id)).toEqual({
      ...waiting,
      status: "complete",
      updated_at: "2026-11-24T12:00:06.000Z",
      accepted_count: 2,
    });
    const dataset = await client.get(id);
    expect(dataset).toMatchObject({ total_datapoint_count: 2, schema_version: 4 });
    expect(dataset.imports).toMatchObject([{ import_id, status: "complete", accepted_count: 2 }]);
    expect(dataset).not.toHaveProperty("status");
  });

  it("is partial when records were refused, and has their errors", async () => {
    const id = await client.createTyped({ strict: true, ...SMALL });
    const found = await client.ended(id, jsonl({ question: "a", source: "b" }, { question: "c" }), "r.jsonl");
    expect(found).toMatchObject({ status: "partial", accepted_count: 1, rejected_count: 1, reason: null });
    expect(found.errors).toEqual([{ record_index: 1, field: "source", reason: "The field is missing." }]);
    expect(await client.sandbox.records(id)).toEqual([{ question: "a", source: "b" }]);
  });

  it("has failed when all records were refused", async () => {
    const id = await client.createTyped();
    const found = await client.ended(id, "a,b\n1,2\n3,4\n");
    expect(found).toMatchObject({ status: "failed", accepted_count: 0, rejected_count: 2 });
    expect(found.errors).toHaveLength(2);
    expect(found.reason).toBe("All records were refused.");
    expect(client.sandbox.datasets()).toMatchObject([{ status: "ERROR", problem: "All records were refused." }]);
  });

  it("lists a thousand errors, and counts all", async () => {
    const id = await client.createTyped();
    const found = await client.ended(id, `nothing\n${"x\n".repeat(1500)}`);
    expect(found).toMatchObject({ rejected_count: 1500 });
    expect(found.errors).toHaveLength(1000);
    expect(found.errors.at(-1)).toMatchObject({ record_index: 999 });
  });

  it.each([
    ["empty", "r.csv", "", "The file has no records."],
    ["a header alone", "r.csv", "question,source\n", "The file has no records."],
    ["blank lines alone", "r.jsonl", "\n \r\n\n", "The file has no records."],
    ["ragged", "r.csv", "question,source\na,b\na,b,c\n", "Row 2 after the header has 3 fields"],
    ["left open in a quote", "r.csv", 'question,source\na,"b\n', "Quote Not Closed"],
    ["twice a column", "r.csv", "question,question\na,b\n", 'two columns named "question"'],
    ["no UTF-8", "r.csv", Buffer.from([0x61, 0x0a, 0xff, 0x0a]), "The file is not UTF-8."],
    ["JSONL that is no UTF-8", "r.jsonl", Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), "The file is not UTF-8."],
  ])("of a file that is %s has failed, and nothing was taken", async (_, filename, content, reason) => {
    const id = await client.createTyped();
    const found = await client.ended(id, content, filename);
    expect(found).toMatchObject({ status: "failed", accepted_count: 0, rejected_count: 0, errors: [] });
    expect(found.reason).toContain(reason);
    expect(await client.sandbox.records(id)).toEqual([]);
  });

  it("that is unknown, or another dataset's, is not found", async () => {
    const id = await client.createTyped();
    const importId = await client.import(id, CSV);
    const other = await client.createTyped();
    const legacy = await client.create();
    for (const path of [
      `${id}/imports/x`,
      `${other}/imports/${importId}`,
      `${legacy}/imports/${importId}`,
      "x/imports/y",
    ]) {
      expect((await client.call("GET", `${API}/${path}`)).status).toBe(404);
    }
    expect((await client.call("POST", `${API}/${id}/imports/${importId}`)).status).toBe(405);
  });
});

describe("imports of one dataset", () => {
  it("are processed one after the other, in the order of their uploads, each for its time", async () => {
    let now = Date.now();
    await client.restart({ processingMs: 1000, now: () => now });
    const id = await client.createTyped();
    const first = await client.importUrl(id, "first.csv");
    const second = await client.importUrl(id, "second.csv");
    await client.put(second.upload_url, "question\nsecond\nboth\n");
    now += 100;
    await client.put(first.upload_url, "question\nboth\nfirst\n");
    const seen = () => client.sandbox.datasets()[0]?.imports.map(({ status, accepted }) => `${status} ${accepted}`);
    expect(seen()).toEqual(["queued 0", "processing 0"]);
    now += 899;
    expect(seen()).toEqual(["queued 0", "processing 0"]);
    now += 1;
    await expect.poll(seen).toEqual(["processing 0", "complete 2"]);
    expect(await client.sandbox.records(id)).toEqual([{ question: "second" }, { question: "both" }]);
    now += 999;
    expect(seen()).toEqual(["processing 0", "complete 2"]);
    now += 1;
    await expect.poll(seen).toEqual(["complete 2", "complete 2"]);
    expect(client.sandbox.datasets()).toMatchObject([
      { datapoints: 3, imports: [{ duplicates: 1 }, { duplicates: 0 }] },
    ]);
    expect((await client.sandbox.records(id)).map(({ question }) => question)).toEqual(["second", "both", "first"]);
  });

  it("add nothing with a file that was imported before", async () => {
    const id = await client.createTyped();
    await client.ended(id, CSV);
    expect(await client.ended(id, CSV, "again.csv")).toMatchObject({
      status: "complete",
      accepted_count: 2,
      duplicate_count: 2,
      rejected_count: 0,
    });
    expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 2, uploads: 2 }]);
    expect(await client.sandbox.records(id)).toHaveLength(2);
  });

  it("of many at once are all processed", async () => {
    const id = await client.createTyped();
    await Promise.all(Array.from({ length: 20 }, (_, index) => client.import(id, `question\n${index}\nboth\n`)));
    await client.sandbox.finishProcessing();
    expect(new Set(statuses())).toEqual(new Set(["complete"]));
    expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 21 }]);
  });

  it("of different datasets do not know each other's records", async () => {
    const ids = [await client.createTyped(), await client.createTyped()];
    for (const id of ids) expect(await client.ended(id, CSV)).toMatchObject({ duplicate_count: 0 });
  });
});

describe("a second upload to one URL", () => {
  it("of the same bytes gets the first answer, and has no other effect", async () => {
    const id = await client.createTyped();
    const { import_id, upload_url } = await client.importUrl(id);
    await client.put(upload_url, CSV);
    await client.sandbox.finishProcessing();
    const before = await client.importOf(id, import_id);
    const again = await client.put(upload_url, CSV);
    expect([again.status, again.headers.etag]).toEqual([200, `"${createHash("md5").update(CSV).digest("hex")}"`]);
    expect(await client.importOf(id, import_id)).toEqual(before);
    expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 2, uploads: 2 }]);
  });

  it.each([
    ["while the first is processed", CSV, 3_600_000],
    ["after it", CSV, 0],
    ["after it has failed", "", 0],
  ])("of other bytes is refused %s", async (_, content, processingMs) => {
    await client.restart({ processingMs });
    const id = await client.createTyped();
    const { upload_url } = await client.importUrl(id);
    await client.put(upload_url, content);
    const other = await client.put(upload_url, "question\nother\n");
    expect([other.status, codeOf(other.text)]).toEqual([412, "PreconditionFailed"]);
    await client.sandbox.finishProcessing();
    const [dataset] = client.sandbox.datasets();
    expect(await readFile(dataset?.filePath ?? "", "utf8")).toBe(content);
    expect(await leftovers()).toEqual([]);
  });

  it("at the same time as the first leaves one of the two, whole", async () => {
    const id = await client.createTyped();
    const { upload_url } = await client.importUrl(id);
    const answers = await Promise.all(["first", "second"].map((word) => client.put(upload_url, `question\n${word}\n`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    await client.sandbox.finishProcessing();
    const kept = ["first", "second"][answers.findIndex(({ status }) => status === 200)];
    expect(await client.sandbox.records(id)).toEqual([{ question: kept }]);
  });
});

const leftovers = async () => (await readdir(join(client.folder, "datasets"))).filter((name) => name.endsWith(".part"));

describe("after a restart", () => {
  it("everything is as it was", async () => {
    const id = await client.createTyped({ strict: true, ...SMALL });
    const importId = await client.import(id, `${CSV}Who?,a\n`);
    await client.ended(id, jsonl({ question: "x" }, { question: "Who?", source: "a" }), "more.jsonl");
    const before = [await client.get(id), await client.importOf(id, importId), client.sandbox.datasets()];
    await client.restart();
    expect([await client.get(id), await client.importOf(id, importId), client.sandbox.datasets()]).toEqual(before);
    expect(await client.ended(id, CSV)).toMatchObject({ duplicate_count: 2 });
  });

  it("an upload URL still leads to its import", async () => {
    const id = await client.createTyped();
    const { upload_url, import_id } = await client.importUrl(id);
    await client.restart({ port: Number(new URL(upload_url).port) });
    expect((await client.put(upload_url, CSV)).status).toBe(200);
    await client.sandbox.finishProcessing();
    expect(await client.importOf(id, import_id)).toMatchObject({ status: "complete" });
  });

  it("by SIGKILL, imports continue, and each record counts once", async () => {
    const { url, kill } = await killableSandbox();
    const headers = { authorization: `Token ${TOKEN}` };
    const post = { method: "POST", headers, body: JSON.stringify({ name: "n", workspace_id: "w", schema: SMALL }) };
    const { id } = JSON.parse(await (await fetch(url + API, post)).text());
    // Large enough for a thread of its own, so that it may be killed in the middle of its reading.
    const rows = Array.from({ length: 6000 }, (_, row) => `${row},${"x".repeat(990)}\n`).join("");
    for (const name of ["first.csv", "second.csv"]) {
      const target = JSON.parse(await (await fetch(`${url}${API}/${id}/upload-url/${name}`, { headers })).text());
      expect((await put(target.upload_url, `question,source\n${rows}${name},x\n`)).status).toBe(200);
    }
    await kill();

    await client.restart();
    expect(statuses()).toEqual(["processing", "queued"]);
    await client.sandbox.finishProcessing();
    expect(client.sandbox.datasets()).toMatchObject([
      { datapoints: 6002, imports: [{ accepted: 6001 }, { accepted: 6001, duplicates: 6000 }] },
    ]);
    expect(await leftovers()).toEqual([]);
  });

  async function killableSandbox() {
    const main = new URL("../../../local/sandbox/main.ts", import.meta.url);
    const env = { ...process.env, PORT: "0", DATASET_API_TOKEN: TOKEN, SANDBOX_DIR: client.folder };
    const child = fork(main, {
      env: { ...env, SANDBOX_PROCESSING_MS: "3600000" },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    const [greeting] = await once(child.stdout ?? child, "data");
    const kill = async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    return { url: /http:\S+?(?=\.\s)/.exec(String(greeting))?.[0] ?? "", kill };
  }

  it.each([
    ["uploaded", (id: string) => client.import(id, CSV)],
    [
      "appended",
      async (id: string) => (await client.append(id, jsonl({ question: "a" }, { question: "b" }))).body.import_id,
    ],
  ])("what was %s and read, but not noted as read, is read again", async (_, add) => {
    const id = await client.createTyped();
    const importId = await add(id);
    await client.sandbox.finishProcessing();
    await client.sandbox.close();
    const path = join(client.folder, "datasets", `${id}.json`);
    const stored = JSON.parse(await readFile(path, "utf8"));
    stored.imports[0].outcome = null;
    await writeFile(path, JSON.stringify(stored));
    await client.restart();
    await client.sandbox.finishProcessing();
    expect(await client.importOf(id, importId)).toMatchObject({ status: "complete", duplicate_count: 0 });
    expect(await client.sandbox.records(id)).toHaveLength(2);
  });
});

const row = (index: number) => `${index},${"x".repeat(990)}\n`;

it("lines may be longer than what is read at once, but not longer than 64 MiB", async () => {
  const id = await client.createTyped();
  const records = ["ü", "€", "🎉"].map((letter) => ({ question: letter.repeat(200_000) }));
  expect(await client.ended(id, jsonl(...records), "r.jsonl")).toMatchObject({ status: "complete" });
  expect(await client.sandbox.records(id)).toEqual(records);
  const found = await client.ended(id, Buffer.alloc(65 * 1024 ** 2, "x"), "r.jsonl");
  expect(found).toMatchObject({ status: "failed", reason: "A line is longer than 64 MiB." });
});

it("a large file is read in its own thread, and compared with all that is there", async () => {
  const id = await client.createTyped();
  const rows = Array.from({ length: 6000 }, (_, index) => row(index)).join("");
  expect(await client.ended(id, `question,source\n${rows}`)).toMatchObject({
    accepted_count: 6000,
    duplicate_count: 0,
  });
  expect(await client.ended(id, `question,source\nnew,x\n${rows}`)).toMatchObject({
    accepted_count: 6001,
    duplicate_count: 6000,
  });
  expect(await client.get(id)).toMatchObject({ total_datapoint_count: 6001 });
});

it("memory holds no records: 40 MB of them are read in a thread of 16 MB", async () => {
  const path = join(client.folder, "large.csv");
  const content = `question,source\n${Array.from({ length: 40_000 }, (_, index) => row(index)).join("")}`;
  await writeFile(path, content);
  const task: ImportTask = {
    path,
    bytes: content.length,
    format: "csv",
    schema: {
      strict: true,
      fields: [
        ["question", { type: "text" }],
        ["source", { type: "text" }],
      ],
    },
    earlier: { paths: [], records: 0 },
    records: `${path}.records`,
    hashes: `${path}.hashes`,
    refused: null,
  };
  const worker = new Worker(new URL("../../../local/sandbox/typed/import-file-worker.ts", import.meta.url), {
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 16 },
  });
  const messages: unknown[] = [];
  worker.on("message", (message) => messages.push(message));
  await once(worker, "exit");
  expect(messages.at(0)).toEqual({ progress: { processed: 10_000, written: 10_000 } });
  expect(messages.at(-1)).toMatchObject({ outcome: { status: "complete", written: 40_000 } });
});

it("closing the sandbox does not wait for a large file", async () => {
  const id = await client.createTyped();
  await client.import(id, `question\n${`${"x".repeat(990)}\n`.repeat(20_000)}`);
  await client.restart();
  await client.sandbox.finishProcessing();
  expect(client.sandbox.datasets()).toMatchObject([{ imports: [{ accepted: 20_000, duplicates: 19_999 }] }]);
});

it("the records of what is no version 4 dataset cannot be asked for", async () => {
  await expect(client.sandbox.records("x")).rejects.toThrow("no version 4 dataset x");
  await expect(client.sandbox.records(await client.create())).rejects.toThrow("no version 4 dataset");
});
