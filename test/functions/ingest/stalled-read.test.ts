import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { connectDropBucket } from "../../../functions/drops/drop-bucket.ts";
import { readDrop } from "../../../functions/drops/read-drop.ts";
import { connectS3 } from "../../../functions/ingest/s3-client.ts";

const drop = { bucket: "drops", key: "incoming/a.csv", versionId: "v1" };
const FIRST_STALL_MS = 100;

interface Reading {
  /** How much of the file came. */
  readonly bytes: number;
  /** What ended it; undefined if it came to the file's end. */
  readonly error: unknown;
}

/** Reads a drop from a storage that answers as the test says. @param stallMs after which a read ends */
async function readFrom(answer: (response: ServerResponse) => void, stallMs = FIRST_STALL_MS): Promise<Reading> {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const s3 = connectS3({ endpoint, credentials, region: "eu-west-1", forcePathStyle: true, maxAttempts: 1 }, stallMs);
  let bytes = 0;
  try {
    for await (const chunk of readDrop(connectDropBucket(s3), drop)) bytes += chunk.length;
    return { bytes, error: undefined };
  } catch (error) {
    return { bytes, error };
  } finally {
    s3.destroy();
    server.closeAllConnections();
    server.close();
  }
}

/** The same, until the file's beginning came in time: a busy machine may take longer for it than the read waits. */
async function readBeginning(answer: (response: ServerResponse) => void): Promise<Reading> {
  for (let stallMs = FIRST_STALL_MS; ; stallMs *= 2) {
    const reading = await readFrom(answer, stallMs);
    if (reading.bytes > 0) return reading;
  }
}

it("a read that stalls before its answer ends, and is worth another try", async () => {
  expect(await readFrom(() => {})).toMatchObject({ bytes: 0, error: { name: "StorageUnavailable", retryable: true } });
});

it("a read that stalls in the middle of the file ends, and is worth another try", async () => {
  const { bytes, error } = await readBeginning((response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("id,a\n");
  });
  expect(bytes).toBe(5);
  expect(error).toMatchObject({
    name: "StorageUnavailable",
    message: expect.stringContaining("broke off"),
    cause: expect.any(Error),
  });
});
