import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline as streamPipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dropFile } from "../../cli/stack/drop-file.ts";
import { sayWhileReading, sayWhileSending } from "../../local/run/large-files.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";

const MEGABYTES = 300;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

it(`a file of ${MEGABYTES} MB goes through, in less memory than that, and says how far it is`, async () => {
  const path = join(pipeline.folder, "large.csv");
  const { rows, bytes } = await writeLargeFile(path, MEGABYTES * 1e6);
  const upload = pipeline.cloud.resources
    .ofType("AWS::Lambda::Function")
    .find(({ name }) => name === "Dropset-PublishUploadFunction");
  expect(upload?.properties.MemorySize).toBeLessThan(MEGABYTES * 2);

  const said: string[] = [];
  let mostHeld = 0;
  const telling = {
    say(line: string) {
      said.push(line);
      mostHeld = Math.max(mostHeld, process.memoryUsage().arrayBuffers);
    },
    paint: (_: string, text: string) => text,
  };
  sayWhileReading(pipeline.follower, telling);
  const onProgress = sayWhileSending("incoming/large.csv", bytes, telling);
  const drop = await dropFile(pipeline.s3, pipeline.bucket, "incoming/large.csv", path, { onProgress });
  const { report } = await pipeline.follower.answer(drop);

  expect(report).toMatchObject({ outcome: "ready", findings: [], file: { rows, bytes } });
  const [dataset] = pipeline.sandbox.datasets();
  expect(dataset).toMatchObject({ upload: { bytes }, datapoints: rows });
  const tenths = (doing: string) => said.flatMap((line) => new RegExp(`${doing} +(\\d+) %`).exec(line)?.[1] ?? []);
  const each = Array.from({ length: 9 }, (_, index) => String(10 * (index + 1)));
  expect(tenths("sending")).toEqual(each);
  // A record says so now and then: how often depends on how long it takes.
  for (const doing of ["validating", "uploading"]) {
    expect(each).toEqual(expect.arrayContaining(tenths(doing)));
    expect(tenths(doing)).toEqual(tenths(doing).toSorted());
  }
  // The cloud, the sandbox and who sends the file hold parts of it at a time: all of it would be three times its size.
  expect(mostHeld).toBeLessThan(((MEGABYTES * 2) / 3) * 1e6);
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
