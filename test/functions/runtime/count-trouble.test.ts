import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  DatasetServiceRefused,
  DatasetServiceThrottled,
  DatasetServiceTokenRefused,
  DatasetServiceUnavailable,
} from "../../../functions/datasets/errors.ts";
import { TokenMalformed } from "../../../functions/datasets/token.ts";
import { watchTrouble } from "../../../functions/runtime/count-trouble.ts";
import { metrics } from "../../../functions/runtime/metrics.ts";
import { TokenMissing, TokenUnavailable } from "../../../functions/runtime/token.ts";

const NEXT_AT = Date.parse("2026-11-24T12:00:00.000Z");
const refused = new DatasetServiceTokenRefused("401", 401);
const unavailable = new DatasetServiceUnavailable("503", { status: 503, mayHaveTakenEffect: false });

let counted: unknown[][] = [];
beforeEach(() => {
  counted = [];
  vi.spyOn(metrics, "addMetric").mockImplementation((...metric) => {
    counted.push(metric);
    return metrics;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Watches one failed call. @returns what is logged of it */
function watch(error: unknown, nextAt: number | null) {
  const logged: unknown[][] = [];
  const recorded: unknown[][] = [];
  const watching = watchTrouble({ warn: (...line) => void logged.push(line) }, (...call) => void recorded.push(call));
  watching(error, 2, nextAt);
  expect(recorded).toEqual([[error, 2, nextAt]]);
  return logged;
}

describe("a failed call to the dataset service", () => {
  it.each([
    [refused, "TokenRefused"],
    [new TokenMissing("empty"), "TokenRefused"],
    [new TokenMalformed("a space"), "TokenRefused"],
    [new DatasetServiceThrottled("429", null), "ServiceThrottled"],
    [unavailable, "ServiceUnavailable"],
  ])("that ends with %s is counted as %s, and not logged", (error, metric) => {
    expect(watch(error, null)).toEqual([]);
    expect(counted).toEqual([[metric, "Count", 1]]);
  });

  it("that only this drop, or a moment of Secrets Manager, is to blame for is not counted", () => {
    expect(watch(new DatasetServiceRefused("400", 400), null)).toEqual([]);
    expect(watch(new TokenUnavailable("later"), null)).toEqual([]);
    expect(watch("no error", null)).toEqual([]);
    expect(counted).toEqual([]);
  });

  it("that is retried is counted and logged, with when", () => {
    const again = { tries: 2, nextAt: "2026-11-24T12:00:00.000Z" };
    expect(watch(unavailable, NEXT_AT)).toEqual([["Call retried", { reason: "503", ...again }]]);
    expect(watch("no error", NEXT_AT)).toEqual([["Call retried", { reason: "no error", ...again }]]);
    expect(counted).toEqual([["ServiceUnavailable", "Count", 1]]);
  });

  it("for a token that may have been rotated is logged, and no trouble yet", () => {
    expect(watch(refused, NEXT_AT)).toHaveLength(1);
    expect(counted).toEqual([]);
  });
});
