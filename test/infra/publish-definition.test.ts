import type { StateMachineDefinition } from "aws-local-stepfunctions";
import { beforeEach, describe, expect, it } from "vitest";
import { type Answers, buildDefinition, runDefinition } from "./publish-states.ts";

const INPUT = {
  drop: { bucket: "b", key: "incoming/a.csv", versionId: "v1" },
  attempt: 2,
  datasetAttempt: 1,
  startedAt: "2026-11-24T11:59:00.000Z",
  verdict: "publish",
  dataset: { id: "d1", name: "a", workspaceId: "w1" },
  file: { name: "a.csv", bytes: 9, etag: "e" },
};
const UPLOADED = {
  status: "UPLOADED",
  waitSeconds: 1,
  elapsedSeconds: 1,
  polls: 0,
  uploadedAt: "2026-11-24T12:00:01Z",
  polledAt: "2026-11-24T12:00:01Z",
  importId: null,
  queuedSeconds: 0,
};
const poll = (status: string, facts: object = {}) => ({
  ...UPLOADED,
  status,
  polls: 1,
  sinceUploadSeconds: 10,
  elapsedSeconds: 20,
  ...facts,
});
const REPORT = { outcome: "ready", reportKey: "results/a.csv/v1.json" };

let definition: StateMachineDefinition;
// For each test again: a mutant that only a test runs is tried by that test alone.
beforeEach(() => {
  definition = buildDefinition();
});

const run = (answers: Partial<Answers>, input: object = INPUT) =>
  runDefinition(definition, input, { Upload: [UPLOADED], Poll: [poll("READY")], "Write report": [REPORT], ...answers });

/** What the report function was given. */
async function reportOf(answers: Partial<Answers>, input: object = INPUT) {
  const { calls } = await run(answers, input);
  const reports = calls.filter(({ task }) => task === "Write report");
  expect(reports).toHaveLength(1);
  return reports[0]?.input;
}

