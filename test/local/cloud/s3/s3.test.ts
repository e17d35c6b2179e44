import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHECKSUM_ALGORITHMS } from "../../../../local/cloud/s3/checksums.ts";
import { S3Server } from "./s3-server.ts";

const MIB = 1024 * 1024;

let server: S3Server;
let bucket: string;

beforeAll(async () => {
  server = await S3Server.start();
  bucket = server.bucket("versioned");
  server.bucket("plain", null);
});
afterAll(() => server.remove());

const put = (Key: string, Body: PutObjectCommandInput["Body"], more: Partial<PutObjectCommandInput> = {}) =>
  server.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));
const get = async (Key: string, more: Partial<GetObjectCommandInput> = {}) => {
  const answer = await server.s3.send(new GetObjectCommand({ Bucket: bucket, Key, ...more }));
  return { ...answer, text: await answer.Body?.transformToString() };
};
const refusal = (name: string, status: number) => ({ name, $metadata: { httpStatusCode: status } });

describe("a write", () => {
  it("of nothing is an object of nothing", async () => {
    await put("empty", "");
    expect(await get("empty")).toMatchObject({
      text: "",
      ContentLength: 0,
      ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
    });
  });

  it("keeps the headers and the metadata", async () => {
    await put("described", "x", {
      ContentType: "text/csv",
      CacheControl: "no-store",
      ContentDisposition: "attachment",
      Metadata: { "dataset-name": "A name" },
    });
    expect(await get("described")).toMatchObject({
      ContentType: "text/csv",
      CacheControl: "no-store",
      ContentDisposition: "attachment",
      Metadata: { "dataset-name": "A name" },
    });
    expect(await get("described", { ResponseContentType: "text/plain" })).toMatchObject({ ContentType: "text/plain" });
  });

  it.each(CHECKSUM_ALGORITHMS)(
    "is checked by %s, sent before it or behind a stream, and read back with it",
    async (algorithm) => {
      const content = "a line like any other\n".repeat(10_000);
      for (const Body of [content, Readable.from([Buffer.from(content)])]) {
        const ContentLength = Buffer.byteLength(content);
        const written = await put("checked", Body, { ChecksumAlgorithm: algorithm, ContentLength });
        const name = `Checksum${algorithm}` as const;
        expect(written[name]).toBeTruthy();
        // The SDK compares the checksum with what it reads.
        const read = await get("checked", { ChecksumMode: "ENABLED" });
        expect(read.text === content).toBe(true);
        expect(read[name]).toBe(written[name]);
      }
    },
  );

  it("whose checksum is another is refused, and nothing is left of it", async () => {
    const files = (await server.files()).length;
    await expect(put("wrong", "x", { ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject(refusal("BadDigest", 400));
    await expect(put("wrong", "x", { ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" })).rejects.toMatchObject(
      refusal("BadDigest", 400),
    );
    await expect(get("wrong")).rejects.toMatchObject(refusal("NoSuchKey", 404));
    expect((await server.files()).length).toBe(files);
  });

  it("only happens if its conditions hold", async () => {
    const first = await put("conditional", "one", { IfNoneMatch: "*" });
    await expect(put("conditional", "two", { IfNoneMatch: "*" })).rejects.toMatchObject(
      refusal("PreconditionFailed", 412),
    );
    await expect(put("conditional", "two", { IfMatch: '"other"' })).rejects.toMatchObject(
      refusal("PreconditionFailed", 412),
    );
    await put("conditional", "two", { IfMatch: first.ETag });
    expect((await get("conditional")).text).toBe("two");
    await expect(put("nowhere", "x", { IfMatch: first.ETag })).rejects.toMatchObject(refusal("NoSuchKey", 404));
    await server.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "conditional" }));
    await put("conditional", "three", { IfNoneMatch: "*" });
  });

  it("of many at once with If-None-Match is one", async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => put("raced", `${n}`, { IfNoneMatch: "*" })),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { Versions } = await server.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: "raced" }));
    expect(Versions).toHaveLength(1);
  });

  it("is refused with S3's words where S3 would", async () => {
    await expect(put("k".repeat(1025), "x")).rejects.toMatchObject(refusal("KeyTooLongError", 400));
    await expect(put("metadata", "x", { Metadata: { m: "x".repeat(2048) } })).rejects.toMatchObject(
      refusal("MetadataTooLarge", 400),
    );
    await expect(put("tagged", "x", { Tagging: "a=b" })).rejects.toMatchObject(refusal("NotImplemented", 501));
    await expect(put("x", "x", { Bucket: "no-such-bucket" })).rejects.toMatchObject(refusal("NoSuchBucket", 404));
    const acl = server.s3.send(new GetObjectAclCommand({ Bucket: bucket, Key: "empty" }));
    await expect(acl).rejects.toMatchObject(refusal("NotImplemented", 501));
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from("x"));
        controller.close();
      },
    });
    const options = { method: "PUT", body: stream, duplex: "half" } as const;
    const length = await fetch(`${server.endpoint}/${bucket}/chunked`, options);
    expect(length.status).toBe(501);
  });
});

