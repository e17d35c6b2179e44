import { SFNClient, SFNServiceException } from "@aws-sdk/client-sfn";
import { expect, it, vi } from "vitest";
import { callPace } from "../../../cli/stack/call-pace.ts";
import type { Stack } from "../../../cli/stack/connect.ts";
import { findAttempt } from "../../../cli/stack/executions.ts";
import { answerCalls, NO_ACCOUNT } from "../../functions/aws-calls.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const INPUT = { drop: DROP, startedAt: "2026-11-24T12:00:00.000Z", verdict: "rejected", dataset: null, file: null };

/** A stack whose Step Functions refuse so many calls. */
function throttledStack(refusals: number) {
  const sfn = new SFNClient(NO_ACCOUNT);
  let left = refusals;
  const calls = answerCalls(sfn, () => {
    if (left-- > 0) {
      throw new SFNServiceException({
        name: "ThrottlingException",
        message: "Rate exceeded",
        $fault: "client",
        $metadata: {},
      });
    }
    return { status: "RUNNING", input: JSON.stringify(INPUT), $metadata: {} } as never;
  });
  // The calls under test use nothing else of it.
  const stack = { stateMachineArn: "arn:aws:states:eu-west-1:1:stateMachine:m", sfn } as unknown as Stack;
  return { stack, calls };
}

it("an attempt is asked for again while AWS throttles, until the command is stopped", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { stack, calls } = throttledStack(1);
  expect(await findAttempt(stack, DROP, 1)).toMatchObject({ state: "publishing" });
  expect(calls).toHaveLength(2);

  const stop = new AbortController();
  const never = throttledStack(Number.POSITIVE_INFINITY);
  const asked = findAttempt(never.stack, DROP, 1, stop.signal);
  await vi.waitUntil(() => never.calls.length > 0);
  stop.abort();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  vi.restoreAllMocks();
});

it("calls pass at once up to a limit, and then at a rate", async () => {
  const next = callPace({ atOnce: 3, perSecond: 50 });
  const start = Date.now();
  const passed: number[] = [];
  await Promise.all(Array.from({ length: 6 }, () => next().then(() => passed.push(Date.now() - start))));
  // A call is 20 ms; timers may be a millisecond early each.
  for (const [index, after] of passed.entries()) expect(after).toBeGreaterThanOrEqual((index + 1 - 3) * 20 - 5);

  const stop = new AbortController();
  const waiting = callPace({ atOnce: 1, perSecond: 0.001 });
  await waiting(stop.signal);
  const second = waiting(stop.signal);
  stop.abort();
  await expect(second).rejects.toMatchObject({ name: "AbortError" });
});
