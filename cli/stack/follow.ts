import { setTimeout as sleep } from "node:timers/promises";
import type { Drop } from "../../functions/drops/drop.ts";
import { NOT_FIXED, NOT_TYPED, type Report, unreadRecord, withFinding } from "../../functions/drops/report.ts";
import type { Answer, Progress } from "../drops/progress.ts";
import type { Stack } from "./connect.ts";
import { type Attempt, findAttempt, findState } from "./executions.ts";
import { readAnswer } from "./reports.ts";

export interface FollowOptions {
  /** The attempt at the drop to follow. */
  readonly attempt: number;
  /** When to stop waiting, in milliseconds since the epoch. */
  readonly until: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

// A small file takes seconds; a large one, which may take hours, is polled four times a minute.
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const GROWTH = 1.4;

/** Waits for an attempt's end. @returns undefined on timeout or abort */
export async function followDrop(stack: Stack, drop: Drop, options: FollowOptions): Promise<Answer | undefined> {
  const { attempt: number, until, signal, onProgress } = options;
  let shown: Progress["step"] | undefined;
  const show = (step: "validating" | "processing") => {
    if (shown !== step) onProgress({ step });
    shown = step;
  };

  let failures = 0;
  const showRetry = async (attempt: Attempt) => {
    const retrying = (await findState(stack, attempt))?.retrying;
    const tries = retrying?.tries ?? 0;
    if (retrying && tries !== failures) onProgress({ step: "retrying", ...retrying });
    failures = tries;
  };

  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(LONGEST_WAIT_MS, wait * GROWTH)) {
    const attempt = await findAttempt(stack, drop, number);
    if (attempt && attempt.state !== "publishing") {
      const answer = answerOf(attempt, await readAnswer(stack, drop), stack);
      onProgress({ step: "answered", answer });
      return answer;
    }
    show(attempt ? "processing" : "validating");
    if (attempt) await showRetry(attempt);
    const left = until - Date.now();
    if (left <= 0) return undefined;
    // Jitter: many drops that start together must not keep polling together.
    await sleep(Math.min(left, wait * (0.75 + Math.random() / 2)), undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** The attempt's report. An execution that was aborted or timed out wrote none; an earlier attempt's does not count. */
function answerOf(attempt: Attempt, found: Answer | undefined, { name }: Stack): Answer {
  const { drop, dataset, file, startedAt, attempt: number } = attempt.input;
  const itsOwn = number === 1 || Date.parse(found?.report.finishedAt ?? "") >= attempt.startedAt.getTime();
  if (found && itsOwn) return found;
  const finding = {
    code: "publish-failed",
    severity: "error",
    line: null,
    column: null,
    message: `The execution ended without a report: ${attempt.error}.`,
    hint: `Once the cause is fixed, run dropset redrive --stack ${name}, or upload the file again.`,
  } as const;
  const report: Report = {
    drop,
    outcome: "failed",
    dataset: dataset && { id: dataset.id, name: dataset.name, workspaceId: dataset.workspaceId, status: "unknown" },
    ...NOT_FIXED,
    ...NOT_TYPED,
    ...withFinding(unreadRecord(file?.bytes ?? 0), finding),
    startedAt,
    finishedAt: (attempt.endedAt ?? new Date()).toISOString(),
  };
  return { report, reportPath: `${drop.key}: no report` };
}
