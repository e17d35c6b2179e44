import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectDatasetService } from "../../../functions/datasets/dataset-service.ts";
import { DatasetServiceThrottled, DatasetServiceUnavailable } from "../../../functions/datasets/errors.ts";
import { pollDataset } from "../../../functions/poll/poll-dataset.ts";
import { type Sandbox, startSandbox } from "../../../local/sandbox/sandbox.ts";
import { serviceOf } from "../fakes.ts";

const TOKEN = "the-token";
const NO_IMPORT = { importId: null, queuedSeconds: 0 };
const TIMING = { firstPollSeconds: 2, longestPollSeconds: 60, publishLimitSeconds: 3600 };
let folder: string;
let sandbox: Sandbox;
let datasetId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "poll-test-"));
  sandbox = await startSandbox({ port: 0, folder, token: TOKEN });
  datasetId = (await service().create({ name: "n", workspaceId: "w" })).id;
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => sandbox.faults.set([]));

const service = () => connectDatasetService({ baseUrl: sandbox.url, patienceMs: 1000, readToken: async () => TOKEN });

/** Polls once. @param ago how long ago, in seconds, the execution started and the upload was done */
function poll(polls: number, ago = 0, timing = TIMING) {
  const at = new Date(Date.now() - ago * 1000).toISOString();
  const request = { ...NO_IMPORT, dataset: { id: datasetId }, startedAt: at, uploadedAt: at, polledAt: at, polls };
  return pollDataset(request, { datasets: service(), timing });
}

describe("a poll", () => {
  it("answers with the dataset's status, and counts itself", async () => {
    expect(await poll(4)).toMatchObject({ status: "UNINITIALISED", polls: 5 });
  });

  it("waits half as long again each time, up to the longest wait", async () => {
    const waits: number[] = [];
    for (let polls = 0; polls < 12; polls++) waits.push((await poll(polls)).waitSeconds);
    expect(waits).toEqual([3, 5, 7, 11, 16, 23, 35, 52, 60, 60, 60, 60]);
  });

  it.each([429, 503])("waits as long as Retry-After of %i asks, where that is more", async (status) => {
    sandbox.faults.set([{ call: "get", times: 1, fault: { kind: "status", status, retryAfter: "77" } }]);
    expect(await poll(0)).toMatchObject({ status: "THROTTLED", waitSeconds: 77 });
  });

  it.each([
    ["is throttled without Retry-After", new DatasetServiceThrottled("429", null)],
    ["fails otherwise", new DatasetServiceUnavailable("503", { status: 503, mayHaveTakenEffect: false })],
    ["fails with a Retry-After", Object.assign(new Error("no"), { retryAfterSeconds: 5 })],
  ])("that %s leaves the wait to the state machine", async (_, error) => {
    const at = "2026-11-24T12:00:00Z";
    const request = { ...NO_IMPORT, dataset: { id: "d" }, startedAt: at, uploadedAt: at, polledAt: at };
    const datasets = serviceOf({ get: () => Promise.reject(error) });
    await expect(pollDataset({ ...request, polls: 0 }, { datasets, timing: TIMING })).rejects.toBe(error);
  });

  it("never waits past the limit, and says how long it has been", async () => {
    expect(await poll(20, 3590)).toMatchObject({ waitSeconds: 10, elapsedSeconds: 3590, sinceUploadSeconds: 3590 });
    expect(await poll(20, 4000)).toMatchObject({ waitSeconds: 1 });
    sandbox.faults.set([{ call: "get", times: 1, fault: { kind: "status", status: 429, retryAfter: "77" } }]);
    expect(await poll(0, 3590)).toMatchObject({ waitSeconds: 10 });
  });
});
