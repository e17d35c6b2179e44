import { NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { expect, it } from "vitest";
import type { Stack } from "../../../cli/stack/connect.ts";
import { followDrop } from "../../../cli/stack/follow.ts";
import { answerCalls, NO_ACCOUNT } from "../../functions/aws-calls.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const INPUT = { drop: DROP, startedAt: "2026-11-24T12:00:00.000Z", verdict: "rejected", dataset: null, file: null };

it("an aborted execution's answer has the whole command that restarts the drop", async () => {
  const sfn = new SFNClient(NO_ACCOUNT);
  answerCalls(sfn, () => ({ status: "ABORTED", input: JSON.stringify(INPUT), $metadata: {} }) as never);
  const s3 = new S3Client(NO_ACCOUNT);
  answerCalls(s3, () => {
    throw new NoSuchKey({ message: "The specified key does not exist.", $metadata: {} });
  });
  const stack = {
    stateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:m",
    options: "--stack Dropset-live --region eu-west-1 --profile nightly",
    sfn,
    s3,
    records: () => ({ find: async () => undefined }),
    // The calls under test use nothing else of it.
  } as unknown as Stack;

  const answer = await followDrop(stack, DROP, {
    attempt: 1,
    until: Date.now() + 60_000,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  expect(answer?.report).toMatchObject({
    outcome: "failed",
    findings: [
      {
        message: "The execution ended without a report: ABORTED.",
        hint: expect.stringContaining(
          "run dropset redrive --stack Dropset-live --region eu-west-1 --profile nightly, or",
        ),
      },
    ],
  });
});
