import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Drop } from "../../functions/drops/drop.ts";
import { reportKey } from "../../functions/drops/object-keys.ts";
import { objectCreatedEvent } from "../../local/cloud/events/s3-notifications.ts";
import { deadLetters } from "../local/faults/history.ts";
import { type Pipeline, startPipeline, WORKSPACE } from "../local/pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ settings: { ingest: { maxReceiveCount: 1 } }, pauseMs: 50 });
});
afterAll(() => pipeline.stop());

const FILE = "id,a\n1,x\n";
const recordOf = ({ bucket, key, versionId }: Drop) =>
  objectCreatedEvent({ bucket, key, versionId, etag: "e", bytes: FILE.length, how: "Put" }).Records[0];
const elsewhere = recordOf({ bucket: "drops", key: "results/a.json", versionId: "v" });

/** Puts files without events, so that only the test's own message announces them. */
async function putUnannounced(...names: string[]): Promise<Drop[]> {
  const { cloud } = pipeline;
  cloud.faults.set([{ at: "s3:ObjectCreated", fault: { kind: "late" } }]);
  const drops = await Promise.all(names.map((name) => pipeline.put(`incoming/${name}.csv`, FILE)));
  cloud.faults.clear();
  return drops;
}

describe("one record that is wrong", () => {
  it("does not stop the thousand other records of its message, and the message is kept for a person", async () => {
    const drops = await putUnannounced("first", "middle", "last");
    const [first, middle, last] = drops.map(recordOf);
    const filling = Array.from({ length: 498 }, () => elsewhere);
    const Records = [first, { eventSource: "aws:sns" }, ...filling, middle, ...filling, last];
    expect(Records).toHaveLength(1000);
    const { cloud, sqs, s3 } = pipeline;
    const QueueUrl = cloud.outputs.DropQueueUrl;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ Records }) }));

    for (const drop of drops) expect((await pipeline.follower.answer(drop)).report.outcome).toBe("ready");
    const watched = { clientSettings: cloud.clientSettings, outputs: cloud.outputs, s3, sqs };
    await expect.poll(() => deadLetters(watched)).toEqual(drops);
  });

  it("does not stop other messages of its batch, and only that message is redelivered", async () => {
    const drops = await putUnannounced("beside", "behind");
    const bodies = [
      { Records: [recordOf(drops[0] ?? failing)] },
      { oops: 1 },
      { Records: [recordOf(drops[1] ?? failing)] },
    ];
    const event = { Records: bodies.map((body, index) => sqsRecord(String(index), JSON.stringify(body))) };
    const answer = await pipeline.cloud.function("Dropset-IngestFunction").invoke(event);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
    for (const drop of drops) expect((await pipeline.follower.answer(drop)).report.outcome).toBe("ready");
  });
});

describe("a key of 1,024 bytes", () => {
  it.each([
    ["of one byte each", "a"],
    ["of four bytes each", "🎉"],
  ])("in characters %s becomes READY, with a report under a valid S3 key", async (_, char) => {
    const start = `incoming/${WORKSPACE}/`;
    const room = 1024 - Buffer.byteLength(`${start}.csv`);
    const width = Buffer.byteLength(char);
    const key = `${start}${"b".repeat(room % width)}${char.repeat(Math.floor(room / width))}.csv`;
    expect(Buffer.byteLength(key)).toBe(1024);
    const { report } = await pipeline.drop(key, FILE);
    expect(report).toMatchObject({ outcome: "ready", drop: { key } });
    expect(Buffer.byteLength(reportKey(report.drop))).toBeLessThanOrEqual(1024);
  });
});

const failing: Drop = { bucket: "", key: "", versionId: "" };

function sqsRecord(messageId: string, body: string) {
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {},
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn",
    awsRegion: "us-east-1",
  };
}
