import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { DatasetServiceTokenRefused } from "../../../functions/datasets/errors.ts";
import { dropShape } from "../../../functions/drops/publish-input.ts";
import type { DropStep } from "../../../functions/drops/records/drop-record.ts";
import { logger } from "../../../functions/runtime/logger.ts";
import { measureFailing, metrics } from "../../../functions/runtime/metrics.ts";
import { stepHandler } from "../../../functions/runtime/step-handler.ts";
import { CONTEXT } from "../context.ts";
import { memoryRecords } from "../fakes.ts";

const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const shape = z.object({
  drop: dropShape,
  attempt: z._default(z.number(), 1),
  dataset: z.nullable(z.object({ id: z.string() })),
  droppedAt: z.optional(z.string()),
  startedAt: z.optional(z.string()),
});
const INPUT = { drop, attempt: 2, dataset: { id: "d1" }, droppedAt: "2026-11-24T09:00:00.000Z" };
let logged: unknown[][] = [];
let counted: unknown[][] = [];
const { records, written } = memoryRecords();
const since = ({ startedAt }: z.infer<typeof shape>) => startedAt;
const recorded = { records, step: (): DropStep => "uploading", tried: () => "upload", since };
beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-24T12:00:00.000Z") });
  logged = [];
  counted = [];
  const note =
    (level: string) =>
    (...line: unknown[]) =>
      void logged.push([level, ...line]);
  vi.spyOn(logger, "info").mockImplementation(note("info"));
  vi.spyOn(logger, "error").mockImplementation(note("error"));
  vi.spyOn(logger, "appendKeys").mockImplementation((keys) => void logged.push(["keys", keys]));
  vi.spyOn(metrics, "addMetric").mockImplementation((...metric) => {
    counted.push(metric);
    return metrics;
  });
  vi.spyOn(metrics, "captureColdStartMetric").mockImplementation((name) => void counted.push(["ColdStart", name]));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const call = (event: unknown, run: (input: z.infer<typeof shape>) => Promise<unknown>) =>
  stepHandler(shape, "Upload done", recorded, run)(event, CONTEXT);

describe("a step's handler", () => {
  it("hands the input on, answers with the result, and names the drop in the log", async () => {
    const given: unknown[] = [];
    const run = async (input: unknown) => {
      given.push(input);
      return { status: "UPLOADED" };
    };
    expect(await call({ ...INPUT, more: 1 }, run)).toEqual({ status: "UPLOADED" });
    expect(given).toEqual([INPUT]);
    expect(logged).toMatchObject([
      ["keys", { drop, datasetId: "d1" }],
      ["info", "Upload done", { result: { status: "UPLOADED" } }],
    ]);
    expect(counted).toEqual([["ColdStart", "upload"]]);
  });

  it.each([[new Error("no")], ["a text"]])("logs and measures what fails, and throws it: %s", async (error) => {
    const startedAt = "2026-11-24T11:59:00.000Z";
    await expect(call({ ...INPUT, startedAt, dataset: null }, () => Promise.reject(error))).rejects.toBe(error);
    expect(logged).toMatchObject([
      ["keys", { drop, datasetId: undefined }],
      ["error", "Step failed", { error }],
    ]);
    expect(counted).toContainEqual(["FailingDropSeconds", "Seconds", 60]);
    expect(written).toMatchObject([{ error: "Error", reason: error instanceof Error ? error.message : error }]);
  });

  it("writes down a failed try, with its error's name, by which it is retried", async () => {
    const refused = new DatasetServiceTokenRefused("401", 401);
    await expect(call(INPUT, () => Promise.reject(refused))).rejects.toBe(refused);
    const { droppedAt: startedAt } = INPUT;
    const failure = { error: "DatasetServiceTokenRefused", reason: "401", needsPerson: true };
    expect(written).toEqual([{ drop, attempt: 2, startedAt, step: "uploading", tried: "upload", ...failure }]);
  });

  it("measures nothing where the input does not say since when the step is tried", async () => {
    await expect(call({ drop, dataset: null }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(counted).toEqual([["ColdStart", "upload"]]);
    expect(written).toEqual([]);
  });

  it("forgets the drop before the next one", async () => {
    const reset = vi.spyOn(logger, "resetKeys");
    await call(INPUT, async () => 1);
    expect(reset).toHaveBeenCalled();
  });

  it("is not ended before Lambda's own time-out", async () => {
    const last = { ...CONTEXT, getRemainingTimeInMillis: () => 5 };
    // Middy's default would answer 5 ms before the end: at once.
    const run = () => new Promise((resolve) => setTimeout(() => resolve("done"), 20));
    expect(await stepHandler(shape, "Upload done", recorded, run)(INPUT, last)).toBe("done");
  });

  it("refuses an input of another shape", async () => {
    await expect(call({ drop }, async () => 1)).rejects.toMatchObject({ name: expect.stringMatching(/Zod/) });
  });

  it.each([
    [true, 1],
    [false, 0],
  ])("writes its metrics where it has some (%s), however it ends", async (hasStored, times) => {
    vi.spyOn(metrics, "hasStoredMetrics").mockReturnValue(hasStored);
    const publish = vi.spyOn(metrics, "publishStoredMetrics").mockReturnValue(metrics);
    await call(INPUT, async () => 1);
    expect(publish).toHaveBeenCalledTimes(times);
    await expect(call(INPUT, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(publish).toHaveBeenCalledTimes(2 * times);
  });
});

it("what was first tried by a clock that is ahead has failed for no time", () => {
  measureFailing(Date.parse("2026-11-24T13:00:00.000Z"));
  expect(counted).toEqual([["FailingDropSeconds", "Seconds", 0]]);
});
