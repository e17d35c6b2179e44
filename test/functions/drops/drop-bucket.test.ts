import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { NoSuchKey, S3Client, S3ServiceException, type ServiceInputTypes } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { connectDropBucket } from "../../../functions/drops/drop-bucket.ts";
import { readDrop } from "../../../functions/drops/read-drop.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const UNVERSIONED = { ...DROP, versionId: "etag-e1" };
const $metadata = {};
const FILE = { open: async function* () {}, bytes: 4, sha256: "aGFzaA==" };

/** A bucket whose calls are answered so. */
function bucketAnswering(answer: () => object) {
  const s3 = new S3Client(NO_ACCOUNT);
  const calls = answerCalls(s3, () => Object.assign({ $metadata }, answer()));
  return { bucket: connectDropBucket(s3), calls };
}
const failing = (error: unknown) =>
  bucketAnswering(() => {
    throw error;
  }).bucket;
const failedWith = (httpStatusCode: number) =>
  new S3ServiceException({ name: "Failed", $fault: "client", $metadata: { httpStatusCode }, message: "no" });

describe("a drop's file", () => {
  it.each([
    [DROP, { VersionId: "v1" }],
    [UNVERSIONED, { IfMatch: '"e1"' }],
  ])("is described and read at its version: %j", async (drop, condition) => {
    const answer = { ContentLength: 9, ETag: '"e1"', Metadata: { "dataset-name": "n" }, Body: Readable.from(["x"]) };
    const { bucket, calls } = bucketAnswering(() => answer);
    expect(await bucket.describe(drop)).toEqual({ bytes: 9, etag: "e1", metadata: { "dataset-name": "n" } });
    expect(await text(await bucket.read(drop))).toBe("x");
    const input = { Bucket: "b", Key: "incoming/a.csv", ...condition };
    expect(calls).toEqual([
      { command: "HeadObject", input },
      { command: "GetObject", input },
    ]);
  });

  it("is empty and has no metadata where S3 says neither", async () => {
    expect(await bucketAnswering(() => ({})).bucket.describe(DROP)).toEqual({ bytes: 0, etag: "", metadata: {} });
  });

  it.each([
    [404, '"incoming/a.csv" was deleted before it could be read.'],
    [405, '"incoming/a.csv" was deleted before it could be read.'],
    [412, '"incoming/a.csv" was overwritten before it could be read.'],
  ])("that S3 answers %i for is gone for good", async (status, message) => {
    const error = failedWith(status);
    const expected = { name: "DropGone", retryable: false, message, cause: error };
    await expect(failing(error).describe(DROP)).rejects.toMatchObject(expected);
    await expect(failing(error).read(DROP)).rejects.toMatchObject(expected);
  });

  it.each([
    [failedWith(503), "Failed: no"],
    [Object.assign(new Error("no"), { $metadata: { httpStatusCode: 404 } }), "Error: no"],
    ["a text", "a text"],
  ])("that cannot be read just now is tried again: %s", async (error, why) => {
    const expected = {
      name: "StorageUnavailable",
      retryable: true,
      message: `Could not read "incoming/a.csv": ${why}`,
      cause: error,
    };
    await expect(failing(error).describe(DROP)).rejects.toMatchObject(expected);
    await expect(failing(error).read(DROP)).rejects.toMatchObject(expected);
  });

  it("that breaks off while it is read is tried again", async () => {
    const cut = new Error("ECONNRESET");
    async function* broken() {
      yield Buffer.from("id,a");
      throw cut;
    }
    const { bucket } = bucketAnswering(() => ({ Body: Readable.from(broken()) }));
    await expect(text(Readable.from(readDrop(bucket, DROP)))).rejects.toMatchObject({
      name: "StorageUnavailable",
      message: 'Reading "incoming/a.csv" broke off: Error: ECONNRESET',
      cause: cut,
    });
  });
});

describe("what is written about a drop", () => {
  it("is JSON that people can read, and pages", async () => {
    const { bucket, calls } = bucketAnswering(() => ({}));
    await bucket.writeJson("b", "r.json", { a: 1 });
    await bucket.writeHtml("b", "r.html", "<p>");
    const inputs: ServiceInputTypes[] = calls.map(({ input }) => input);
    expect(inputs).toEqual([
      { Bucket: "b", Key: "r.json", Body: '{\n  "a": 1\n}\n', ContentType: "application/json" },
      { Bucket: "b", Key: "r.html", Body: "<p>", ContentType: "text/html; charset=utf-8" },
    ]);
  });

  it("is read as it was written", async () => {
    const Body = { transformToString: async () => '{"a":1}' };
    const { bucket, calls } = bucketAnswering(() => ({ Body }));
    expect(await bucket.readJson("b", "r.json")).toEqual({ a: 1 });
    expect(calls).toEqual([{ command: "GetObject", input: { Bucket: "b", Key: "r.json" } }]);
    expect(await bucketAnswering(() => ({})).bucket.readJson("b", "r.json")).toBeNull();
  });

  it.each([
    ["read", (bucket: ReturnType<typeof failing>) => bucket.readJson("b", "k")],
    ["write", (bucket: ReturnType<typeof failing>) => bucket.writeJson("b", "k", {})],
    ["write", (bucket: ReturnType<typeof failing>) => bucket.writeHtml("b", "k", "")],
    ["write", (bucket: ReturnType<typeof failing>) => bucket.writeFile("b", "k", FILE)],
  ])("is worth another try where S3 fails to %s it", async (what, call) => {
    const error = new NoSuchKey({ $metadata, message: "no" });
    const message = `Could not ${what} "k": NoSuchKey: no`;
    await expect(call(failing(error))).rejects.toMatchObject({ name: "StorageUnavailable", message, cause: error });
  });
});

describe("a fixed file", () => {
  it.each([
    [{ ETag: '"e2"', VersionId: "v2" }, "v2", "e2"],
    [{ ETag: '"e2"' }, "etag-e2", "e2"],
    [{ ETag: '"e2"', VersionId: "null" }, "etag-e2", "e2"],
    [{ VersionId: "v2" }, "v2", ""],
  ])("is written with its hash, and known by its version: %j", async (answer, versionId, etag) => {
    const { bucket, calls } = bucketAnswering(() => answer);
    const open = async function* () {
      yield Buffer.from("id\n1");
    };
    const drop = { bucket: "b", key: "k", versionId };
    expect(await bucket.writeFile("b", "k", { ...FILE, open })).toEqual({ drop, bytes: 4, etag });
    const { Body, ...input } = { Body: undefined, ...calls[0]?.input };
    expect(input).toEqual({
      Bucket: "b",
      Key: "k",
      ContentLength: 4,
      ChecksumSHA256: "aGFzaA==",
      ContentType: "text/csv; charset=utf-8",
    });
    expect(Body).toMatchObject({ readableObjectMode: false });
  });
});
