import { createHmac } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Server } from "./s3-server.ts";

const SIGNER = { accessKeyId: "Signer", secretAccessKey: "a/secret+" };
const BODY = "id,a\n1,x\n";
const SENT = { "content-type": "text/csv", "x-amz-meta-who": "ann" };

let server: S3Server;
let bucket: string;
let s3: S3Client;

beforeAll(async () => {
  server = await S3Server.start();
  bucket = server.bucket("presigned");
  server.store.accessKeys.set(SIGNER.accessKeyId, { secret: SIGNER.secretAccessKey, isSecret: true });
  s3 = signerWith(SIGNER);
});
afterAll(async () => {
  s3.destroy();
  await server.remove();
});

const signerWith = (credentials: typeof SIGNER, region = "us-east-1") =>
  new S3Client({
    endpoint: server.endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });

type Signable<I extends ServiceInputTypes, O extends ServiceOutputTypes> = Parameters<
  typeof getSignedUrl<ServiceInputTypes, I, O>
>[1];
type SignOptions = Parameters<typeof getSignedUrl>[2];

/** A URL whose signature covers every header, as for a page that is to upload one file and nothing else. */
const sign = <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  command: Signable<I, O>,
  options: SignOptions = {},
  client = s3,
) =>
  getSignedUrl(client, command, {
    expiresIn: 60,
    signableHeaders: new Set(["host", "content-length", "content-type"]),
    unhoistableHeaders: new Set(["x-amz-meta-who"]),
    ...options,
  });
/** The SDK's default is a type that a browser does not send. */
const ANY_TYPE = { signableHeaders: new Set<string>() };
const putCommand = (Key = "incoming/a b+ü'(1).csv") =>
  new PutObjectCommand({
    Bucket: bucket,
    Key,
    ContentLength: BODY.length,
    ContentType: "text/csv",
    Metadata: { who: "ann" },
  });

/** S3's answer, as its status and code. */
async function send(url: string, init: RequestInit = { method: "PUT", headers: SENT, body: BODY }) {
  const answer = await fetch(url, init);
  const body = await answer.text();
  return { status: answer.status, code: /<Code>(.*)<\/Code>/.exec(body)?.[1], body, headers: answer.headers };
}
/** The same URL with one query parameter changed. */
function changed(url: string, name: string, value: string | null): string {
  const copy = new URL(url);
  if (value === null) copy.searchParams.delete(name);
  else copy.searchParams.set(name, value);
  return copy.href;
}
const isThere = (Key: string) =>
  server.s3.send(new HeadObjectCommand({ Bucket: bucket, Key })).then(
    () => true,
    () => false,
  );

