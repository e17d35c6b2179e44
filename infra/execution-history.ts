import { waitAfter, waitInQueue } from "../functions/poll/poll-dataset.ts";
import type { Settings } from "./settings/settings.ts";

type Publish = Pick<
  Settings["publish"],
  "firstPollSeconds" | "longestPollSeconds" | "limitSeconds" | "queueLimitSeconds"
>;

/** Step Functions ends an execution whose history is longer. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MOST_EVENTS = 25_000;

/** One round of Wait (2 events), Poll (5) and READY? (2). */
export const EVENTS_OF_A_POLL = 9;

/** The longest way through the definition, but for its polls. */
export const EVENTS_BESIDE_POLLS = 27;

// Each retry of a step is three events, and the pauses between them have full jitter: they may be short. This many are more
// than a thousand retries. Throttled uploads need no more: each takes 45 s, in the call or in the state machine.
const KEPT_FOR_RETRIES = 4_000;

/** How often an import is polled that waits for others until the limit. */
export function mostPollsInQueue(publish: Publish): number {
  let polls = 0;
  for (let queued = 0; polls < MOST_EVENTS && queued < publish.queueLimitSeconds; polls++) {
    queued += Math.max(waitAfter(polls, publish), waitInQueue(queued));
  }
  return polls;
}

/** How often a dataset is polled that stays PROCESSING until the limit. */
export function mostPolls(publish: Publish): number {
  const { firstPollSeconds, longestPollSeconds, limitSeconds } = publish;
  let polls = 1;
  let elapsed = firstPollSeconds;
  for (; polls < MOST_EVENTS && elapsed < limitSeconds && waitAfter(polls, publish) < longestPollSeconds; polls++) {
    elapsed += waitAfter(polls, publish);
  }
  // From here on all waits are the longest.
  return polls + Math.ceil(Math.max(0, limitSeconds - elapsed) / longestPollSeconds);
}

/** How long the history of an execution may become whose import waits, and is then processed, each until its limit. */
export function mostEvents(publish: Publish): number {
  const polls = mostPollsInQueue(publish) + mostPolls(publish);
  return EVENTS_BESIDE_POLLS + EVENTS_OF_A_POLL * polls + KEPT_FOR_RETRIES;
}

/** The shortest `longestPollSeconds` with which the history has room for all of it. The longer it is, the fewer polls there are. */
export function shortestLongestPoll(publish: Publish): number {
  const hasRoom = (longestPollSeconds: number) => mostEvents({ ...publish, longestPollSeconds }) <= MOST_EVENTS;
  let tooShort = 0;
  let enough = 1;
  // No limit is longer than the largest safe integer, which these steps reach.
  for (let step = 0; step < 64 && !hasRoom(enough); step++) [tooShort, enough] = [enough, enough * 2];
  for (let step = 0; step < 64 && enough - tooShort > 1; step++) {
    const middle = Math.floor((tooShort + enough) / 2);
    if (hasRoom(middle)) enough = middle;
    else tooShort = middle;
  }
  return enough;
}