describe("a read", () => {
  beforeAll(async () => {
    await put("ten", "0123456789");
  });

  it.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=5-100", "56789", "bytes 5-9/10"],
    ["bytes=-100", "0123456789", "bytes 0-9/10"],
  ])("of %s is that part", async (Range, text, ContentRange) => {
    expect(await get("ten", { Range })).toMatchObject({ text, ContentRange, ContentLength: text.length });
  });

  it.each(["bytes=3-1", "lines=0-1", "bytes=0-1,3-4"])(
    "of %s, which is not a valid range, returns everything",
    async (Range) => {
      expect(await get("ten", { Range })).toMatchObject({ text: "0123456789", ContentLength: 10 });
    },
  );

  it.each(["bytes=10-", "bytes=-0"])("of %s is refused", async (Range) => {
    await expect(get("ten", { Range })).rejects.toMatchObject(refusal("InvalidRange", 416));
  });

  it("only happens if its conditions hold", async () => {
    const { ETag, LastModified = new Date() } = await get("ten");
    const later = new Date(LastModified.getTime() + 1000);
    const earlier = new Date(LastModified.getTime() - 1000);
    const notModified = { $metadata: { httpStatusCode: 304 } };
    await expect(get("ten", { IfNoneMatch: ETag })).rejects.toMatchObject(notModified);
    await expect(get("ten", { IfModifiedSince: later })).rejects.toMatchObject(notModified);
    await expect(get("ten", { IfMatch: '"other"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await expect(get("ten", { IfUnmodifiedSince: earlier })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    expect((await get("ten", { IfMatch: ETag, IfUnmodifiedSince: earlier })).text).toBe("0123456789");
    expect((await get("ten", { IfNoneMatch: '"other"', IfModifiedSince: later })).text).toBe("0123456789");
  });

  it("completes even if the object is permanently deleted", async () => {
    const content = "x".repeat(20 * MIB);
    const { VersionId } = await put("deleted-while-read", content);
    const { Body } = await server.s3.send(new GetObjectCommand({ Bucket: bucket, Key: "deleted-while-read" }));
    await server.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "deleted-while-read", VersionId }));
    expect((await Body?.transformToString()) === content).toBe(true);
  });

  it("says that an object has no tags, as the CLI asks before it copies a large one", async () => {
    const tagsOf = (Key: string) => server.s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }));
    expect((await tagsOf("ten")).TagSet).toEqual([]);
    await expect(tagsOf("no-such-key")).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  it("describes an object's parts", async () => {
    const attributes = await server.s3.send(
      new GetObjectAttributesCommand({
        Bucket: bucket,
        Key: "ten",
        ObjectAttributes: ["ETag", "ObjectSize", "StorageClass", "Checksum"],
      }),
    );
    expect(attributes).toMatchObject({ ETag: (await get("ten")).ETag?.replaceAll('"', ""), ObjectSize: 10 });
    expect(attributes.Checksum?.ChecksumCRC32).toBeTruthy();
    const head = await server.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "ten" }));
    expect(head).toMatchObject({ ContentLength: 10, AcceptRanges: "bytes" });
  });
});