describe("a presigned URL by a key that is known", () => {
  it("stores just what was signed", async () => {
    const command = putCommand();
    expect(await send(await sign(command))).toMatchObject({ status: 200 });
    const { Key } = command.input;
    const { Body, ContentType, Metadata } = await server.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    expect([await Body?.transformToString(), ContentType, Metadata]).toEqual([BODY, "text/csv", { who: "ann" }]);
  });

  it("reads and deletes, with what it says of the answer", async () => {
    const Key = "incoming/read.csv";
    await send(await sign(putCommand(Key)));
    const ResponseContentDisposition = `attachment; filename="ü ('1').csv"; filename*=UTF-8''%C3%BC.csv`;
    const get = await send(await sign(new GetObjectCommand({ Bucket: bucket, Key, ResponseContentDisposition })), {});
    expect([get.status, get.body]).toEqual([200, BODY]);
    const remove = await sign(new DeleteObjectCommand({ Bucket: bucket, Key }));
    expect(await send(remove, { method: "DELETE" })).toMatchObject({ status: 204 });
    expect(await isThere(Key)).toBe(false);
  });

  it.each<[string, RequestInit]>([
    ["a larger body", { body: `${BODY}2,y\n` }],
    ["a smaller body", { body: "id,a\n" }],
    ["no body", { body: null }],
    ["another content type", { headers: { ...SENT, "content-type": "text/html" } }],
    ["no content type", { headers: { "x-amz-meta-who": "ann" }, body: Buffer.from(BODY) }],
    ["another metadata value", { headers: { ...SENT, "x-amz-meta-who": "bob" } }],
    ["without its metadata", { headers: { "content-type": "text/csv" } }],
    ["another method", { method: "POST" }],
    ["a method that reads", { method: "GET", body: null }],
    ["a method that deletes", { method: "DELETE", body: null }],
  ])("refuses %s", async (_, init) => {
    const url = await sign(putCommand("incoming/refused.csv"));
    const answer = await send(url, { method: "PUT", headers: SENT, body: BODY, ...init });
    expect(answer).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
    expect(answer.body).toContain("<CanonicalRequest>");
    expect(await isThere("incoming/refused.csv")).toBe(false);
  });

  it.each<[string, (url: string) => string]>([
    ["another key", (url) => url.replace("refused.csv", "elsewhere.csv")],
    ["another bucket", (url) => url.replace("/presigned/", "/presigned2/")],
    ["another signature", (url) => changed(url, "X-Amz-Signature", "0".repeat(64))],
    ["an empty signature", (url) => changed(url, "X-Amz-Signature", "")],
    ["a longer validity", (url) => changed(url, "X-Amz-Expires", "3600")],
    ["one parameter more", (url) => changed(url, "versionId", "x")],
    ["a header that need not be sent", (url) => changed(url, "X-Amz-SignedHeaders", "host;x-amz-meta-who")],
    [
      "another time",
      (url) => changed(url, "X-Amz-Date", new URL(url).searchParams.get("X-Amz-Date")?.replace(/\d\dZ$/, "00Z") ?? ""),
    ],
  ])("refuses a URL that was changed to %s", async (_, change) => {
    // Not at a full minute, which is one of the changes.
    const signingDate = new Date(Date.now() - (Date.now() % 60_000) - 30_000);
    const url = change(await sign(putCommand("incoming/refused.csv"), { signingDate, expiresIn: 3599 }));
    expect(await send(url)).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
  });

  it("refuses another secret", async () => {
    const other = signerWith({ ...SIGNER, secretAccessKey: "another" });
    expect(await send(await sign(putCommand(), {}, other))).toMatchObject({
      status: 403,
      code: "SignatureDoesNotMatch",
    });
    other.destroy();
  });

  it("refuses one before its time, and after it", async () => {
    const at = (fromNow: number) => ({ signingDate: new Date(Date.now() + fromNow), expiresIn: 60 });
    const late = await send(await sign(putCommand(), at(-61_000)));
    expect(late).toMatchObject({ status: 403, code: "AccessDenied" });
    expect(late.body).toContain("<Message>Request has expired</Message>");
    const early = await send(await sign(putCommand(), at(3600_000)));
    expect(early).toMatchObject({ status: 403, code: "AccessDenied" });
    expect(early.body).toContain("<Message>Request is not valid yet</Message>");
  });

  it("refuses headers of S3's that were not signed", async () => {
    const url = await sign(putCommand("incoming/refused.csv"));
    const headers = { ...SENT, "x-amz-meta-other": "1", "x-amz-acl": "public-read" };
    const answer = await send(url, { method: "PUT", headers, body: BODY });
    expect(answer).toMatchObject({ status: 403, code: "AccessDenied" });
    expect(answer.body).toContain("There were headers present in the request which were not signed");
    expect(answer.body).toContain("<HeadersNotSigned>x-amz-meta-other, x-amz-acl</HeadersNotSigned>");
  });

  it.each<[string, string, string | null]>([
    ["without an algorithm", "X-Amz-Algorithm", null],
    ["without a signature", "X-Amz-Signature", null],
    ["without a credential", "X-Amz-Credential", null],
    ["with another algorithm", "X-Amz-Algorithm", "AWS4-HMAC-SHA1"],
    ["with a credential for another service", "X-Amz-Credential", "Signer/20260101/us-east-1/sqs/aws4_request"],
    ["with a credential for another day", "X-Amz-Credential", "Signer/20200101/us-east-1/s3/aws4_request"],
    ["with a date of another form", "X-Amz-Date", "2026-01-01"],
    ["with a validity of more than a week", "X-Amz-Expires", "604801"],
    ["with a negative validity", "X-Amz-Expires", "-1"],
    ["with a validity that is no number", "X-Amz-Expires", "1h"],
  ])("is malformed %s", async (_, name, value) => {
    const url = changed(await sign(putCommand("incoming/refused.csv")), name, value);
    expect(await send(url)).toMatchObject({ status: 400, code: "AuthorizationQueryParametersError" });
  });

  it("is malformed for another region, and together with a header's signature", async () => {
    const elsewhere = signerWith(SIGNER, "eu-west-1");
    const url = await sign(putCommand(), {}, elsewhere);
    expect(await send(url)).toMatchObject({ status: 400, code: "AuthorizationQueryParametersError" });
    elsewhere.destroy();
    const headers = { ...SENT, authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" };
    const both = await send(await sign(putCommand()), { method: "PUT", headers, body: BODY });
    expect(both).toMatchObject({ status: 400, code: "InvalidArgument" });
  });

  it("may have its metadata in the query, as the SDK puts it there", async () => {
    const Key = "incoming/hoisted.csv";
    const url = await sign(new PutObjectCommand({ Bucket: bucket, Key, Metadata: { Author: "ann" } }), ANY_TYPE);
    expect(new URL(url).searchParams.get("x-amz-meta-author")).toBe("ann");
    expect(await send(url, { method: "PUT", body: BODY })).toMatchObject({ status: 200 });
    const { Metadata } = await server.s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
    expect(Metadata).toEqual({ author: "ann" });
  });

  it("is checked as it was sent where the host names the bucket", async () => {
    const { port } = new URL(server.endpoint);
    const ofHost = new S3Client({
      endpoint: `http://s3.localhost:${port}`,
      region: "us-east-1",
      credentials: SIGNER,
    });
    const url = new URL(await sign(new GetObjectCommand({ Bucket: bucket, Key: "nothing" }), {}, ofHost));
    ofHost.destroy();
    expect(url.host).toBe(`${bucket}.s3.localhost:${port}`);
    // As the gateway passes it on.
    const path = `/${bucket}${url.pathname}${url.search}`;
    const answer = await new Promise<string>((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path, headers: { host: url.host } });
      asked.once("response", (response) => resolve(text(response))).once("error", reject);
      asked.end();
    });
    expect(answer).toContain("<Code>NoSuchKey</Code>");
  });

  it("uploads in parts, each with its own, and lists and aborts them", async () => {
    const Key = "incoming/parts.csv";
    const object = { Bucket: bucket, Key };
    const begin = async () => (await s3.send(new CreateMultipartUploadCommand(object))).UploadId;
    const parts = [Buffer.alloc(5 * 1024 ** 2, "a"), Buffer.from("b")];
    const UploadId = await begin();
    const urls = await Promise.all(
      parts.map((part, index) =>
        sign(
          new UploadPartCommand({ ...object, UploadId, PartNumber: index + 1, ContentLength: part.length }),
          ANY_TYPE,
        ),
      ),
    );
    const tooLong = await send(urls[1] ?? "", { method: "PUT", body: "bb" });
    expect(tooLong).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
    const otherPart = changed(urls[0] ?? "", "partNumber", "3");
    expect((await send(otherPart, { method: "PUT", body: parts[0] ?? null })).status).toBe(403);

    const etags = [];
    for (const [index, url] of urls.entries()) {
      const { status, headers } = await send(url, { method: "PUT", body: parts[index] ?? null });
      expect(status).toBe(200);
      etags.push(headers.get("etag"));
    }
    const list = await send(await sign(new ListPartsCommand({ ...object, UploadId })), {});
    expect([...list.body.matchAll(/<Size>(\d+)<\/Size>/g)].map(([, size]) => Number(size))).toEqual([5 * 1024 ** 2, 1]);
    const Parts = etags.map((ETag, index) => ({ ETag: ETag ?? "", PartNumber: index + 1 }));
    await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));
    expect((await server.s3.send(new HeadObjectCommand(object))).ContentLength).toBe(5 * 1024 ** 2 + 1);

    const another = await begin();
    const abort = await sign(new AbortMultipartUploadCommand({ ...object, UploadId: another }));
    expect(await send(abort, { method: "DELETE" })).toMatchObject({ status: 204 });
    await expect(s3.send(new ListPartsCommand({ ...object, UploadId: another }))).rejects.toMatchObject({
      name: "NoSuchUpload",
    });
  });
});

