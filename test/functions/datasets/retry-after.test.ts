import { describe, expect, it } from "vitest";
import { readRetryAfter } from "../../../functions/datasets/retry-after.ts";

const now = Date.parse("2026-11-24T12:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["120", 120],
    [" 0 ", 0],
    ["Tue, 24 Nov 2026 12:01:30 GMT", 90],
    ["Tue, 24 Nov 2026 11:00:00 GMT", 0],
    ["soon", null],
    ["-5", null],
    ["1.5", null],
    ["", null],
    [null, null],
  ])("%j is %j seconds", (header, seconds) => {
    expect(readRetryAfter(header, now)).toBe(seconds);
  });
});
