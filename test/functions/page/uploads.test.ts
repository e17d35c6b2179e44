import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dropId } from "../../../functions/drops/drop.ts";
import { decodeEncodedWords } from "../../../functions/drops/encoded-words.ts";
import { attachment } from "../../../functions/page/signing.ts";
import { cases } from "../../cases.ts";
import { ANN, EVE, startPage, type TestPage } from "./page.ts";

/** How far the page's clock is ahead. */
let aheadMs = 0;
let page: TestPage;
beforeAll(async () => {
  page = await startPage({ clock: { now: () => Date.now() + aheadMs, wait: async () => {} } });
});
afterEach(() => {
  aheadMs = 0;
});
afterAll(() => page.close());

const DAY_MS = 24 * 60 * 60 * 1000;

const MEBIBYTE = 1024 ** 2;
const upload = (body: object, as = ANN) => page.call(as, "POST", "/api/uploads", body);
const complete = (body: object, as = ANN) => page.call(as, "POST", "/api/uploads/complete", body);
const signedHeaders = (url: string) => new URL(url).searchParams.get("X-Amz-SignedHeaders")?.split(";");

describe("a small file", () => {
  it("is uploaded by one request, which the signature binds to its length, type and person", async () => {
    const { status, body } = await upload({ name: "a.csv", size: 5, type: "text/csv" });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: "single",
      key: "incoming/red/a.csv",
      headers: { "content-type": "text/csv", "x-amz-meta-dropped-by": "ann@example.com" },
    });
    expect(signedHeaders(body.url)).toEqual(["content-length", "content-type", "host", "x-amz-meta-dropped-by"]);
    const { searchParams, pathname } = new URL(body.url);
    expect(pathname).toBe("/drops/incoming/red/a.csv");
    expect(searchParams.get("X-Amz-Expires")).toBe("600");
    expect([...searchParams.keys()].filter((name) => /checksum|crc|meta/i.test(name))).toEqual([]);
  });

  it.each([0, 1, 16 * MEBIBYTE])("of %i bytes has its length signed", async (size) => {
    const { body } = await upload({ name: "a.csv", size });
    expect(body.kind).toBe("single");
    expect(signedHeaders(body.url)).toContain("content-length");
  });

  it("is a drop in the list as soon as it is complete", async () => {
    const { body } = await upload({ name: "listed.csv", size: 5, type: "text/csv" });
    const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id\n1\n" });
    const versionId = put.headers.get("x-amz-version-id") ?? "";
    const done = await complete({ key: body.key, versionId, etag: put.headers.get("etag") });
    const id = dropId({ bucket: page.bucket, key: body.key, versionId });
    expect(done).toMatchObject({ status: 201, body: { id, key: "incoming/red/listed.csv" } });
    expect(await page.records.find(id)).toMatchObject({
      step: "dropped",
      workspaceId: "w1",
      droppedBy: "ann@example.com",
      bytes: 5,
      attempt: 1,
    });
    const head = await page.s3.send(new HeadObjectCommand({ Bucket: page.bucket, Key: body.key }));
    expect(head.Metadata).toEqual({ "dropped-by": "ann@example.com" });
  });

  it.each([null, "Suspended"] as const)(
    "goes by its ETag where the bucket keeps no versions: %s",
    async (versioning) => {
      const plain = await startPage();
      plain.storage.store.index.buckets.setVersioning(plain.bucket, versioning);
      const { body } = await plain.call(ANN, "POST", "/api/uploads", { name: "a.csv", size: 5 });
      const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id\n1\n" });
      const etag = put.headers.get("etag") ?? "";
      const done = await plain.call(ANN, "POST", "/api/uploads/complete", { key: body.key, etag });
      const versionId = `etag-${etag.replaceAll('"', "")}`;
      expect(done.body.id).toBe(dropId({ bucket: plain.bucket, key: body.key, versionId }));

      const saved = await plain.call(ANN, "POST", "/api/folders?path=red/new", { schema: {} });
      const { ETag = "" } = await plain.s3.send(new HeadObjectCommand({ Bucket: plain.bucket, Key: saved.body.key }));
      const savedAs = `etag-${ETag.replaceAll('"', "")}`;
      expect(saved.body.id).toBe(dropId({ bucket: plain.bucket, key: saved.body.key, versionId: savedAs }));
      await plain.close();
    },
  );

  it.each([
    ["without its version", {}],
    ["with a version that does not exist", { versionId: "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY" }],
    ["with an ETag in place of a version", { etag: "real" }],
    ["with an ETag as its version", { versionId: "etag-real" }],
  ])("is no drop %s", async (_, given) => {
    const { body } = await upload({ name: "unknown.csv", size: 5 });
    const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id\n1\n" });
    const etag = (put.headers.get("etag") ?? "").replaceAll('"', "");
    const sent = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.replace("real", etag)]));
    expect((await complete({ key: body.key, ...sent })).status).toBeOneOf([400, 404]);
  });

  it("can be completed again, but not when it is long done", async () => {
    const { body } = await upload({ name: "old.csv", size: 5 });
    const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id\n1\n" });
    const sent = { key: body.key, versionId: put.headers.get("x-amz-version-id") ?? "" };
    const first = await complete(sent);
    aheadMs = 6 * DAY_MS;
    expect(await complete(sent)).toMatchObject({ status: 201, body: first.body });
    aheadMs = 8 * DAY_MS;
    expect((await complete(sent)).status).toBe(404);
  });

  it.each([
    { uploadId: "\ud800", size: 1 },
    { uploadId: "", size: 1 },
    { versionId: "etag-\n☃" },
    { versionId: "v".repeat(1025) },
    { etag: "\r\nx: y" },
    { etag: "é" },
  ])("is no drop by what cannot be sent to S3: %j", async (given) => {
    const { status, body } = await complete({ key: "incoming/red/a.csv", ...given });
    expect([status, body.message]).toEqual([400, expect.stringMatching(/\.$/)]);
  });

  it("carries the name of a person in any script", async () => {
    const person = { name: "Zoë 张伟 <zoë@example.com>", workspaces: ["w1"] };
    const { body } = await upload({ name: "zoë.csv", size: 3 }, person);
    const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id\n" });
    const done = await complete({ key: body.key, versionId: put.headers.get("x-amz-version-id") }, person);
    expect(done.status).toBe(201);
    expect((await page.records.find(done.body.id))?.droppedBy).toBe(person.name);
    expect(decodeEncodedWords(body.headers["x-amz-meta-dropped-by"])).toBe(person.name);
  });
});

