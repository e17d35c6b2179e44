import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSMessageAttributes } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectDropQueue } from "../../../functions/ingest/drop-queue.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";

const NOW = Date.parse("2026-11-24T12:00:00.000Z");
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Postpones a message that was postponed before so many times. */
async function postpone(until: number, copies?: number) {
  const client = new SQSClient({ ...NO_ACCOUNT, md5: false });
  const calls = answerCalls(client, () => ({ $metadata: {} }));
  const count = { dataType: "Number", stringValue: String(copies) };
  const messageAttributes: SQSMessageAttributes = copies === undefined ? {} : { "dropset-postponed": count };
  await connectDropQueue("https://queue", client).postpone({ body: "the event", messageAttributes }, until);
  return calls;
}

describe("a message that came too early", () => {
  it("is sent again with a second to spare, and counts its copies", async () => {
    expect(await postpone(NOW + 4500)).toEqual([
      {
        command: "SendMessage",
        input: {
          QueueUrl: "https://queue",
          MessageBody: "the event",
          DelaySeconds: 6,
          MessageAttributes: { "dropset-postponed": { DataType: "Number", StringValue: "1" } },
        },
      },
    ]);
  });

  it.each([
    [0, 1],
    [-60_000, 1],
    [898_000, 899],
    [3_600_000, 900],
  ])("for a claim that ends in %i ms is delayed for %i s", async (ms, DelaySeconds) => {
    expect(await postpone(NOW + ms)).toMatchObject([{ input: { DelaySeconds } }]);
  });

  it("is copied twenty times at most", async () => {
    expect(await postpone(NOW, 19)).toMatchObject([
      { input: { MessageAttributes: { "dropset-postponed": { StringValue: "20" } } } },
    ]);
    await expect(postpone(NOW, 20)).rejects.toMatchObject({
      name: "PostponedTooOften",
      message: "Each of 20 deliveries found another invocation already working on this drop.",
    });
  });
});

describe("a message that failed", () => {
  it("is hidden until its next try", async () => {
    const client = new SQSClient(NO_ACCOUNT);
    const calls = answerCalls(client, () => ({ $metadata: {} }));
    await connectDropQueue("https://queue", client).retryLater({ receiptHandle: "the handle" }, 42);
    const input = { QueueUrl: "https://queue", ReceiptHandle: "the handle", VisibilityTimeout: 42 };
    expect(calls).toEqual([{ command: "ChangeMessageVisibility", input }]);
  });
});
