import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { S3Server } from "./s3-server.ts";

let server: S3Server;

beforeEach(async () => {
  server = await S3Server.start();
  server.bucket("versioned");
});
afterEach(() => server.remove());

const put = (Key: string, Body: string) => server.s3.send(new PutObjectCommand({ Bucket: "versioned", Key, Body }));

describe("a store that is opened again", () => {
  it("has everything that was written", async () => {
    const { VersionId } = await put("a", "one");
    await put("a", "two");
    await server.close();
    await server.open();
    const read = async (VersionId?: string) => {
      const object = await server.s3.send(new GetObjectCommand({ Bucket: "versioned", Key: "a", VersionId }));
      return object.Body?.transformToString();
    };
    expect([await read(), await read(VersionId)]).toEqual(["two", "one"]);
  });

  it("sends the events that a killed run had not sent, once each and in order", async () => {
    server.sends = false;
    await put("a", "one");
    await put("b", "two");
    await server.close();
    server.written.length = 0;
    server.sends = true;
    await server.open();
    server.store.announcePending();
    expect(server.written.map(({ key }) => key)).toEqual(["a", "b"]);
    server.store.announcePending();
    expect(server.written).toHaveLength(2);
  });

  it("removes what was being written when a run was killed, and nothing else", async () => {
    await put("a", "one");
    const kept = await server.files();
    await writeFile(join(server.folder, "objects", "half-a-file"), "half");
    await server.close();
    await server.open();
    expect(await server.files()).toEqual(kept);
  });
});

describe("a multipart upload that is never completed", () => {
  it("is kept for a week, and gone at the first start after it", async () => {
    const day = 24 * 3600 * 1000;
    const upload = { Bucket: "versioned", Key: "unfinished" };
    const { UploadId } = await server.s3.send(new CreateMultipartUploadCommand(upload));
    await server.s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "x" }));
    const reopen = async (now: number) => {
      await server.close();
      await server.open(now);
      return (await server.files()).length;
    };
    expect(await reopen(Date.now() + 6 * day)).toBe(1);
    expect(await reopen(Date.now() + 8 * day)).toBe(0);
    const parts = server.s3.send(new ListPartsCommand({ ...upload, UploadId }));
    await expect(parts).rejects.toMatchObject({ name: "NoSuchUpload" });
  });
});

describe("a write that breaks off", () => {
  it("is not an object and leaves no file", async () => {
    const sent = request(`${server.endpoint}/versioned/broken-off`, {
      method: "PUT",
      headers: { "content-length": 1000 },
    });
    const ended = new Promise((resolve) => sent.once("error", resolve));
    sent.write("x".repeat(10), () => sent.destroy(new Error("The client left.")));
    await ended;
    await expect.poll(() => server.files()).toEqual([]);
    expect(server.store.index.versions.latest("versioned", "broken-off")).toBeUndefined();
  });

  it("is not asked for its body when it would be refused", async () => {
    const sent = request(`${server.endpoint}/no-such-bucket/key`, {
      method: "PUT",
      headers: { "content-length": 5 * 1024 ** 3, expect: "100-continue" },
    });
    let continued = false;
    sent.once("continue", () => {
      continued = true;
    });
    const status = await new Promise((resolve, reject) => {
      sent.once("response", ({ statusCode }) => resolve(statusCode)).once("error", reject);
      sent.flushHeaders();
    });
    expect([status, continued]).toEqual([404, false]);
    sent.destroy();
  });
});
