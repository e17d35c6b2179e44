import { describe, expect, it } from "vitest";
import type { Fault, FaultRule } from "../../../local/sandbox/faults.ts";
import { API, put } from "./client.ts";
import { jsonl, TypedClient } from "./typed-client.ts";

const client = new TypedClient();
const set = (...rules: FaultRule[]) => client.sandbox.faults.set(rules);
const upload = (fault: Fault) => set({ call: "upload", times: 1, fault });
const CSV = "question\na\nb\nc\nd\ne\n";
const seen = () => client.sandbox.datasets()[0]?.imports.map(({ status }) => status);

describe("an import", () => {
  it.each(["queued", "processing"] as const)("stays %s, also after a restart, until all is finished", async (ends) => {
    const id = await client.createTyped();
    upload({ kind: "import", ends });
    const held = await client.import(id, CSV);
    await client.import(id, "question\na\nlater\n");
    expect(seen()).toEqual([ends, "queued"]);
    await client.restart({ now: () => Date.now() + 86_400_000 });
    expect(seen()).toEqual([ends, "queued"]);
    await client.sandbox.finishProcessing();
    expect(await client.importOf(id, held)).toMatchObject({ status: "complete", accepted_count: 5 });
    expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 6, imports: [{}, { duplicates: 1 }] }]);
  });

  it("stays uninitialised, does not hold up the next one, and takes its file when it is uploaded again", async () => {
    const id = await client.createTyped();
    const { import_id, upload_url } = await client.importUrl(id);
    upload({ kind: "import", ends: "untouched" });
    expect((await client.put(upload_url, CSV)).status).toBe(200);
    expect(await client.ended(id, "question\nx\n")).toMatchObject({ status: "complete" });
    expect(await client.importOf(id, import_id)).toMatchObject({ status: "uninitialised" });
    expect((await client.put(upload_url, CSV)).status).toBe(200);
    await client.sandbox.finishProcessing();
    expect(await client.importOf(id, import_id)).toMatchObject({ status: "complete", accepted_count: 5 });
    expect(client.sandbox.datasets()).toMatchObject([{ uploads: 3, datapoints: 6 }]);
  });

  it.each([
    ["every third record", undefined, [2]],
    ["the records that are named", [0, 4, 99], [0, 4]],
  ])("is partial: without %s", async (_, reject, refused) => {
    const id = await client.createTyped();
    upload({ kind: "import", ends: "partial", ...(reject && { reject }), reason: "Not today." });
    const found = await client.ended(id, CSV);
    expect(found).toMatchObject({ status: "partial", rejected_count: refused.length });
    expect(found.errors).toEqual(refused.map((index) => ({ record_index: index, field: null, reason: "Not today." })));
    expect(await client.sandbox.records(id)).toHaveLength(5 - refused.length);
  });

  it("fails after its time, with the reason", async () => {
    let now = Date.now();
    await client.restart({ processingMs: 1000, now: () => now });
    const id = await client.createTyped();
    upload({ kind: "import", ends: "failed", reason: "The disk is full." });
    const importId = await client.import(id, CSV);
    expect(seen()).toEqual(["processing"]);
    now += 1000;
    expect(await client.importOf(id, importId)).toMatchObject({
      status: "failed",
      accepted_count: 0,
      reason: "The disk is full.",
    });
    expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 0, problem: "The disk is full." }]);
  });

  it("ends without a schema, and the next one is not held up", async () => {
    const id = await client.createTyped();
    upload({ kind: "import", ends: "pending_schema" });
    expect(await client.ended(id, CSV)).toMatchObject({ status: "pending_schema", accepted_count: 0 });
    expect(await client.ended(id, CSV)).toMatchObject({ status: "complete", accepted_count: 5, duplicate_count: 0 });
  });

  it.each([
    ["untouched", "uninitialised"],
    ["never", "processing"],
    ["error", "failed"],
  ] as const)("is %s by a fault of version 3's processing: %s", async (ends, status) => {
    const id = await client.createTyped();
    upload({ kind: "processing", ends });
    await client.import(id, CSV);
    expect(seen()).toEqual([status]);
  });
});