describe("an execution", () => {
  it("uploads, waits, polls until the dataset is READY, and reports", async () => {
    const { entered, calls } = await run({ Poll: [poll("PROCESSING"), poll("READY")] });
    const round = ["Wait", "Poll", "READY?"];
    expect(entered).toEqual([
      ...["To publish?", "Upload", "Uploaded?"],
      ...round,
      ...round,
      ...["Ready", "Write report", "Outcome?", "Answered"],
    ]);
    expect(calls.map(({ task }) => task)).toEqual(["Upload", "Poll", "Poll", "Write report"]);
  });

  it("gives each function what it reads, and no more", async () => {
    const { calls } = await run({ Poll: [poll("PROCESSING", { polls: 7 }), poll("READY")] });
    const [upload, , secondPoll] = calls.map(({ input }) => input);
    const { drop, dataset, file, attempt, datasetAttempt, startedAt: droppedAt } = INPUT;
    const times = { droppedAt, startedAt: expect.any(String) };
    expect(upload).toEqual({ drop, dataset, file, attempt, datasetAttempt, ...times });
    const { uploadedAt, polledAt, importId, queuedSeconds } = UPLOADED;
    const read = { uploadedAt, polledAt, importId, queuedSeconds, polls: 7 };
    expect(secondPoll).toEqual({ drop, dataset, attempt, ...times, ...read });
  });

  it("finds the rows that the service refused before it reports, and reports too if they cannot be found", async () => {
    const found = { named: 2, workKey: "work/1.refused.json" };
    const partial = poll("partial", { importId: "i1" });
    const { calls, entered } = await run({ Poll: [partial], "Find refused rows": [found] });
    const { drop, dataset, file, attempt, startedAt: droppedAt } = INPUT;
    const asked = { drop, dataset, file, attempt, droppedAt, importId: "i1", polledAt: partial.polledAt };
    expect(calls[2]).toEqual({ task: "Find refused rows", input: asked });
    expect(calls[3]?.input).toEqual({ ...INPUT, ending: "partial", poll: partial, refused: found });
    expect(entered.at(-1)).toBe("Answered");

    const gone = Object.assign(new Error("It is gone."), { name: "DropGone" });
    const report = await reportOf({ Poll: [partial], "Find refused rows": [gone] });
    expect(report).toMatchObject({ ending: "partial", failure: { Error: "DropGone" } });
  });

  it("counts its time from its own start and not from the drop's", () => {
    for (const task of ["Upload", "Poll"]) {
      expect(definition.States[task]).toMatchObject({ Parameters: { "startedAt.$": "$$.Execution.StartTime" } });
    }
  });

  it.each([
    ["READY", {}, "ready"],
    ["ERROR", {}, "dataset-error"],
    ["complete", {}, "ready"],
    ["failed", {}, "import-failed"],
    ["pending_schema", {}, "schema-pending"],
    ["uninitialised", { sinceUploadSeconds: 600 }, "not-processed"],
    ["processing", { elapsedSeconds: 1000 }, "timed-out"],
    ["queued", { queuedSeconds: 21_600 }, "timed-out"],
    ["ARCHIVED", {}, "unknown-status"],
    ["", {}, "unknown-status"],
    ["UNINITIALISED", { sinceUploadSeconds: 600 }, "not-processed"],
    ["PROCESSING", { elapsedSeconds: 1000 }, "timed-out"],
    ["THROTTLED", { elapsedSeconds: 1000 }, "timed-out"],
    ["UNINITIALISED", { elapsedSeconds: 1000 }, "timed-out"],
    // What the service says goes before the limit.
    ["READY", { elapsedSeconds: 1000 }, "ready"],
    ["ERROR", { elapsedSeconds: 1000 }, "dataset-error"],
  ])("whose poll says %j with %j is reported as %s", async (status, facts, ending) => {
    const last = poll(status, facts);
    expect(await reportOf({ Poll: [last] })).toEqual({ ...INPUT, ending, poll: last });
  });

  it.each([
    ["PROCESSING", {}],
    ["THROTTLED", {}],
    ["UNINITIALISED", {}],
    ["UNINITIALISED", { sinceUploadSeconds: 599 }],
    ["uninitialised", { sinceUploadSeconds: 599 }],
    ["processing", {}],
    ["queued", { queuedSeconds: 21_599, sinceUploadSeconds: 600 }],
    ["PROCESSING", { elapsedSeconds: 999, sinceUploadSeconds: 600 }],
  ])("whose poll says %j with %j polls again", async (status, facts) => {
    const { entered } = await run({ Poll: [poll(status, facts), poll("READY")] });
    expect(entered.filter((state) => state === "Poll")).toHaveLength(2);
  });

  it("uploads again what was throttled, after the wait", async () => {
    const throttled = { ...UPLOADED, status: "THROTTLED", elapsedSeconds: 999 };
    const { entered } = await run({ Upload: [throttled, UPLOADED] });
    expect(entered.slice(1, 6)).toEqual(["Upload", "Uploaded?", "Wait to upload", "Upload", "Uploaded?"]);
  });

  it("times out while its upload is throttled", async () => {
    const throttled = { ...UPLOADED, status: "THROTTLED", elapsedSeconds: 1000 };
    expect(await reportOf({ Upload: [throttled] })).toEqual({ ...INPUT, ending: "timed-out", poll: throttled });
  });

  it.each([
    ["rejected", "rejected"],
    ["accepted", "accepted"],
    ["failed", "not-created"],
  ])("of a drop that ingest found %s only reports it", async (verdict, ending) => {
    const input = { ...INPUT, verdict };
    const { calls } = await run({}, input);
    expect(calls).toEqual([{ task: "Write report", input: { ...input, ending } }]);
  });

  it("ends FAILED with its ending and its report's key if the report says so", async () => {
    const { entered, end } = await run({ "Write report": [{ ...REPORT, outcome: "failed" }], Poll: [poll("ERROR")] });
    expect(entered.at(-1)).toBe("Failed");
    expect(end).toMatchObject({ cause: { name: "dataset-error", message: REPORT.reportKey } });
  });

  it.each(["ready", "partial", "accepted", "rejected"])("ends well if the report says %s", async (outcome) => {
    const { entered } = await run({ "Write report": [{ ...REPORT, outcome }] });
    expect(entered.at(-1)).toBe("Answered");
  });

  it.each(["Upload", "Poll"])("reports what made %s fail for good", async (task) => {
    const failure = { Error: "DatasetServiceRefused", Cause: "no" };
    const refused = Object.assign(new Error(failure.Cause), { name: failure.Error });
    expect(await reportOf({ [task]: [refused] })).toMatchObject({ ...INPUT, ending: "step-failed", failure });
  });

  it("waits as long as its last function said", () => {
    for (const wait of ["Wait", "Wait to upload"]) {
      expect(definition.States[wait]).toMatchObject({ SecondsPath: "$.poll.waitSeconds" });
    }
  });
});

