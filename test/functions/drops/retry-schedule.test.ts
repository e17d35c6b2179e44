import { expect, it } from "vitest";
import { longestWait } from "../../../functions/drops/retry-schedule.ts";

it.each([
  ["DatasetServiceUnavailable", 1, 5],
  ["DatasetServiceUnavailable", 4, 40],
  ["StorageUnavailable", 10, 600],
  ["StorageUnavailable", 13, null],
  ["DatasetServiceThrottled", 2, 60],
  ["TokenMissing", 5, 600],
  ["TokenMissing", 6, null],
  ["DropGone", 1, null],
])("after %s, try %i, the next one is %s seconds later at most", (error, tries, seconds) => {
  expect(longestWait(error, tries)).toBe(seconds);
});