it("a fault of imports passes over version 3, and waits for an upload of version 4", async () => {
  upload({ kind: "import", ends: "failed" });
  await client.settled(await client.upload("id,a\n1,x\n"));
  expect(client.sandbox.faults.list()).toMatchObject([{ played: 0 }]);
  await client.import(await client.createTyped(), CSV);
  expect(client.sandbox.faults.list()).toMatchObject([{ played: 1 }]);
});

describe("the answer about an import", () => {
  async function partial() {
    const id = await client.createTyped();
    upload({ kind: "import", ends: "partial", reject: [0, 3] });
    const { import_id } = await client.ended(id, CSV);
    return { id, path: `${API}/${id}/imports/${import_id}` };
  }
  const fault = (body: Extract<Fault, { kind: "answer" }>["body"]) =>
    set({ call: "import", fault: { kind: "answer", body } });

  it("counts records from 1", async () => {
    const { path } = await partial();
    fault("counts-from-1");
    const { body } = await client.call("GET", path);
    expect(body.errors).toMatchObject([{ record_index: 1 }, { record_index: 4 }]);
    expect(body).toMatchObject({ status: "partial", rejected_count: 2 });
  });

  it("has an unknown status", async () => {
    const { path } = await partial();
    fault("unknown-import-status");
    expect((await client.call("GET", path)).body).toMatchObject({ status: "hibernating", rejected_count: 2 });
  });

  it("lacks its list of errors", async () => {
    const { path } = await partial();
    fault("no-errors");
    const { body } = await client.call("GET", path);
    expect(body).toMatchObject({ status: "partial", rejected_count: 2 });
    expect(body).not.toHaveProperty("errors");
  });

  it.each([
    ["cut-short", 200, /^\{"id"[^}]*$/],
    ["html", 502, /^<html>/],
    ["invalid-json", 200, /^\{oops\}$/],
  ] as const)("is %s", async (body, status, text) => {
    const { path } = await partial();
    fault(body);
    expect(await client.send("GET", path)).toMatchObject({ status, text: expect.stringMatching(text) });
  });

  it("breaks off, is an error, or does not come", async () => {
    const { path } = await partial();
    fault("broken-off");
    await expect(client.send("GET", path)).rejects.toThrow("terminated");
    set({ call: "import", fault: { kind: "status", status: 503, retryAfter: 2 } });
    expect((await client.send("GET", path)).status).toBe(503);
    set({ call: "import", fault: { kind: "reset", effect: "before" } });
    await expect(client.send("GET", path)).rejects.toThrow();
    set({ call: "import", fault: { kind: "vanish" } });
    expect((await client.send("GET", path)).status).toBe(404);
  });
});

describe("an append", () => {
  const records = jsonl({ question: "a" });

  it("has no effect before an error, and has it before one that comes after", async () => {
    const id = await client.createTyped();
    set({ call: "append", fault: { kind: "status", status: 409 } });
    expect((await client.append(id, records)).status).toBe(409);
    expect(await client.sandbox.records(id)).toEqual([]);
    set({ call: "append", fault: { kind: "status", status: 500, effect: "after" } });
    expect((await client.append(id, records)).status).toBe(500);
    expect(await client.sandbox.records(id)).toHaveLength(1);
  });

  it("loses its dataset", async () => {
    const id = await client.createTyped();
    set({ call: "append", fault: { kind: "vanish" } });
    expect((await client.append(id, records)).status).toBe(404);
  });
});

describe("an upload URL of version 4", () => {
  it("has expired, or is not found", async () => {
    const id = await client.createTyped();
    set({ call: "uploadUrl", fault: { kind: "bad-url", how: "expired" } });
    expect((await put((await client.importUrl(id)).upload_url, CSV)).status).toBe(403);
    set({ call: "uploadUrl", fault: { kind: "vanish" } });
    expect((await client.call("GET", `${API}/${id}/upload-url/a.csv`)).status).toBe(404);
  });
});

it.each([
  [{ call: "get", fault: { kind: "import", ends: "failed" } }, "import failed cannot happen to get, only to upload."],
  [{ call: "get", fault: { kind: "answer", body: "no-errors" } }, "no-errors cannot happen to get, only to import."],
  [{ call: "upload", fault: { kind: "import", ends: "partial", reject: [-1] } }, "reject"],
])("a rule that is none is refused: %j", async (rule, detail) => {
  const refused = await client.call("PUT", "/_sandbox/faults", [rule]);
  expect(refused.status).toBe(400);
  expect(refused.body.error.detail).toContain(detail);
});