const BLIP = { IntervalSeconds: 1, MaxAttempts: 6, MaxDelaySeconds: 30 };
const NETWORK = { IntervalSeconds: 20, MaxAttempts: 8, MaxDelaySeconds: 120 };
const OUTAGE = { IntervalSeconds: 5, MaxAttempts: 12, MaxDelaySeconds: 600 };
const THROTTLE = { IntervalSeconds: 30, MaxAttempts: 8, MaxDelaySeconds: 600 };
const TOKEN = { IntervalSeconds: 60, MaxAttempts: 5, MaxDelaySeconds: 600 };

/** Which errors of a step are retried, and how. */
const LAMBDA: readonly [string, object][] = [
  ["Lambda.ServiceException", BLIP],
  ["Lambda.AWSLambdaException", BLIP],
  ["Lambda.SdkClientException", BLIP],
  ["Lambda.ClientExecutionTimeoutException", BLIP],
  ["Lambda.Unknown", BLIP],
  ["Sandbox.Timedout", BLIP],
  ["Runtime.ExitError", BLIP],
  ["States.Timeout", BLIP],
  ["Lambda.ResourceNotReadyException", NETWORK],
  ["Lambda.EC2ThrottledException", NETWORK],
  ["Lambda.EC2UnexpectedException", NETWORK],
  ["Lambda.ENILimitReachedException", NETWORK],
  ["Lambda.SubnetIPAddressLimitReachedException", NETWORK],
  ["Lambda.ENINotReadyException", NETWORK],
  ["Lambda.TooManyRequestsException", THROTTLE],
];
const SERVICE: readonly [string, object][] = [
  ...LAMBDA,
  ["DatasetServiceThrottled", THROTTLE],
  ["DatasetServiceUnavailable", OUTAGE],
  ["UploadInterrupted", OUTAGE],
  ["StorageUnavailable", OUTAGE],
  ["TokenUnavailable", OUTAGE],
  ["DatasetServiceTokenRefused", TOKEN],
  ["TokenMissing", TOKEN],
  ["TokenMalformed", TOKEN],
];

describe("a step", () => {
  it.each([
    ["Upload", SERVICE],
    ["Poll", SERVICE],
    ["Find refused rows", SERVICE],
    ["Write report", [...LAMBDA, ["StorageUnavailable", OUTAGE], ["NoticeNotSent", OUTAGE]]],
  ] satisfies [string, readonly unknown[]][])("%s retries exactly these errors, with full jitter", (task, retries) => {
    const state = definition.States[task];
    const found = state?.Type === "Task" ? (state.Retry ?? []) : [];
    const byError = found.flatMap(({ ErrorEquals, ...policy }) => ErrorEquals.map((error) => [error, policy]));
    const policies = retries.map(([error, policy]) => [
      error,
      { ...Object(policy), BackoffRate: 2, JitterStrategy: "FULL" },
    ]);
    expect(byError).toEqual(policies);
  });

  it("times out a minute after its function's own limit", () => {
    const timeouts = ["Upload", "Poll", "Write report"].map((name) => definition.States[name]);
    expect(timeouts).toMatchObject([{ TimeoutSeconds: 960 }, { TimeoutSeconds: 150 }, { TimeoutSeconds: 960 }]);
  });

  it("hands its function's answer on as it is", () => {
    expect(definition.States.Poll).toMatchObject({ Resource: expect.stringMatching(/^arn:aws:lambda:/) });
  });
});
