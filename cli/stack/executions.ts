import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type ExecutionStatus,
  paginateListExecutions,
  SFNServiceException,
} from "@aws-sdk/client-sfn";
import * as z from "zod/mini";
import { type Drop, executionArnOf } from "../../functions/drops/drop.ts";
import { type PublishInput, publishInput } from "../../functions/drops/publish-input.ts";
import { OUTCOMES, type Outcome } from "../../functions/drops/report.ts";
import { callPace } from "./call-pace.ts";
import type { Stack } from "./connect.ts";

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

/**
 * Where AWS allows the fewest calls, it lets 250 pass at once and 10 per second, for everything in the account.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const nextCall = callPace({ atOnce: 100, perSecond: 8 });
const THROTTLED_MS = 2000;

/**
 * An attempt at a drop by its number; undefined if it was never started, or more than 90 days ago.
 *
 * @throws {AbortError} the signal was aborted before AWS allowed the call
 */
export function findAttempt(
  stack: Stack,
  drop: Drop,
  attempt: number,
  signal?: AbortSignal,
): Promise<Attempt | undefined> {
  return describeAttempt(stack, executionArnOf(stack.stateMachineArn, drop, attempt), signal);
}

export interface ListedAttempts {
  readonly status: ExecutionStatus;
  /** When they were started, at the earliest. */
  readonly since: Date;
}

/**
 * Attempts, the newest first. Executions that were started by hand, without a drop, are left out.
 *
 * @throws {AbortError} the signal was aborted before AWS allowed the calls
 */
export async function* listAttempts(
  stack: Stack,
  { status, since }: ListedAttempts,
  signal?: AbortSignal,
): AsyncGenerator<Attempt> {
  const request = { stateMachineArn: stack.stateMachineArn, statusFilter: status };
  for await (const { executions = [] } of paginateListExecutions({ client: stack.sfn, pageSize: 100 }, request)) {
    for (let index = 0; index < executions.length; index += AT_ONCE) {
      const some = executions.slice(index, index + AT_ONCE).filter((execution) => !startedBefore(execution, since));
      const attempts = await Promise.all(
        some.map(({ executionArn = "" }) => describeAttempt(stack, executionArn, signal)),
      );
      for (const attempt of attempts) if (attempt) yield attempt;
    }
    if (executions.some((execution) => startedBefore(execution, since))) return;
  }
}

async function describeAttempt(stack: Stack, executionArn: string, signal?: AbortSignal): Promise<Attempt | undefined> {
  for (;;) {
    await nextCall(signal);
    try {
      return readAttempt(executionArn, await stack.sfn.send(new DescribeExecutionCommand({ executionArn })));
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      if (!(error instanceof SFNServiceException && error.name === "ThrottlingException")) throw error;
      // Others in the account use the quota up: there is nothing to do but wait.
      await sleep(THROTTLED_MS * (0.5 + Math.random()), undefined, { signal });
    }
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

function startedBefore({ startDate }: ExecutionListItem, since: Date): boolean {
  return startDate !== undefined && startDate < since;
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return null;
  }
}
