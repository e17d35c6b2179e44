import { describeError } from "../errors.ts";
import type { Trouble } from "./drop-record.ts";

/** A call that failed and is retried within a function. @param nextAt in milliseconds since the epoch */
export function retriedCall(error: unknown, tries: number, nextAt: number): Trouble {
  const reason = error instanceof Error ? error.message : describeError(error);
  const againAt = new Date(nextAt).toISOString();
  return { kind: "retried", reason, tries, mostTries: null, againAt, needsPerson: false };
}
