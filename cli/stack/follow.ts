import { setTimeout as sleep } from "node:timers/promises";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { type Drop, dropId, isUnversioned } from "../../functions/drops/drop.ts";
import type { DropRecord } from "../../functions/drops/records/drop-record.ts";
import { NOT_FIXED, NOT_TYPED, type Report, unreadRecord, withFinding } from "../../functions/drops/report.ts";
import type { Answer, Progress } from "../drops/progress.ts";
import type { Stack } from "./connect.ts";
import { type Attempt, findAttempt } from "./executions.ts";
import { readAnswer } from "./reports.ts";

export interface FollowOptions {
  /** The attempt at the drop to follow. */
  readonly attempt: number;
  /** Whether the file was just uploaded: an attempt that had ended before that is not followed. */
  readonly isUpload?: boolean;
  /** When to stop waiting, in milliseconds since the epoch. */
  readonly until: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

// A small file takes seconds; a large one, which may take hours, is polled four times a minute.
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const GROWTH = 1.4;
// Step Functions allows few calls. The record says when to make one; without a record, or if it is not written to its end, it is
// made from time to time.
const ASK_WITH_RECORD_MS = 30_000;
const ASK_WITHOUT_RECORD_MS = 5_000;

/** Waits for an attempt's end. @returns undefined on timeout or abort */
export async function followDrop(stack: Stack, drop: Drop, options: FollowOptions): Promise<Answer | undefined> {
  const { signal, until } = options;
  // AWS may throttle a call for longer than there is time.
  const over = AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, until - Date.now()))]);
  try {
    return await follow(stack, drop, { ...options, signal: over, uploadedAt: await uploadTime(stack, drop, options) });
  } catch (error) {
    if (over.aborted) return undefined;
    throw error;
  }
}

/** By the clock of AWS, which says when attempts ended too; undefined where it does not matter. */
async function uploadTime({ s3 }: Stack, drop: Drop, { isUpload = false }: FollowOptions): Promise<number | undefined> {
  if (!isUpload || !isUnversioned(drop)) return undefined;
  const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket: drop.bucket, Key: drop.key }));
  return LastModified?.getTime();
}

interface Following extends FollowOptions {
  /** In milliseconds since the epoch, in whole seconds. */
  readonly uploadedAt: number | undefined;
}

async function follow(stack: Stack, drop: Drop, options: Following): Promise<Answer | undefined> {
  const { until, signal, onProgress } = options;
  const records = stack.records();
  let number = options.attempt;
  let attempt: Attempt | undefined;
  let askedAt = 0;
  let shown = "";
  const show = (record: DropRecord | undefined) => {
    const progress = progressOf(record, attempt);
    const key = progress.step === "retrying" ? `${progress.step} ${progress.reason} ${progress.tries}` : progress.step;
    if (key !== shown) onProgress(progress);
    shown = key;
  };

  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(LONGEST_WAIT_MS, wait * GROWTH)) {
    const found = await records.find(dropId(drop));
    const record = found?.attempt === number ? found : undefined;
    const askAfter = record ? ASK_WITH_RECORD_MS : ASK_WITHOUT_RECORD_MS;
    if (record?.step === "answered" || Date.now() - askedAt >= askAfter) {
      attempt = await findAttempt(stack, drop, number, signal);
      askedAt = Date.now();
    }
    if (attempt && endedBefore(attempt, options)) {
      number++;
      attempt = undefined;
      askedAt = 0;
      continue;
    }
    if (attempt && attempt.state !== "publishing") {
      const answer = answerOf(attempt, await readAnswer(stack, drop), stack);
      onProgress({ step: "answered", answer });
      return answer;
    }
    show(record);
    const left = until - Date.now();
    if (left <= 0) return undefined;
    // Jitter: many drops that start together must not keep polling together.
    await sleep(Math.min(left, wait * (0.75 + Math.random() / 2)), undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** Without versions, the same bytes are the same drop: uploaded again after an attempt that failed, they are its next attempt. */
function endedBefore({ state, startedAt, endedAt }: Attempt, { uploadedAt }: Following): boolean {
  if (uploadedAt === undefined || endedAt === null || state === "ready") return false;
  return startedAt.getTime() < uploadedAt && endedAt.getTime() < uploadedAt + 1000;
}

const PUBLISHING = new Set(["uploading", "processing"]);

/** What its record says; without one, the execution does. */
function progressOf(record: DropRecord | undefined, attempt: Attempt | undefined): Progress {
  const trouble = record?.trouble;
  if (trouble?.kind === "retried" && trouble.againAt !== null) {
    const { reason, tries, againAt, needsPerson } = trouble;
    return { step: "retrying", reason, tries, againAt: Date.parse(againAt), needsPerson };
  }
  const isPublishing = attempt !== undefined || (record !== undefined && PUBLISHING.has(record.step));
  return { step: isPublishing ? "processing" : "validating" };
}

/** The attempt's report. An execution that was aborted or timed out wrote none; an earlier attempt's does not count. */
function answerOf(attempt: Attempt, found: Answer | undefined, { options }: Stack): Answer {
  const { drop, dataset, file, startedAt, attempt: number } = attempt.input;
  const itsOwn = number === 1 || Date.parse(found?.report.finishedAt ?? "") >= attempt.startedAt.getTime();
  if (found && itsOwn) return found;
  const finding = {
    code: "publish-failed",
    severity: "error",
    line: null,
    column: null,
    message: `The execution ended without a report: ${attempt.error}.`,
    hint: `Once the cause is fixed, run dropset redrive ${options}, or upload the file again.`,
  } as const;
  const report: Report = {
    drop,
    outcome: "failed",
    dataset: dataset && { id: dataset.id, name: dataset.name, workspaceId: dataset.workspaceId, status: "unknown" },
    ...NOT_FIXED,
    ...NOT_TYPED,
    ...withFinding(unreadRecord(file?.bytes ?? 0), finding),
    droppedBy: null,
    startedAt,
    finishedAt: (attempt.endedAt ?? new Date()).toISOString(),
  };
  return { report, reportPath: `${drop.key}: no report` };
}
