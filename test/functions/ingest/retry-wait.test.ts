import { describe, expect, it } from "vitest";
import { LONGEST_WAIT_SECONDS, retryWait } from "../../../functions/ingest/retry-wait.ts";

const MINUTE = 60;
const HOUR = 3600;

describe("the wait before the next try", () => {
  it.each([
    [1, 30, 60],
    [2, 2.5 * MINUTE, 5 * MINUTE],
    [3, 10 * MINUTE, 20 * MINUTE],
    [4, 30 * MINUTE, HOUR],
    [5, 30 * MINUTE, HOUR],
    [1000, 30 * MINUTE, HOUR],
  ])("after %i failed tries is between %i and %i s", (tries, shortest, longest) => {
    expect(retryWait(tries, 0, 0)).toBe(shortest);
    expect(retryWait(tries, 0, 1)).toBe(longest);
    expect(longest).toBeLessThanOrEqual(LONGEST_WAIT_SECONDS);
  });

  it.each([
    ["less than the jitter gives", 10, 30],
    ["more", 45, 45],
    ["much more", 2 * HOUR, 2 * HOUR],
    ["a part of a second", 59.2, 60],
    ["more than SQS can hide a message", 24 * HOUR, 11 * HOUR],
  ])("is at least what the service asks for: %s", (_, asked, seconds) => {
    expect(retryWait(1, asked, 0)).toBe(seconds);
  });

  it("differs from drop to drop, and is in whole seconds", () => {
    const waits = Array.from({ length: 100 }, () => retryWait(4, 0));
    expect(new Set(waits).size).toBeGreaterThan(50);
    expect(waits.every(Number.isInteger)).toBe(true);
  });

  it("adds up to more than an hour and a half with the default number of tries, and at most three and a half", () => {
    const span = (random: number) => [1, 2, 3, 4, 5, 6].reduce((sum, tries) => sum + retryWait(tries, 0, random), 0);
    expect([span(0), span(1)]).toEqual([103 * MINUTE, 206 * MINUTE]);
  });
});
