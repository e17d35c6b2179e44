import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { connectDropBucket } from "../../../functions/drops/drop-bucket.ts";
import { readDrop } from "../../../functions/drops/read-drop.ts";
import { connectS3 } from "../../../functions/ingest/s3-client.ts";

const drop = { bucket: "drops", key: "incoming/a.csv", versionId: "v1" };
const STALL_MS = 100;

/** Reads a drop from a storage that answers as it is told to. */
async function readFrom(answer: (response: ServerResponse) => void): Promise<unknown> {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const s3 = connectS3({ endpoint, credentials, region: "eu-west-1", forcePathStyle: true, maxAttempts: 1 }, STALL_MS);
  try {
    for await (const _ of readDrop(connectDropBucket(s3), drop));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    s3.destroy();
    server.closeAllConnections();
    server.close();
  }
}

it("a read that stalls before its answer ends, and is worth another try", async () => {
  expect(await readFrom(() => {})).toMatchObject({ name: "StorageUnavailable", retryable: true });
});

it("a read that stalls in the middle of the file ends, and is worth another try", async () => {
  const error = await readFrom((response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("id,a\n");
  });
  expect(error).toMatchObject({
    name: "StorageUnavailable",
    message: expect.stringContaining("broke off"),
    cause: expect.any(Error),
  });
});