describe("versions", () => {
  it("are kept under a delete marker, which can be deleted itself", async () => {
    const key = "deleted";
    const { VersionId: first } = await put(key, "one");
    const deleted = await server.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    expect(deleted.DeleteMarker).toBe(true);
    await expect(get(key)).rejects.toMatchObject(refusal("NoSuchKey", 404));
    await expect(get(key, { VersionId: deleted.VersionId })).rejects.toMatchObject(refusal("MethodNotAllowed", 405));
    expect((await get(key, { VersionId: first })).text).toBe("one");

    const list = () => server.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: 10 }));
    const listed = await list();
    expect(listed.DeleteMarkers?.[0]).toMatchObject({ Key: key, IsLatest: true, VersionId: deleted.VersionId });
    expect(listed.Versions?.[0]).toMatchObject({ Key: key, IsLatest: false, VersionId: first });

    await server.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: deleted.VersionId }));
    expect((await get(key)).VersionId).toBe(first);
    expect((await list()).Versions?.[0]).toMatchObject({ IsLatest: true });
  });

  it("of a bucket without versions is empty", async () => {
    const object = { Bucket: "plain", Key: "a" };
    expect((await put("a", "one", object)).VersionId).toBeUndefined();
    const files = (await server.files()).length;
    await put("a", "two", object);
    expect((await server.files()).length).toBe(files);
    expect((await get("a", object)).text).toBe("two");
    const { Versions } = await server.s3.send(new ListObjectVersionsCommand({ Bucket: "plain" }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(["null"]);
    await server.s3.send(new DeleteObjectCommand(object));
    expect((await server.files()).length).toBe(files - 1);
    expect((await server.s3.send(new GetBucketVersioningCommand({ Bucket: "plain" }))).Status).toBeUndefined();
  });

  it("are listed page by page, none twice and none left out", async () => {
    const keys = ["paged/a", "paged/b", "paged/b/c", "paged/é", "paged/🎉"];
    for (const key of keys) for (const content of ["1", "2", "3"]) await put(key, content);
    await server.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "paged/b" }));
    const all: string[] = [];
    let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await server.s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: "paged/", MaxKeys: 2, ...from }),
      );
      const shown = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      expect(shown.length).toBeLessThanOrEqual(2);
      all.push(...shown.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      if (!page.IsTruncated) break;
      from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(all).toHaveLength(keys.length * 3 + 1);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("a copy", () => {
  it("is a new version with its own event each time", async () => {
    const source = await put("copied", "id,a\n", { Metadata: { from: "source" } });
    const copy = (more = {}) =>
      server.s3.send(
        new CopyObjectCommand({ Bucket: bucket, Key: "copies/a b", CopySource: `${bucket}/copied`, ...more }),
      );
    server.written.length = 0;
    const [first, second] = [await copy(), await copy({ MetadataDirective: "REPLACE", Metadata: { from: "copy" } })];
    const ids = [source.VersionId, first.VersionId, second.VersionId];
    expect(new Set(ids).size).toBe(3);
    expect(first.CopySourceVersionId).toBe(source.VersionId);
    expect(server.written).toMatchObject([
      { key: "copies/a b", how: "Copy", versionId: first.VersionId },
      { key: "copies/a b", how: "Copy", versionId: second.VersionId },
    ]);
    expect(await get("copies/a b", { VersionId: first.VersionId })).toMatchObject({
      text: "id,a\n",
      Metadata: { from: "source" },
    });
    expect(await get("copies/a b")).toMatchObject({ Metadata: { from: "copy" }, ETag: source.ETag });
  });

  it("of an earlier version restores it, and one of nothing is refused", async () => {
    const { VersionId } = await put("restored", "old");
    await put("restored", "new");
    const copy = (CopySource: string) =>
      server.s3.send(new CopyObjectCommand({ Bucket: bucket, Key: "restored", CopySource }));
    await copy(`${bucket}/restored?versionId=${VersionId}`);
    expect((await get("restored")).text).toBe("old");
    await expect(copy(`${bucket}/restored`)).rejects.toMatchObject(refusal("InvalidRequest", 400));
    await expect(copy(`${bucket}/no-such-key`)).rejects.toMatchObject(refusal("NoSuchKey", 404));
  });
});

describe("an upload in parts", () => {
  const begin = async (Key: string, more = {}) => {
    const { UploadId } = await server.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key, ...more }));
    return { Bucket: bucket, Key, UploadId };
  };

  it.each([
    ["CRC32", "COMPOSITE"],
    ["CRC64NVME", "FULL_OBJECT"],
    ["CRC32", "FULL_OBJECT"],
  ] as const)("is one object of all of them, with a checksum: %s, %s", async (ChecksumAlgorithm, ChecksumType) => {
    const parts = [Buffer.alloc(5 * MIB, "a"), Buffer.alloc(5 * MIB, "b"), Buffer.from("the end")];
    const upload = await begin(`parts/${ChecksumAlgorithm}`, {
      ChecksumAlgorithm,
      ChecksumType,
      ContentType: "text/csv",
    });
    const sent: CompletedPart[] = [];
    for (const [index, Body] of parts.entries()) {
      const part = { PartNumber: index + 1 };
      sent.push({
        ...part,
        ...(await server.s3.send(new UploadPartCommand({ ...upload, ...part, Body, ChecksumAlgorithm }))),
      });
    }
    const listed = await server.s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(listed).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([5 * MIB, 5 * MIB]);

    server.written.length = 0;
    const complete = () =>
      server.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent } }));
    const done = await complete();
    const whole = Buffer.concat(parts);
    const md5s = parts.map((part) => createHash("md5").update(part).digest());
    expect(done.ETag).toBe(`"${createHash("md5").update(Buffer.concat(md5s)).digest("hex")}-3"`);
    expect(server.written).toMatchObject([
      { how: "CompleteMultipartUpload", bytes: whole.length, versionId: done.VersionId },
    ]);

    const read = await server.s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: upload.Key, ChecksumMode: "ENABLED" }),
    );
    expect(Buffer.compare(Buffer.from((await read.Body?.transformToByteArray()) ?? []), whole)).toBe(0);
    expect(read).toMatchObject({ ContentType: "text/csv", ChecksumType });
    expect((await get(upload.Key, { Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` })).text).toBe("aabb");
    expect(await get(upload.Key, { PartNumber: 3 })).toMatchObject({ text: "the end", PartsCount: 3 });

    // Asked again, since the answer was lost: nothing more happens.
    expect((await complete()).VersionId).toBe(done.VersionId);
    expect(server.written).toHaveLength(1);
  });

  it("can copy parts from other objects", async () => {
    await put("source of parts", Buffer.alloc(6 * MIB, "s"));
    const upload = await begin("from-parts");
    const part = (PartNumber: number, CopySourceRange: string) =>
      server.s3.send(
        new UploadPartCopyCommand({
          ...upload,
          PartNumber,
          CopySource: `${bucket}/source%20of%20parts`,
          CopySourceRange,
        }),
      );
    const copied = [await part(1, `bytes=0-${5 * MIB - 1}`), await part(2, "bytes=0-2")];
    const Parts = copied.map(({ CopyPartResult }, index) => ({ PartNumber: index + 1, ETag: CopyPartResult?.ETag }));
    await server.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    expect((await get("from-parts")).ContentLength).toBe(5 * MIB + 3);
  });

  it("is refused if its parts are invalid, and leaves nothing behind when it is aborted", async () => {
    const before = (await server.files()).length;
    const upload = await begin("aborted");
    const small = await server.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "small" }));
    await server.s3.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: "replaced" }));
    const last = await server.s3.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: "last" }));
    const complete = (Parts: { PartNumber: number; ETag: string | undefined }[]) =>
      server.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    const [one, two] = [
      { PartNumber: 1, ETag: small.ETag },
      { PartNumber: 2, ETag: last.ETag },
    ];
    await expect(complete([one, two])).rejects.toMatchObject(refusal("EntityTooSmall", 400));
    await expect(complete([two, one])).rejects.toMatchObject(refusal("InvalidPartOrder", 400));
    await expect(complete([{ PartNumber: 3, ETag: last.ETag }])).rejects.toMatchObject(refusal("InvalidPart", 400));
    await expect(complete([{ PartNumber: 1, ETag: last.ETag }])).rejects.toMatchObject(refusal("InvalidPart", 400));

    const { Uploads } = await server.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: "abort" }));
    expect(Uploads?.map(({ UploadId }) => UploadId)).toEqual([upload.UploadId]);
    expect((await server.files()).length).toBe(before + 2);
    await server.s3.send(new AbortMultipartUploadCommand(upload));
    expect((await server.files()).length).toBe(before);
    await expect(complete([one])).rejects.toMatchObject(refusal("NoSuchUpload", 404));
  });

  it("by the SDK's own uploader is byte for byte what was read", async () => {
    const content = Buffer.alloc(17 * MIB, "0123456789\n");
    const upload = new Upload({
      client: server.s3,
      params: { Bucket: bucket, Key: "uploader", Body: Readable.from([content]) },
      partSize: 5 * MIB,
    });
    await upload.done();
    const read = await server.s3.send(new GetObjectCommand({ Bucket: bucket, Key: "uploader" }));
    expect(Buffer.compare(Buffer.from((await read.Body?.transformToByteArray()) ?? []), content)).toBe(0);
  });
});

describe("a list", () => {
  const KEYS = ["l/a", "l/b/1", "l/b/2", "l/c\u0001\u0002", "l/d/", "l/d/e f+g", "l/z\u202ex"];
  beforeAll(async () => {
    for (const key of KEYS) await put(key, "x");
  });

  it("is in the order of the keys, by prefix, page by page, with common prefixes once each", async () => {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await server.s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: "l/",
          Delimiter: "/",
          MaxKeys: 1,
          ContinuationToken: token,
          EncodingType: "url",
        }),
      );
      expect(page.KeyCount).toBe(1);
      found.push(
        ...(page.Contents ?? []).map(({ Key = "" }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
      );
      token = page.NextContinuationToken;
    } while (token !== undefined);
    expect(found).toEqual(["l/a", "l/b/", "l/c%01%02", "l/d/", "l/z%E2%80%AEx"]);
  });

  it("of the first version is paginated by markers", async () => {
    const page = (Marker?: string) =>
      server.s3.send(new ListObjectsCommand({ Bucket: bucket, Prefix: "l/", Delimiter: "/", MaxKeys: 2, Marker }));
    const first = await page();
    expect([first.IsTruncated, first.NextMarker]).toEqual([true, "l/b/"]);
    const next = await page(first.NextMarker);
    expect(next.Contents?.map(({ Size }) => Size)).toEqual([1]);
    expect(next.CommonPrefixes).toEqual([{ Prefix: "l/d/" }]);
  });

  it("has keys with control characters in XML that can be read, in the encoding that was asked for", async () => {
    const list = async (encoding: string) =>
      (await fetch(`${server.endpoint}/${bucket}?list-type=2&prefix=l/${encoding}`)).text();
    expect(await list("&encoding-type=url")).toContain("<Key>l/d/e+f%2Bg</Key>");
    expect(await list("")).toContain("<Key>l/c&#x1;&#x2;</Key>");
    expect(await list("&encoding-type=base64")).toContain("<Code>InvalidArgument</Code>");
  });
});

describe("many deletes in one call", () => {
  it("delete the named objects and versions, and report each", async () => {
    const { VersionId } = await put("many/1", "x");
    await put("many/2", "x");
    const Objects = [{ Key: "many/1", VersionId }, { Key: "many/2" }, { Key: "many/none & <none>" }];
    const { Deleted, Errors } = await server.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    expect(Errors).toBeUndefined();
    expect(Deleted?.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key));
    expect(Deleted?.[1]).toMatchObject({ DeleteMarker: true });
    const { Contents } = await server.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "many/" }));
    expect(Contents).toBeUndefined();
    const unchecked = await fetch(`${server.endpoint}/${bucket}?delete`, { method: "POST", body: "<Delete/>" });
    expect([unchecked.status, await unchecked.text()]).toEqual([400, expect.stringContaining("Content-MD5")]);
  });
});

describe("a presigned URL", () => {
  const presigned = (date: string, seconds: number) =>
    `${server.endpoint}/${bucket}/presigned?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F${date.slice(0, 8)}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=${date}&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host&X-Amz-Signature=00`;
  const now = () => `${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;

  it("is good until its time is over", async () => {
    expect((await fetch(presigned(now(), 60), { method: "PUT", body: "x" })).status).toBe(200);
    expect(await (await fetch(presigned(now(), 60))).text()).toBe("x");
    for (const method of ["GET", "PUT", "DELETE"]) {
      const late = await fetch(presigned("20260101T000000Z", 3600), { method });
      expect(late.status).toBe(403);
      const text = await late.text();
      expect(text).toContain("<Code>AccessDenied</Code><Message>Request has expired</Message>");
      expect(text).toContain("<Expires>2026-01-01T01:00:00.000Z</Expires>");
    }
    const older = `${server.endpoint}/${bucket}/presigned?AWSAccessKeyId=a&Signature=s&Expires=1767225600`;
    expect((await fetch(older)).status).toBe(403);
    expect((await get("presigned")).text).toBe("x");
  });
});

describe("a form", () => {
  const post = (fields: Record<string, string>, content = "id,a\n") => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob([content]), "a file.csv");
    form.append("submit", "passed over");
    return fetch(`${server.endpoint}/${bucket}`, { method: "POST", body: form, redirect: "manual" });
  };
  const policy = (expiration: string, conditions: unknown[] = []) =>
    Buffer.from(JSON.stringify({ expiration, conditions })).toString("base64");

  it("stores its file and announces it as one that was posted", async () => {
    server.written.length = 0;
    const answer = await post({
      key: `forms/$\{filename}`,
      "Content-Type": "text/csv",
      "x-amz-meta-who": "me",
      success_action_status: "201",
    });
    expect(answer.status).toBe(201);
    expect(await answer.text()).toContain("<Key>forms/a file.csv</Key>");
    expect(server.written).toMatchObject([{ key: "forms/a file.csv", how: "Post", bytes: 5 }]);
    expect(await get("forms/a file.csv")).toMatchObject({
      text: "id,a\n",
      ContentType: "text/csv",
      Metadata: { who: "me" },
    });
    const large = "x".repeat(3 * MIB);
    expect((await post({ key: "forms/large" }, large)).status).toBe(204);
    expect((await get("forms/large")).text === large).toBe(true);
    const redirect = await post({ key: "forms/r", success_action_redirect: "http://127.0.0.1/done" });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([
      303,
      expect.stringContaining("done?bucket=versioned&key=forms%2Fr"),
    ]);
  });

  it("is held to its policy", async () => {
    const files = (await server.files()).length;
    const future = "2999-01-01T00:00:00Z";
    const refused = [
      await post({ key: "f", policy: policy("2026-01-01T00:00:00Z") }),
      await post({ key: "f", policy: policy(future, [["starts-with", "$key", "other/"]]) }),
      await post({ key: "f", policy: policy(future, [{ bucket: "another" }]) }),
      await post({ key: "f", policy: policy(future, [["content-length-range", 0, 2]]) }),
      await post({ key: "f", policy: "nonsense" }),
      await post({}),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 400, 400, 400]);
    expect((await server.files()).length).toBe(files);
    const right = [["starts-with", "$key", "f"], { bucket }, ["content-length-range", 1, 10]];
    expect((await post({ key: "f", policy: policy(future, right) })).status).toBe(204);
  });
});