describe("a presigned URL by a key that is not known", () => {
  it("is accepted from programs, and not from pages of other sites", async () => {
    const somebody = signerWith({ accessKeyId: "Somebody", secretAccessKey: "theirs" });
    const url = await sign(putCommand("incoming/somebody.csv"), {}, somebody);
    somebody.destroy();
    expect(await send(url)).toMatchObject({ status: 200 });
    const headers = { ...SENT, origin: "http://page.example" };
    expect(await send(url, { method: "PUT", headers, body: BODY })).toMatchObject({
      status: 403,
      code: "InvalidAccessKeyId",
    });
  });

  it("is not accepted from pages of other sites if its secret is no secret", async () => {
    server.store.accessKeys.set("everybody", { secret: "everybody", isSecret: false });
    const everybody = signerWith({ accessKeyId: "everybody", secretAccessKey: "everybody" });
    const url = await sign(putCommand("incoming/everybody.csv"), {}, everybody);
    everybody.destroy();
    expect(await send(url)).toMatchObject({ status: 200 });
    const headers = { ...SENT, origin: "http://page.example" };
    expect(await send(url, { method: "PUT", headers, body: BODY })).toMatchObject({ status: 403 });
  });
});

describe("a form's policy", () => {
  const expiration = new Date(Date.now() + 60_000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: [{ bucket: "presigned" }] })).toString("base64");
  const scope = "20260101/us-east-1/s3/aws4_request";
  const signature = scope
    .split("/")
    .reduce<string | Buffer>(
      (key, part) => createHmac("sha256", key).update(part).digest(),
      `AWS4${SIGNER.secretAccessKey}`,
    );
  const signed = createHmac("sha256", signature).update(policy).digest("hex");

  it.each([
    ["is accepted as it was signed", "Signer", policy, signed, 204],
    ["is refused with another signature", "Signer", policy, "0".repeat(64), 403],
    ["is refused if it was changed", "Signer", Buffer.from(`${atob(policy)} `).toString("base64"), signed, 403],
    ["is accepted by a key that is not known", "Somebody", policy, "anything", 204],
  ])("%s", async (_, keyId, policy, signature, status) => {
    const form = new FormData();
    const fields = {
      key: "incoming/form.csv",
      policy,
      "x-amz-credential": `${keyId}/${scope}`,
      "x-amz-signature": signature,
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob([BODY]), "form.csv");
    expect((await send(`${server.endpoint}/${bucket}`, { method: "POST", body: form })).status).toBe(status);
  });
});
