import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineForExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateListExecutions,
} from "@aws-sdk/client-sfn";
import * as z from "zod/mini";
import { NEEDS_PERSON } from "../../functions/datasets/needs-person.ts";
import { type Drop, executionName } from "../../functions/drops/drop.ts";
import { type PublishInput, publishInput } from "../../functions/drops/publish-input.ts";
import { OUTCOMES, type Outcome } from "../../functions/drops/report.ts";
import type { Retrying } from "../drops/progress.ts";
import { readCause } from "./cause.ts";
import type { Stack } from "./connect.ts";
import { nextTryOf } from "./next-try.ts";

/** One attempt at a drop: its execution. */
export interface Attempt {
  readonly executionArn: string;
  readonly input: PublishInput;
  readonly state: "publishing" | Outcome;
  /** The state machine's error, such as `dataset-error`, or the execution's status; null if it did not fail. */
  readonly error: string | null;
  readonly cause: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** Concurrent requests. */
const AT_ONCE = 10;

export const FAILED_STATUSES = ["FAILED", "TIMED_OUT", "ABORTED"] as const satisfies ExecutionStatus[];

/** An attempt at a drop by its number; undefined if it was never started, or more than 90 days ago. */
export function findAttempt(stack: Stack, drop: Drop, attempt: number): Promise<Attempt | undefined> {
  return describeAttempt(stack, executionArnOf(stack, executionName(drop, attempt)));
}

/** The last attempt at a drop. */
export async function findLastAttempt(stack: Stack, drop: Drop): Promise<Attempt | undefined> {
  let last: Attempt | undefined;
  for (let number = 1; ; number++) {
    const next = await findAttempt(stack, drop, number);
    if (!next) return last;
    last = next;
  }
}

/** Attempts, the newest first. Executions that were started by hand, without a drop, are left out. */
export async function* listAttempts(stack: Stack, status?: ExecutionStatus, since?: Date): AsyncGenerator<Attempt> {
  const request = { stateMachineArn: stack.stateMachineArn, ...(status && { statusFilter: status }) };
  for await (const { executions = [] } of paginateListExecutions({ client: stack.sfn, pageSize: 100 }, request)) {
    for (let index = 0; index < executions.length; index += AT_ONCE) {
      const some = executions.slice(index, index + AT_ONCE).filter((execution) => !startedBefore(execution, since));
      const attempts = await Promise.all(some.map(({ executionArn = "" }) => describeAttempt(stack, executionArn)));
      for (const attempt of attempts) if (attempt) yield attempt;
    }
    if (executions.some((execution) => startedBefore(execution, since))) return;
  }
}

/** The current state of a running attempt. */
export interface StateNow {
  /** The state's name in the state machine. */
  readonly name: string;
  /** Why it is retried; null if nothing failed since it was entered. */
  readonly retrying: Retrying | null;
}

// Each try of a state has three events, and no state is tried more than eleven times.
const EVENTS_OF_A_STATE = 50;

/** The state that a running attempt is in; undefined before the first one. */
export async function findState(stack: Stack, { executionArn }: Attempt): Promise<StateNow | undefined> {
  const { events = [] } = await stack.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: EVENTS_OF_A_STATE }),
  );
  const entered = events.findIndex((event) => event.stateEnteredEventDetails);
  const name = events[entered]?.stateEnteredEventDetails?.name;
  if (name === undefined) return undefined;
  const failures = events.slice(0, entered).reverse().flatMap(failureOf);
  const last = failures.at(-1);
  if (!last) return { name, retrying: null };
  const definition = await definitionOf(stack, executionArn);
  const next = nextTryOf(
    definition,
    name,
    failures.map(({ error }) => error),
  );
  if (!next) return { name, retrying: null };
  const againAt = last.at.getTime() + next.withinSeconds * 1000;
  const needsPerson = NEEDS_PERSON.has(last.error);
  return { name, retrying: { reason: readCause(last), tries: failures.length, againAt, needsPerson } };
}

function failureOf(event: HistoryEvent): { error: string; cause: string; at: Date }[] {
  const details =
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails;
  if (!details) return [];
  return [{ error: details.error ?? "", cause: details.cause ?? "", at: event.timestamp ?? new Date() }];
}

const definitions = new WeakMap<Stack, Promise<unknown>>();

/** The definition that the execution started with. One definition is used for all executions of a command. */
function definitionOf(stack: Stack, executionArn: string): Promise<unknown> {
  const known = definitions.get(stack);
  if (known) return known;
  const asked = stack.sfn
    .send(new DescribeStateMachineForExecutionCommand({ executionArn }))
    .then(({ definition }) => parse(definition));
  definitions.set(stack, asked);
  return asked;
}

async function describeAttempt(stack: Stack, executionArn: string): Promise<Attempt | undefined> {
  try {
    return readAttempt(executionArn, await stack.sfn.send(new DescribeExecutionCommand({ executionArn })));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

const answered = z.object({ answer: z.object({ outcome: z.enum(OUTCOMES) }) });

function readAttempt(executionArn: string, execution: DescribeExecutionCommandOutput): Attempt | undefined {
  const { status, input, output, error, cause, startDate, stopDate } = execution;
  const read = publishInput.safeParse(parse(input));
  if (!read.success) return undefined;
  const state =
    status === "RUNNING" || status === "PENDING_REDRIVE"
      ? "publishing"
      : (answered.safeParse(parse(output)).data?.answer.outcome ?? "failed");
  return {
    executionArn,
    input: read.data,
    state,
    error: state === "failed" ? (error ?? status ?? null) : null,
    cause: cause ?? null,
    startedAt: startDate ?? new Date(0),
    endedAt: stopDate ?? null,
  };
}

function startedBefore({ startDate }: ExecutionListItem, since: Date | undefined): boolean {
  return since !== undefined && startDate !== undefined && startDate < since;
}

function executionArnOf({ stateMachineArn }: Stack, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return null;
  }
}
