import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pollDataset } from "../../functions/poll/poll-dataset.ts";
import {
  EVENTS_BESIDE_POLLS,
  EVENTS_OF_A_POLL,
  MOST_EVENTS,
  mostEvents,
  mostPolls,
  mostPollsInQueue,
} from "../../infra/execution-history.ts";
import { readSettings } from "../../infra/settings/settings.ts";
import { serviceOf } from "../functions/fakes.ts";
import { buildDefinition } from "./publish-states.ts";

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html: entered and exited; a function's task is
// scheduled, started and succeeded in between; a Fail state is entered alone.
const NO_IMPORT = { importId: null, queuedSeconds: 0 };

const EVENTS: Readonly<Record<string, number>> = { Task: 5, Wait: 2, Choice: 2, Pass: 2, Succeed: 2, Fail: 1 };
/** ExecutionStarted, and how it ended. */
const EVENTS_OF_AN_EXECUTION = 2;

let start: string;
let states: Readonly<Record<string, State>>;

const eventsOf = (name: string) => EVENTS[states[name]?.Type ?? ""] ?? Number.NaN;
const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State) =>
  [Next, Default, ...Choices.map(({ Next }) => Next), ...Catch.map(({ Next }) => Next)].filter(
    (name) => name !== undefined,
  );

/** The most events on a way from a state to an end that enters no state twice. */
function longestWay(name: string, seen: ReadonlySet<string> = new Set()): number {
  const state = states[name];
  if (!state || seen.has(name)) return Number.NEGATIVE_INFINITY;
  const next = nextOf(state);
  const rest = next.length === 0 ? 0 : Math.max(...next.map((one) => longestWay(one, new Set([...seen, name]))));
  return eventsOf(name) + rest;
}

describe("the length of an execution's history", () => {
  beforeEach(() => {
    const { StartAt, States } = buildDefinition();
    start = StartAt;
    states = JSON.parse(JSON.stringify(States));
  });

  it("counts the events of a poll as the definition has them", () => {
    expect(states.Wait?.Next).toBe("Poll");
    expect(states.Poll?.Next).toBe("READY?");
    expect(states["READY?"]?.Default).toBe("Wait");
    expect(eventsOf("Wait") + eventsOf("Poll") + eventsOf("READY?")).toBe(EVENTS_OF_A_POLL);
  });

  it("counts the longest way through the definition, which has one poll", () => {
    expect(longestWay(start) + EVENTS_OF_AN_EXECUTION).toBe(EVENTS_BESIDE_POLLS + EVENTS_OF_A_POLL);
  });
});

describe("the number of polls", () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }));
  afterEach(() => vi.useRealTimers());

  it.each([
    { firstPollSeconds: 2, longestPollSeconds: 60, limitSeconds: 3600 },
    { firstPollSeconds: 1, longestPollSeconds: 1, limitSeconds: 100 },
    { firstPollSeconds: 60, longestPollSeconds: 900, limitSeconds: 86_400 },
    { firstPollSeconds: 5, longestPollSeconds: 5, limitSeconds: 1 },
    // The limit is reached while the waits still grow: on a poll, and between two.
    { firstPollSeconds: 2, longestPollSeconds: 60, limitSeconds: 10 },
    { firstPollSeconds: 2, longestPollSeconds: 60, limitSeconds: 12 },
  ])("is at least what the poll function makes of %j", async (given) => {
    const publish = { ...given, queueLimitSeconds: 1 };
    const { firstPollSeconds, limitSeconds } = publish;
    const timing = { ...publish, publishLimitSeconds: limitSeconds };
    const processing = { id: "d", status: "PROCESSING", datapoints: null };
    const datasets = serviceOf({ get: async () => processing });
    const startedAt = new Date(0).toISOString();
    let polls = 0;
    let waitSeconds = firstPollSeconds;
    for (let elapsed = 0; elapsed < limitSeconds; ) {
      vi.setSystemTime(Date.now() + waitSeconds * 1000);
      const request = {
        dataset: { id: "d" },
        ...NO_IMPORT,
        startedAt,
        uploadedAt: startedAt,
        polledAt: startedAt,
        polls,
      };
      const result = await pollDataset(request, { datasets, timing });
      ({ polls, waitSeconds, elapsedSeconds: elapsed } = result);
    }
    expect(mostPolls(publish)).toBe(polls);
  });
});

it("the number of polls of an import that waits in a queue is what the poll function makes", async () => {
  vi.useFakeTimers({ now: 0 });
  try {
    const publish = { firstPollSeconds: 1, longestPollSeconds: 1, limitSeconds: 600, queueLimitSeconds: 21_600 };
    const timing = { ...publish, publishLimitSeconds: publish.limitSeconds };
    const datasets = serviceOf({
      getImport: async () => ({
        status: "queued",
        accepted: null,
        duplicates: null,
        rejected: null,
        errors: [],
        reason: null,
      }),
    });
    const startedAt = new Date(0).toISOString();
    let state = { polls: 0, queuedSeconds: 0, polledAt: startedAt, waitSeconds: 1, elapsedSeconds: 0 };
    while (state.queuedSeconds < publish.queueLimitSeconds) {
      vi.setSystemTime(Date.now() + state.waitSeconds * 1000);
      const { polls, queuedSeconds, polledAt } = state;
      const request = { dataset: { id: "d" }, importId: "i", startedAt, uploadedAt: startedAt };
      state = await pollDataset({ ...request, polls, queuedSeconds, polledAt }, { datasets, timing });
    }
    expect(state.elapsedSeconds).toBe(0);
    expect(Math.abs(mostPollsInQueue(publish) - state.polls)).toBeLessThanOrEqual(1);
    expect(state.polls).toBeLessThan(150);
  } finally {
    vi.useRealTimers();
  }
});

it("leaves room for more than a thousand retries of three events", () => {
  const onePoll = { firstPollSeconds: 1, longestPollSeconds: 1, limitSeconds: 1, queueLimitSeconds: 1 };
  expect(mostEvents(onePoll)).toBeGreaterThan(EVENTS_BESIDE_POLLS + EVENTS_OF_A_POLL + 3 * 1000);
});

describe("settings whose polls overflow the history", () => {
  const DAY = 86_400;

  it("are refused, with what would do", () => {
    const publish = { firstPollSeconds: 5, longestPollSeconds: 5, limitSeconds: DAY, queueLimitSeconds: 21_600 };
    const needed = /publish\.longestPollSeconds: .*25000; (\d+) or more is needed \(given: 5\)/;
    expect(() => readSettings({ publish })).toThrow(needed);
    const [, seconds] = needed.exec(String(catching(() => readSettings({ publish })))) ?? [];
    const enough = { ...publish, longestPollSeconds: Number(seconds) };
    expect(readSettings({ publish: enough }).publish).toMatchObject(enough);
    expect(mostEvents({ ...enough, longestPollSeconds: enough.longestPollSeconds - 1 })).toBeGreaterThan(MOST_EVENTS);
  });

  it("are not those by default, for as long as there may be", () => {
    expect(readSettings({ publish: { limitSeconds: DAY } }).publish.longestPollSeconds).toBe(60);
  });
});

function catching(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
