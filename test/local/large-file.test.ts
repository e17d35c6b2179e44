import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline as streamPipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dropFile } from "../../local/run/drop-file.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";

const MEGABYTES = 300;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

it(`a file of ${MEGABYTES} MB goes through, in a function with less memory than that`, {
  timeout: 180_000,
}, async () => {
  const path = join(pipeline.folder, "large.csv");
  const { rows, bytes } = await writeLargeFile(path, MEGABYTES * 1e6);
  const upload = pipeline.cloud.resources
    .ofType("AWS::Lambda::Function")
    .find(({ name }) => name === "Dropset-PublishUploadFunction");
  expect(upload?.properties.MemorySize).toBeLessThan(MEGABYTES * 2);

  const drop = await dropFile(pipeline.s3, pipeline.bucket, "incoming/large.csv", path);
  const { report } = await pipeline.tracker.answer(drop);

  expect(report).toMatchObject({ outcome: "ready", findings: [], file: { rows, bytes } });
  const [dataset] = pipeline.sandbox.datasets();
  expect(dataset).toMatchObject({ upload: { bytes }, datapoints: rows });
  await rm(path);
});

/** Rows of a review each, no two alike. */
async function writeLargeFile(path: string, least: number): Promise<{ rows: number; bytes: number }> {
  const filler = "It did what it says, and a little more than that. ".repeat(16);
  let rows = 0;
  let bytes = 0;
  function* chunks() {
    let chunk = "id,review_text,product_name\n";
    while (bytes < least) {
      for (let row = 0; row < 1000; row++)
        chunk += `${++rows},"Review ${rows}: ""good"", I'd say. ${filler}",Widget Pro\n`;
      bytes += Buffer.byteLength(chunk);
      yield chunk;
      chunk = "";
    }
  }
  await streamPipeline(Readable.from(chunks()), createWriteStream(path));
  return { rows, bytes };
}
