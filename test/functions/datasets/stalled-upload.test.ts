import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { uploadFile } from "../../../functions/datasets/upload-file.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("an upload over which nothing moves for a minute breaks off, however long it took before", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const file = new PassThrough();
  const target = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    method: "PUT",
    contentType: "text/csv",
  };
  const failure = uploadFile(target, { open: async () => file, bytes: 4 }).catch((error: unknown) => error);
  file.write("ab");
  const [request] = await once(server, "request");
  await once(request, "data");
  vi.advanceTimersByTime(40_000);
  file.write("c");
  await once(request, "data");
  vi.advanceTimersByTime(59_000);
  // Still under way: this byte moves too.
  file.write("d");
  await once(request, "data");
  vi.advanceTimersByTime(60_000);
  expect(await failure).toMatchObject({
    name: "UploadInterrupted",
    status: null,
    message: expect.stringMatching(/broke off after 4 of 4 bytes \(no data was transferred for 60 s\)$/),
  });
  server.closeAllConnections();
  server.close();
});
