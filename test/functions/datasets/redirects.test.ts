import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { uploadFile } from "../../../functions/datasets/upload-file.ts";

const FILE = "id,a\n1,x\n";
const SECRET = "X-Amz-Signature=0123456789abcdef";
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A storage that redirects every path that `to` has, and takes the others. */
async function storage(status: number, to: (path: string) => string | undefined) {
  const sent: { path: string; method: string; body: string; length: string | undefined }[] = [];
  server = createServer(async (request, response) => {
    const { url = "", method = "", headers } = request;
    sent.push({ path: url, method, body: await text(request), length: headers["content-length"] });
    const location = to(url);
    if (location === undefined) response.writeHead(200).end();
    else response.writeHead(status, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { sent, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** @returns how often the file was opened, and what the upload failed with */
async function upload(url: string) {
  let opened = 0;
  const target = { url: `${url}/first?${SECRET}`, method: "PUT", contentType: "text/csv" };
  const open = async () => {
    opened++;
    return Readable.from([Buffer.from(FILE)]);
  };
  const failure: unknown = await uploadFile(target, { open, bytes: FILE.length }).catch((error: unknown) => error);
  return { opened, failure };
}

describe("an upload that is redirected", () => {
  it.each([301, 302, 307, 308])("by %d is sent again, whole, to where it is wanted", async (status) => {
    const { sent, url } = await storage(status, (path) =>
      path.startsWith("/first") ? `/second?${SECRET}` : undefined,
    );
    expect(await upload(url)).toEqual({ opened: 2, failure: undefined });
    expect(sent.map(({ path }) => path)).toEqual([`/first?${SECRET}`, `/second?${SECRET}`]);
    for (const { method, body, length } of sent) {
      expect({ method, body, length }).toEqual({ method: "PUT", body: FILE, length: String(FILE.length) });
    }
  });

  it("again and again ends after three", async () => {
    const { sent, url } = await storage(307, () => `/first?${SECRET}`);
    const { failure } = await upload(url);
    expect(failure).toMatchObject({
      name: "UploadInterrupted",
      status: 307,
      message: expect.stringMatching(/more than 3 times/),
    });
    expect(sent).toHaveLength(4);
  });

  it.each([
    ["another scheme", "https://127.0.0.1/second", /from http to https, which is not followed/],
    ["a file", "file:///etc/passwd", /from http to file, which is not followed/],
    ["what is no URL", "http://[", /to an invalid URL/],
  ])("to %s is not followed, and no address is in the message", async (_, location, message) => {
    const { sent, url } = await storage(307, () => `${location}?${SECRET}`);
    const { failure } = await upload(url);
    expect(failure).toMatchObject({ name: "UploadInterrupted", status: 307, message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain(SECRET);
    expect(sent).toHaveLength(1);
  });
});
