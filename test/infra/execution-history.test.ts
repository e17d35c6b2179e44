import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { DatasetService } from "../../functions/datasets/dataset-service.ts";
import { pollDataset } from "../../functions/poll/poll-dataset.ts";
import {
  EVENTS_BESIDE_POLLS,
  EVENTS_OF_A_POLL,
  MOST_EVENTS,
  mostEvents,
  mostPolls,
} from "../../infra/execution-history.ts";
import { readSettings } from "../../infra/settings.ts";
import { synthesize } from "../../local/cloud/synthesize.ts";
import { readTemplate } from "../../local/cloud/template.ts";

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html: entered and exited; a function's task is
// scheduled, started and succeeded in between; a Fail state is entered alone.
const EVENTS: Readonly<Record<string, number>> = { Task: 5, Wait: 2, Choice: 2, Pass: 2, Succeed: 2, Fail: 1 };
/** ExecutionStarted, and how it ended. */
const EVENTS_OF_AN_EXECUTION = 2;

const joined = z.object({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) });

let start: string;
let states: Record<string, State>;

beforeAll(async () => {
  const { template } = await readTemplate(await synthesize({}));
  const machine = Object.values(template.Resources).find(({ Type }) => Type === "AWS::StepFunctions::StateMachine");
  const { "Fn::Join": join } = joined.parse(machine?.Properties.DefinitionString);
  const definition = JSON.parse(join[1].map((part) => (typeof part === "string" ? part : "arn")).join(""));
  start = definition.StartAt;
  states = definition.States;
});

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
  ])("is at least what the poll function makes of %j", async (publish) => {
    const { firstPollSeconds, limitSeconds } = publish;
    const timing = { ...publish, publishLimitSeconds: limitSeconds };
    const never = () => Promise.reject(new Error("This was not to be called."));
    const processing = { id: "d", status: "PROCESSING", datapoints: null };
    const datasets: DatasetService = { create: never, uploadTarget: never, get: async () => processing };
    const startedAt = new Date(0).toISOString();
    let polls = 0;
    let waitSeconds = firstPollSeconds;
    for (let elapsed = 0; elapsed < limitSeconds; ) {
      vi.setSystemTime(Date.now() + waitSeconds * 1000);
      const request = { dataset: { id: "d" }, startedAt, uploadedAt: startedAt, polls };
      const result = await pollDataset(request, { datasets, timing });
      ({ polls, waitSeconds, elapsedSeconds: elapsed } = result);
    }
    expect(mostPolls(publish)).toBe(polls);
  });
});

describe("settings whose polls overflow the history", () => {
  const DAY = 86_400;

  it("are refused, with what would do", () => {
    const publish = { firstPollSeconds: 5, longestPollSeconds: 5, limitSeconds: DAY };
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
