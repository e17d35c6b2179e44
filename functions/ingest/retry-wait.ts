/**
 * The longest wait after each of the first failed tries, in seconds. Most outages are over within minutes. One that is not may
 * last hours, and then each try only costs calls.
 */
const FIRST_WAITS_SECONDS: readonly number[] = [60, 300, 1200];
/** The longest wait after each try that follows, and so between any two, unless the dataset service asks for more. */
export const LONGEST_WAIT_SECONDS = 3600;

/** SQS hides a message for 12 hours at most, counted from its receive: an hour less, since the function has run by then. */
const MOST_SECONDS = 11 * 3600;

/**
 * How long to wait before the next try of a message, in whole seconds: between half of the try's longest wait and all of it
 * (equal jitter), so that drops that failed together are not tried together.
 *
 * @param tries how many tries failed, from 1 on
 * @param askedSeconds for how long the dataset service asked to wait; less is never waited, up to what SQS allows
 * @param random from 0 to 1
 */
export function retryWait(tries: number, askedSeconds: number, random = Math.random()): number {
  const longest = FIRST_WAITS_SECONDS[tries - 1] ?? LONGEST_WAIT_SECONDS;
  return Math.min(MOST_SECONDS, Math.ceil(Math.max(askedSeconds, (longest / 2) * (1 + random))));
}