describe("a name", () => {
  it.each([
    ["", 400],
    [".", 400],
    ["..", 400],
    ["a/b.csv", 400],
    ["../results/a.csv", 400],
    ["_dataset.json", 400],
    ["a\nb.csv", 400],
    ["a\u0000.csv", 400],
    ["a".repeat(1025), 400],
  ])("that is not a file's is refused: %j", async (name, status) => {
    const answer = await upload({ name, size: 1 });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toMatch(/\.$/);
  });

  it("of any other kind is the key's, byte for byte", async () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .filter((text) => !/[/\p{Cc}]/u.test(text) && text !== "." && text !== "..");
    await fc.assert(
      fc.asyncProperty(name, async (given) => {
        const { body } = await upload({ name: given, size: 2 });
        expect(body.key).toBe(`incoming/red/${given.normalize()}`);
        const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id" });
        expect(put.status).toBe(200);
        const got = await page.s3.send(new GetObjectCommand({ Bucket: page.bucket, Key: body.key }));
        expect(await got.Body?.transformToString()).toBe("id");
      }),
      { numRuns: cases(40) },
    );
  });

  it("cannot add anything to a download's header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(attachment(name)).toMatch(/^attachment; filename\*=UTF-8''[\w.!~%-]*$/);
      }),
    );
    expect(attachment('a"; filename=evil.exe')).toBe("attachment; filename*=UTF-8''a%22%3B%20filename%3Devil.exe");
    expect(attachment("\ud800\r\nx: y.csv")).toBe("attachment; filename*=UTF-8''%EF%BF%BD%0D%0Ax%3A%20y.csv");
  });
});

