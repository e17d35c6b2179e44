import * as z from "zod/mini";

/** One `Retry` of a state in Amazon States Language. */
const retrier = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z._default(z.number(), 1),
  BackoffRate: z._default(z.number(), 2),
  MaxAttempts: z._default(z.number(), 3),
  MaxDelaySeconds: z.optional(z.number()),
});
const machine = z.object({
  States: z.record(z.string(), z.object({ Retry: z.optional(z.array(retrier)) })),
});

/** When a failed state is retried. */
export interface NextTry {
  /** The number of retries left for this kind of error, including the next one. */
  readonly left: number;
  /** The longest delay before it; with full jitter it may be shorter. */
  readonly withinSeconds: number;
}

/**
 * Computes Step Functions' next retry: each `Retry` counts its own attempts.
 *
 * @param definition the state machine's definition
 * @param errors the names of the errors since the state was entered, the last one last
 * @returns undefined if no retry follows
 */
export function nextTryOf(definition: unknown, state: string, errors: readonly string[]): NextTry | undefined {
  const retriers = machine.safeParse(definition).data?.States[state]?.Retry ?? [];
  const matching = (error: string) => retriers.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  const last = errors.at(-1);
  const rule = last === undefined ? undefined : matching(last);
  if (!rule) return undefined;
  const failed = errors.filter((error) => matching(error) === rule).length;
  if (failed > rule.MaxAttempts) return undefined;
  const pause = rule.IntervalSeconds * rule.BackoffRate ** (failed - 1);
  return { left: rule.MaxAttempts - failed + 1, withinSeconds: Math.min(rule.MaxDelaySeconds ?? pause, pause) };
}
