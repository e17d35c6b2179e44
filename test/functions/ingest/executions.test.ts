import { ExecutionAlreadyExists, SFNClient, StateMachineDoesNotExist } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { executionName } from "../../../functions/drops/drop.ts";
import { connectExecutions } from "../../../functions/ingest/executions.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";

const MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:Publish";
const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const $metadata = {};

function executions(answer: () => object) {
  const client = new SFNClient(NO_ACCOUNT);
  const calls = answerCalls(client, () => Object.assign({ $metadata }, answer()));
  return { calls, executions: connectExecutions(MACHINE, client) };
}
const failing = (error: Error) =>
  executions(() => {
    throw error;
  });

const INPUT = {
  drop,
  attempt: 2,
  datasetAttempt: 1,
  startedAt: "2026-11-24T12:00:00.000Z",
  verdict: "rejected",
  dataset: null,
  file: null,
} as const;

describe("an attempt's execution", () => {
  it("is started by its name with its input", async () => {
    const { calls, executions: started } = executions(() => ({}));
    await started.start(INPUT);
    const name = executionName(drop, 2);
    expect(calls).toEqual([
      { command: "StartExecution", input: { stateMachineArn: MACHINE, name, input: JSON.stringify(INPUT) } },
    ]);
  });

  it("that has ended already counts as started", async () => {
    const { executions: started } = failing(new ExecutionAlreadyExists({ $metadata, message: "it ended" }));
    await expect(started.start(INPUT)).resolves.toBeUndefined();
  });

  it("that cannot be started fails", async () => {
    const error = new StateMachineDoesNotExist({ $metadata, message: "no such machine" });
    await expect(failing(error).executions.start(INPUT)).rejects.toBe(error);
  });

  it.each([
    [{ status: "RUNNING" }, "running"],
    [{ status: "PENDING_REDRIVE" }, "running"],
    [{ status: "SUCCEEDED", output: JSON.stringify({ answer: { outcome: "ready" } }) }, "ready"],
    [{ status: "SUCCEEDED", output: JSON.stringify({ answer: { outcome: "rejected" } }) }, "ended"],
    [{ status: "SUCCEEDED", output: "{}" }, "ended"],
    [{ status: "SUCCEEDED" }, "ended"],
    [{ status: "FAILED", output: JSON.stringify({ answer: { outcome: "ready" } }) }, "ended"],
    [{ status: "TIMED_OUT" }, "ended"],
    [{ status: "ABORTED" }, "ended"],
  ])("described as %j is %s", async (described, state) => {
    const { calls, executions: started } = executions(() => described);
    expect(await started.stateOf(drop, 2)).toBe(state);
    const executionArn = `arn:aws:states:eu-west-1:123456789012:execution:Publish:${executionName(drop, 2)}`;
    expect(calls).toEqual([{ command: "DescribeExecution", input: { executionArn } }]);
  });
});