describe("a large file", () => {
  const size = 20 * MEBIBYTE;

  async function send(url: string, bytes: number) {
    return (await fetch(url, { method: "PUT", body: new Uint8Array(bytes).fill(97) })).status;
  }

  it("is uploaded in parts, can be resumed, and is put together when all of them are there", async () => {
    const { body } = await upload({ name: "large.csv", size });
    expect(body).toMatchObject({ kind: "parts", key: "incoming/red/large.csv", partBytes: 8 * MEBIBYTE });
    const { key, uploadId } = body;
    const parts = [8, 8, 4].map((mebibytes, index) => ({ number: index + 1, bytes: mebibytes * MEBIBYTE }));
    const { urls } = (await page.call(ANN, "POST", "/api/uploads/parts", { key, uploadId, parts })).body;
    for (const url of urls) expect(signedHeaders(url)).toEqual(["content-length", "host"]);
    expect(urls.map((url: string) => new URL(url).searchParams.get("partNumber"))).toEqual(["1", "2", "3"]);

    expect(await send(urls[0], 8 * MEBIBYTE)).toBe(200);
    expect(await send(urls[2], 4 * MEBIBYTE)).toBe(200);
    const early = await complete({ key, uploadId, size });
    expect(early).toMatchObject({ status: 409, body: { message: expect.stringContaining("upload the parts") } });
    const there = await page.call(ANN, "POST", "/api/uploads/parts-done", { key, uploadId });
    expect(there.body.parts).toEqual([parts[0], parts[2]]);

    expect(await send(urls[1], 8 * MEBIBYTE)).toBe(200);
    const done = await complete({ key, uploadId, size });
    expect(done.status).toBe(201);
    expect(await page.records.find(done.body.id)).toMatchObject({ step: "dropped", bytes: size, workspaceId: "w1" });
  });

  /** Starts an upload and sends its parts. */
  async function sendAll(name: string, as = ANN) {
    const { key, uploadId } = (await upload({ name, size }, as)).body;
    const parts = [8, 8, 4].map((mebibytes, index) => ({ number: index + 1, bytes: mebibytes * MEBIBYTE }));
    const { urls } = (await page.call(as, "POST", "/api/uploads/parts", { key, uploadId, parts })).body;
    for (const [index, { bytes }] of parts.entries()) expect(await send(urls[index], bytes)).toBe(200);
    return { key, uploadId, parts };
  }

  it("that is completed again is the same drop, also if the name was uploaded again meanwhile", async () => {
    const { key, uploadId, parts } = await sendAll("again.csv");
    const first = await complete({ key, uploadId, size });
    const newer = await sendAll("again.csv");
    const other = await complete({ key, uploadId: newer.uploadId, size });
    for (let count = 0; count < 2; count++) {
      expect(await complete({ key, uploadId, size })).toMatchObject({ status: 201, body: first.body });
    }
    expect(await complete({ key, uploadId: newer.uploadId, size })).toMatchObject({ status: 201, body: other.body });
    expect(other.body.id).not.toBe(first.body.id);
    // Somebody who clicks Retry asks for this first.
    const there = await page.call(ANN, "POST", "/api/uploads/parts-done", { key, uploadId });
    expect(there).toMatchObject({ status: 200, body: { parts } });
  });

  it("is a drop from its completion on, however long ago it was started, and cannot be completed again much later", async () => {
    const { key, uploadId } = await sendAll("slow.csv");
    aheadMs = 7.5 * DAY_MS;
    const done = await complete({ key, uploadId, size });
    expect(done.status).toBe(201);
    const { startedAt = "" } = (await page.records.find(done.body.id)) ?? {};
    expect(Date.parse(startedAt)).toBeGreaterThan(Date.now() + 7 * DAY_MS);
    aheadMs = 9 * DAY_MS;
    expect((await complete({ key, uploadId, size })).status).toBe(404);
    expect((await page.call(ANN, "POST", "/api/uploads/parts-done", { key, uploadId })).status).toBe(404);
  });

  it("that was completed is nobody else's", async () => {
    const { key, uploadId } = await sendAll("anns.csv");
    expect((await complete({ key, uploadId, size })).status).toBe(201);
    const carl = { name: "carl@example.com", workspaces: ["w1"] };
    expect((await complete({ key, uploadId, size }, carl)).status).toBe(404);
    expect((await page.call(carl, "POST", "/api/uploads/parts-done", { key, uploadId })).status).toBe(404);
    const [, idAtS3 = ""] = uploadId.split(".");
    for (const guessed of [idAtS3, `${"0".repeat(36)}.${idAtS3}`]) {
      expect((await complete({ key, uploadId: guessed, size })).status).toBe(404);
    }
  });

  it("that was completed is found where the bucket keeps no versions", async () => {
    const { store } = page.storage;
    store.index.buckets.setVersioning(page.bucket, "Suspended");
    const { key, uploadId } = await sendAll("suspended.csv");
    const first = await complete({ key, uploadId, size });
    expect(first.status).toBe(201);
    expect((await complete({ key, uploadId, size })).body).toEqual(first.body);
    store.index.buckets.setVersioning(page.bucket, "Enabled");
  });

  it("that was stopped can be stopped again, and not be completed", async () => {
    const { key, uploadId } = (await upload({ name: "stopped.csv", size })).body;
    for (let count = 0; count < 2; count++) {
      expect((await page.call(ANN, "DELETE", "/api/uploads", { key, uploadId })).status).toBe(204);
    }
    const done = await complete({ key, uploadId, size });
    expect(done).toMatchObject({ status: 404, body: { message: expect.stringContaining("no longer exists") } });
  });

  it("of more than the limit is refused, at once and in parts", async () => {
    const refused = await upload({ name: "a.csv", size: 100 * MEBIBYTE + 1 });
    expect(refused).toMatchObject({
      status: 413,
      body: { message: "The file has 104857601 bytes: the limit is 104857600 bytes." },
    });
    const { key, uploadId } = (await upload({ name: "a.csv", size })).body;
    const body = { key, uploadId, parts: [], rest: "x".repeat(2 * MEBIBYTE) };
    expect(await page.call(ANN, "POST", "/api/uploads/parts", body)).toMatchObject({
      status: 413,
      body: { message: "The request is too large: the limit is 2 MiB." },
    });
    for (const part of [
      { number: 1, bytes: 9 * MEBIBYTE },
      { number: 14, bytes: 1 },
    ]) {
      const answer = await page.call(ANN, "POST", "/api/uploads/parts", { key, uploadId, parts: [part] });
      expect(answer.status).toBe(413);
    }
  });
});

