import type { MiddlewareHandler } from "hono";
import type { FaultyEnv } from "./fault-middleware.ts";
import { turnAway } from "./refusal.ts";

/**
 * Answers 429 with `Retry-After` where more calls come in a minute than are allowed; they are counted from each minute's
 * start. The contract names no limit: whether there is one, and which, is chosen here.
 */
export function limitRate(callsPerMinute: number, now: () => number): MiddlewareHandler<FaultyEnv> {
  let minute = 0;
  let calls = 0;
  return async (c, next) => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) {
      minute = current;
      calls = 0;
    }
    if (++calls <= callsPerMinute) return next();
    const headers = { "Retry-After": String(Math.ceil(((current + 1) * 60_000 - now()) / 1000)) };
    return turnAway(c, 429, "Too many requests", `${callsPerMinute} calls a minute are allowed.`, headers);
  };
}
