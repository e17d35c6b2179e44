import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { countWaiting } from "../../../functions/page/waiting-drops.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";

const QUEUE = "https://sqs.us-east-1.amazonaws.com/1/drops";

function count(answer: () => object) {
  const client = new SQSClient(NO_ACCOUNT);
  const calls = answerCalls(client, () => Object.assign({ $metadata: {} }, answer()));
  const failures: unknown[] = [];
  return { waiting: countWaiting(QUEUE, client, (error) => failures.push(error)), calls, failures };
}

it("drops that wait are counted as SQS counts them", async () => {
  const { waiting, calls } = count(() => ({ Attributes: { ApproximateNumberOfMessages: "17" } }));
  expect(await waiting).toBe(17);
  const input = { QueueUrl: QUEUE, AttributeNames: ["ApproximateNumberOfMessages"] };
  expect(calls).toEqual([{ command: "GetQueueAttributes", input }]);
});

it.each([[{}], [{ Attributes: {} }], [{ Attributes: { ApproximateNumberOfMessages: "0" } }]])(
  "no drop waits where SQS names none: %j",
  async (answer) => {
    expect(await count(() => answer).waiting).toBe(0);
  },
);

it("how many wait is not known where SQS does not say", async () => {
  const error = new Error("no access");
  const { waiting, failures } = count(() => {
    throw error;
  });
  expect(await waiting).toBeNull();
  expect(failures).toEqual([error]);
});