describe("a place", () => {
  it.each([
    [{}, "incoming/a.csv"],
    [{ workspaceId: "w1" }, "incoming/a.csv"],
    [{ workspaceId: "w2" }, "incoming/w2/a.csv"],
    [{ folder: "free" }, "incoming/free/a.csv"],
    [{ folder: "w2/set" }, "incoming/w2/set/a.csv"],
  ])("is anywhere for somebody who may see everything: %o", async (place, key) => {
    expect((await upload({ name: "a.csv", size: 1, ...place }, EVE)).body.key).toBe(key);
  });

  it.each([{ folder: "nowhere" }, { folder: "../results" }, { workspaceId: "nowhere" }, { folder: "" }])(
    "that does not exist is refused: %o",
    async (place) => {
      expect((await upload({ name: "a.csv", size: 1, ...place }, EVE)).status).toBe(404);
    },
  );

  it("needs a workspace in the settings, and the answer says so", async () => {
    const bare = await startPage({ workspaces: { allowed: [], defaultId: undefined } });
    const answer = await bare.call(EVE, "POST", "/api/uploads", { name: "a.csv", size: 1 });
    expect([answer.status, answer.body.message]).toEqual([409, expect.stringContaining("set defaultWorkspaceId")]);
    await bare.close();
  });

  it.each([
    ["no JSON", "{"],
    ["another shape", { name: 3 }],
    ["a size that is none", { name: "a.csv", size: -1 }],
    ["half a byte", { name: "a.csv", size: 1.5 }],
  ])("needs a request that can be read: %s", async (_, body) => {
    const { status, body: answer } = await page.call(EVE, "POST", "/api/uploads", body);
    expect(status).toBe(400);
    expect(answer.message).toMatch(/^The request cannot be read/);
  });
});
