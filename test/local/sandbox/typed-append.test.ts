import { describe, expect, it } from "vitest";
import { API, codeOf } from "./client.ts";
import { jsonl, SMALL, TypedClient } from "./typed-client.ts";

const client = new TypedClient();
const records = (count: number) => jsonl(...Array.from({ length: count }, (_, index) => ({ question: `${index}` })));

it("appended records are there when the call is answered, with the fields of an import", async () => {
  await client.restart({ processingMs: 3_600_000 });
  const id = await client.createTyped({ strict: true, ...SMALL });
  const { status, body } = await client.append(id, jsonl({ question: "a", source: "b" }, { question: "c" }));
  expect(status).toBe(200);
  expect(body).toEqual({
    dataset_id: id,
    import_id: expect.any(String),
    type: "append",
    filename: null,
    created_at: expect.any(String),
    updated_at: expect.any(String),
    status: "partial",
    accepted_count: 1,
    duplicate_count: 0,
    rejected_count: 1,
    errors: [{ record_index: 1, field: "source", reason: "The field is missing." }],
    reason: null,
  });
  expect(await client.importOf(id, body.import_id)).toEqual(body);
  expect(await client.sandbox.records(id)).toEqual([{ question: "a", source: "b" }]);
  expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 1, uploads: 0, imports: [{ filename: null }] }]);
});

it("records that are appended again add nothing", async () => {
  const id = await client.createTyped();
  await client.append(id, records(3));
  expect((await client.append(id, records(4))).body).toMatchObject({ accepted_count: 4, duplicate_count: 3 });
  expect(await client.get(id)).toMatchObject({ total_datapoint_count: 4 });
});

it("appended records come after those of earlier files, and before those of later ones", async () => {
  const id = await client.createTyped();
  await client.ended(id, "question\nfirst\n");
  await client.append(id, jsonl({ question: "second" }));
  await client.ended(id, "question\nfirst\nthird\n");
  await client.restart();
  expect((await client.sandbox.records(id)).map(({ question }) => question)).toEqual(["first", "second", "third"]);
});

it("calls at the same time are each answered, and count each record once", async () => {
  const id = await client.createTyped();
  const answers = await Promise.all(Array.from({ length: 8 }, () => client.append(id, records(5))));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(answers.reduce((sum, { body }) => sum + body.duplicate_count, 0)).toBe(35);
  expect(await client.sandbox.records(id)).toHaveLength(5);
});

describe("a call is refused", () => {
  it.each([
    ["of more than a thousand records", 400, () => records(1001)],
    ["of no records", 400, () => "\n \n"],
    ["that is not UTF-8", 400, () => Buffer.from([0x7b, 0xff, 0x7d])],
    ["of more than 16 MiB", 413, () => jsonl({ question: "x".repeat(16 * 1024 ** 2) })],
  ])("%s", async (_, status, content) => {
    const id = await client.createTyped();
    const refused = await client.append(id, content());
    expect([refused.status, refused.body.error.status]).toEqual([status, status]);
    expect(client.sandbox.datasets()).toMatchObject([{ imports: [], datapoints: 0 }]);
  });

  it("of another content type", async () => {
    const id = await client.createTyped();
    expect((await client.append(id, records(1), "application/json")).status).toBe(415);
    expect((await client.append(id, records(1), "application/x-ndjson; charset=utf-8")).status).toBe(200);
  });

  it("for an unknown dataset, and one of version 3", async () => {
    expect((await client.append("x", records(1))).status).toBe(404);
    expect((await client.append(await client.create(), records(1))).status).toBe(400);
    expect((await client.call("DELETE", `${API}/x/datapoints`)).headers.get("allow")).toBe("GET, POST");
  });

  it("while an import is queued or processing, but not while it waits for its file", async () => {
    let now = Date.now();
    await client.restart({ processingMs: 1000, now: () => now });
    const id = await client.createTyped();
    const { upload_url } = await client.importUrl(id);
    expect((await client.append(id, records(1))).status).toBe(200);
    await client.put(upload_url, "question\nx\n");
    await client.import(id, "question\ny\n");
    expect((await client.append(id, records(1))).status).toBe(409);
    now += 1000;
    await expect.poll(() => client.sandbox.datasets()[0]?.imports[0]?.status).toBe("complete");
    expect((await client.append(id, records(1))).status).toBe(409);
    now += 1000;
    await expect.poll(async () => (await client.append(id, records(1))).status).toBe(200);
  });

  it("while an uploaded file is not yet taken notice of", async () => {
    const id = await client.createTyped();
    client.sandbox.faults.set([{ call: "upload", fault: { kind: "import", ends: "untouched" } }]);
    await client.import(id, "question\nx\n");
    expect((await client.append(id, records(1))).status).toBe(409);
  });
});

it("a thousand records are taken", async () => {
  const id = await client.createTyped();
  expect((await client.append(id, `\n${records(1000)}\n`)).body).toMatchObject({ accepted_count: 1000 });
});

it("a call that lost its answer can be repeated", async () => {
  const id = await client.createTyped();
  client.sandbox.faults.set([{ call: "append", times: 1, fault: { kind: "reset", effect: "after" } }]);
  await expect(client.append(id, records(2))).rejects.toThrow();
  expect((await client.append(id, records(2))).body).toMatchObject({ accepted_count: 2, duplicate_count: 2 });
});

it("an upload goes to its import alone", async () => {
  const id = await client.createTyped();
  const { upload_url } = await client.importUrl(id);
  const { upload_url: legacy } = (await client.call("GET", `${API}/${await client.create()}/upload-url/a.csv`)).body;
  expect(codeOf((await client.put(upload_url.replace(/\/uploads\/[^?]*/, new URL(legacy).pathname), "x")).text)).toBe(
    "SignatureDoesNotMatch",
  );
});

it("closing the sandbox does not wait for what is appended behind large files", async () => {
  const large = `question\n${`${"x".repeat(990)}\n`.repeat(8000)}`;
  for (let dataset = 0; dataset < 4; dataset++) await client.import(await client.createTyped(), large);
  const id = await client.createTyped();
  const appended = client.append(id, records(1));
  appended.catch(() => {});
  await expect.poll(() => client.sandbox.datasets().at(-1)?.imports).toHaveLength(1);
  await client.restart();
  await client.sandbox.finishProcessing();
  expect(await client.sandbox.records(id)).toHaveLength(1);
});
