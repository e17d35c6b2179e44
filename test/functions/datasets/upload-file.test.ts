import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { uploadFile } from "../../../functions/datasets/upload-file.ts";
import { startStorage } from "../storage-server.ts";

const FILE = "id,a\n1,x\n";
const MD5 = createHash("md5").update(FILE).digest("hex");
const WRONG = "0".repeat(32);

let storage: Awaited<ReturnType<typeof startStorage>> | undefined;
afterEach(() => storage?.close());

/** @returns what the upload failed with; undefined where it did not */
async function upload(
  answer?: Parameters<typeof startStorage>[0],
  { file = Readable.from([Buffer.from(FILE)]), bytes = FILE.length, method = "PUT" } = {},
) {
  storage = await startStorage(answer);
  const target = { url: storage.url, method, contentType: "text/csv" };
  return uploadFile(target, { open: async () => file, bytes }).catch((error: unknown) => error);
}
const answering =
  (status: number, headers: Record<string, string> = {}, body = ""): Parameters<typeof startStorage>[0] =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

describe("an upload", () => {
  it("declares its length and its type, and is not chunked", async () => {
    expect(await upload(undefined, { method: "POST" })).toBeUndefined();
    const [request] = storage?.received ?? [];
    expect(request).toMatchObject({
      method: "POST",
      headers: { "content-type": "text/csv", "content-length": String(FILE.length) },
    });
    expect(request?.headers).not.toHaveProperty("transfer-encoding");
    expect(String(request?.body)).toBe(FILE);
  });

  it.each([
    ["the MD5 of what was sent", { etag: `"${MD5}"` }],
    ["the MD5 without quotes", { etag: MD5 }],
    ["no ETag at all", {}],
    ["the ETag of a file in parts", { etag: `"${WRONG}-2"` }],
    ["an ETag that is longer than an MD5", { etag: `"0${WRONG}"` }],
    ["another ETag under SSE-KMS", { etag: `"${WRONG}"`, "x-amz-server-side-encryption": "aws:kms" }],
    ["another ETag under SSE-KMS twice", { etag: `"${WRONG}"`, "x-amz-server-side-encryption": "aws:kms:dsse" }],
  ])("that is answered with %s has arrived", async (_, headers) => {
    expect(await upload(answering(200, headers))).toBeUndefined();
  });

  it.each([
    ["", {}],
    ["under S3's own keys", { "x-amz-server-side-encryption": "AES256" }],
  ])("whose ETag is another MD5 has not arrived whole %s", async (_, headers) => {
    expect(await upload(answering(200, { etag: `"${WRONG}"`, ...headers }))).toMatchObject({
      name: "UploadInterrupted",
      status: 200,
      message: `The upload was changed on its way: its ETag is ${WRONG}, not ${MD5}`,
    });
  });

  it.each([300, 304, 400, 403, 501, 503])("that is answered %i is refused, with what the body says", async (status) => {
    const failure = await upload(answering(status, {}, status === 304 ? "" : "<Code>No</Code>"));
    const said = status === 304 ? "an empty body" : "<Code>No</Code>";
    expect(failure).toMatchObject({
      name: "UploadInterrupted",
      retryable: true,
      status,
      message: `The upload to ${new URL(storage?.url ?? "").host} was answered ${status}: ${said}`,
    });
  });

  it("that is redirected to nowhere is refused", async () => {
    expect(await upload(answering(307))).toMatchObject({ message: expect.stringMatching(/was answered 307/) });
  });

  it("takes every 2xx for an answer that the file is there", async () => {
    expect(await upload(answering(299))).toBeUndefined();
  });

  it("whose connection breaks says how far it came, and why", async () => {
    const failure = await upload((request) => request.socket.destroy());
    expect(failure).toMatchObject({
      name: "UploadInterrupted",
      status: null,
      message: expect.stringMatching(
        new RegExp(`^The upload to .* broke off after ${FILE.length} of ${FILE.length} bytes \\(ECONNRESET\\)$`),
      ),
      cause: expect.objectContaining({ code: "ECONNRESET" }),
    });
  });

  it("of a file whose reading fails breaks off, and lets the file go", async () => {
    const file = Readable.from(
      (async function* () {
        yield Buffer.from("id,a\n");
        throw new Error("the read stalled");
      })(),
    );
    expect(await upload(undefined, { file })).toMatchObject({
      name: "UploadInterrupted",
      message: expect.stringMatching(/broke off after \d of 9 bytes \(the read stalled\)$/),
    });
    expect(file.destroyed).toBe(true);
  });

  it("that is refused before the file's end lets the file go", async () => {
    const file = Readable.from([Buffer.from(FILE)]);
    await upload(answering(403), { file });
    expect(file.destroyed).toBe(true);
  });

  it("that is answered before all of it was sent has not arrived", async () => {
    const server = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const open = async () => Readable.from([Buffer.from("id")]);
    const target = { url, method: "PUT", contentType: "text/csv" };
    await expect(uploadFile(target, { open, bytes: FILE.length })).rejects.toMatchObject({
      name: "UploadInterrupted",
      status: 200,
      message: expect.stringMatching(/^[02] of 9 bytes were sent$/),
    });
    server.closeAllConnections();
    server.close();
  });
});
