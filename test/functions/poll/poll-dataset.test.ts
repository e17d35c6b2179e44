import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { connectDatasetService } from "../../../functions/datasets/dataset-service.ts";
import { DatasetServiceThrottled, DatasetServiceUnavailable } from "../../../functions/datasets/errors.ts";
import type { Import } from "../../../functions/datasets/import.ts";
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

describe("a poll of an import", () => {
  const NOW = Date.parse("2026-11-24T12:00:00.000Z");
  const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
  const POLLED = { uploadedAt: ago(900), polledAt: ago(100), queuedSeconds: 500, polls: 4 };
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Polls an import of an execution that started 1000 seconds ago. */
  function pollImport(
    answer: Partial<Import>,
    polled: { polledAt?: string | undefined; queuedSeconds?: number } = {},
    limit = 3600,
  ) {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    const counts = { accepted: 5, duplicates: 2, rejected: 1 };
    const datasets = serviceOf({
      getImport: async () => ({ status: "processing", ...counts, errors: [], reason: null, ...answer }),
    });
    const request = { ...POLLED, ...polled, dataset: { id: "d" }, importId: "i", startedAt: ago(1000) };
    return pollDataset(request, { datasets, timing: { ...TIMING, publishLimitSeconds: limit } });
  }

  it("answers with its status and what became of its records", async () => {
    expect(await pollImport({ status: "partial" })).toEqual({
      status: "partial",
      datapoints: null,
      importId: "i",
      counts: { accepted: 5, duplicates: 2, rejected: 1 },
      reason: null,
      polls: 5,
      uploadedAt: ago(900),
      polledAt: ago(0),
      waitSeconds: 16,
      elapsedSeconds: 500,
      sinceUploadSeconds: 400,
      queuedSeconds: 500,
    });
  });

  it("answers with the reason of a failure, cut where it would not fit into a state", async () => {
    const { reason } = await pollImport({ status: "failed", reason: "no header" });
    expect(reason).toBe("no header");
    const { reason: long } = await pollImport({ status: "failed", reason: "x".repeat(300_000) });
    expect(long).toBe(`${"x".repeat(500)}…`);
  });

  it("counts the time in the service's queue on its own, and not as elapsed", async () => {
    const queued = { queuedSeconds: 600, elapsedSeconds: 400, sinceUploadSeconds: 300 };
    expect(await pollImport({ status: "queued" })).toMatchObject(queued);
    const neverPolled = await pollImport({ status: "queued" }, { polledAt: undefined, queuedSeconds: 0 });
    expect(neverPolled).toMatchObject({ queuedSeconds: 900, elapsedSeconds: 100, sinceUploadSeconds: 0 });
  });

  it.each([
    [50, 16],
    [500, 60],
    [8_900, 900],
    [9_900, 900],
  ])("that was queued for %i seconds before waits %i more, past any limit", async (queuedSeconds, waitSeconds) => {
    expect(await pollImport({ status: "queued" }, { queuedSeconds }, 10)).toMatchObject({ waitSeconds });
  });
});
