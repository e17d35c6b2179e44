import { setTimeout as sleep } from "node:timers/promises";

export interface CallLimits {
  /** So many calls may be made at once after a pause. */
  readonly atOnce: number;
  readonly perSecond: number;
}

/**
 * Spreads calls over time, so that an API does not refuse them.
 *
 * @returns resolves when the next call may be made @throws {AbortError} the signal was aborted while it waited
 */
export function callPace({ atOnce, perSecond }: CallLimits): (signal?: AbortSignal) => Promise<void> {
  const intervalMs = 1000 / perSecond;
  let dueMs = 0;
  return async (signal) => {
    const nowMs = Date.now();
    dueMs = Math.max(dueMs, nowMs - atOnce * intervalMs) + intervalMs;
    if (dueMs > nowMs) await sleep(dueMs - nowMs, undefined, { signal });
  };
}
