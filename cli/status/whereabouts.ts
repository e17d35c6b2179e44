import { type Drop, dropId } from "../../functions/drops/drop.ts";
import type { DropRecord, DropStep, ListedState, Trouble } from "../../functions/drops/records/drop-record.ts";
import { settleRecord, settleRecords } from "../../functions/drops/records/settle-record.ts";
import { OUTCOMES, type Outcome } from "../../functions/drops/report.ts";
import type { DropEvent } from "../../functions/ingest/s3-events.ts";
import type { Stack } from "../stack/connect.ts";
import { findAttempt } from "../stack/executions.ts";
import { readAnswer } from "../stack/reports.ts";
import { quoted } from "../terminal/one-line.ts";
import { listVersions } from "./versions.ts";

/** What a list of drops can be narrowed down to. */
export const STATES = ["publishing", ...OUTCOMES] as const;

/** A drop's status. */
export interface Whereabouts {
  readonly drop: Drop;
  readonly state: "received" | "dead-letter" | (typeof STATES)[number];
  /** The step of a publishing drop, the error of a failed one. */
  readonly detail: string | null;
  /** The last failure and the next retry of a drop in progress. */
  readonly retrying: Pick<Trouble, "reason" | "tries" | "againAt"> | null;
  readonly attempt: number;
  readonly datasetId: string | null;
  /** In ISO 8601. */
  readonly droppedAt: string;
  readonly endedAt: string | null;
}

/** The most recent drops, the newest first. @param state only those in this state */
export async function recentDrops(
  stack: Stack,
  limit: number,
  state?: (typeof STATES)[number],
): Promise<Whereabouts[]> {
  const states: ListedState[] | undefined = state && [state === "publishing" ? "in-progress" : state];
  const { records } = await stack.records().list({ scope: "all", limit, states });
  const settled = await settleRecords(records, settling(stack));
  const found = await Promise.all(settled.map((record) => whereaboutsOf(stack, record)));
  // A drop that waits for its ingest is in progress, and not published yet.
  return found.filter((one) => state === undefined || one.state === state);
}

/** Every version of a key's object, the newest first. */
export async function dropsUnder(stack: Stack, key: string, limit: number): Promise<Whereabouts[]> {
  const versions = await listVersions(stack, key, limit);
  return Promise.all(versions.map(({ version, at }) => findWhereabouts(stack, version, at)));
}

export function noDropUnder(key: string, { bucket }: Pick<Stack, "bucket">): string {
  return `There is no drop under ${quoted(key)} in ${bucket}.`;
}

/** Where the drops of the dead-letter queue are. */
export function deadLetters(stack: Stack, letters: readonly DropEvent[]): Promise<Whereabouts[]> {
  return Promise.all(letters.map((letter) => deadLetter(stack, letter)));
}

/** If a later attempt is in the dead-letter queue, the drop's status is dead-letter. */
export async function withDeadLetter(
  stack: Stack,
  found: Whereabouts,
  dead: readonly DropEvent[],
): Promise<Whereabouts> {
  const isFurther = ({ attempt = 1 }: DropEvent) => found.state === "received" || attempt > found.attempt;
  const letter = dead.find((event) => dropId(event.drop) === dropId(found.drop) && isFurther(event));
  return letter ? { ...(await deadLetter(stack, letter)), datasetId: found.datasetId } : found;
}

async function deadLetter(stack: Stack, { drop, attempt = 1, droppedAt }: DropEvent): Promise<Whereabouts> {
  const record = await stack.records().find(dropId(drop));
  const retrying = retryingOf(record?.trouble);
  return { drop, state: "dead-letter", detail: null, retrying, attempt, datasetId: null, droppedAt, endedAt: null };
}

async function findWhereabouts(stack: Stack, drop: Drop, droppedAt: Date): Promise<Whereabouts> {
  const record = await stack.records().find(dropId(drop));
  if (record) return whereaboutsOf(stack, await settleRecord(record, settling(stack)));
  // A drop without a record waits for its ingest, or is older than the table of records.
  const report = (await readAnswer(stack, drop))?.report;
  return {
    drop,
    state: report?.outcome ?? "received",
    detail: null,
    retrying: null,
    attempt: 1,
    datasetId: report?.dataset?.id ?? null,
    droppedAt: report?.startedAt ?? droppedAt.toISOString(),
    endedAt: report?.finishedAt ?? null,
  };
}

async function whereaboutsOf(stack: Stack, record: DropRecord): Promise<Whereabouts> {
  const { key, versionId, step, outcome, attempt, datasetId, startedAt, finishedAt, failedWith, trouble } = record;
  const drop = { bucket: stack.bucket, key, versionId };
  const state = stateOf(step, outcome);
  const at = {
    drop,
    state,
    detail: state === "publishing" ? step : failedWith,
    retrying: retryingOf(trouble),
    attempt,
    datasetId,
    droppedAt: startedAt,
    endedAt: finishedAt,
  };
  return state === "publishing" && isQuiet(record) ? endedOtherwise(stack, at) : at;
}

/** A step that takes longer may have been aborted. */
const QUIET_MS = 15 * 60 * 1000;

function isQuiet({ changedAt }: DropRecord): boolean {
  return Date.now() - Date.parse(changedAt) > QUIET_MS;
}

/** An execution that somebody aborted, or that timed out, wrote nothing down. */
async function endedOtherwise(stack: Stack, at: Whereabouts): Promise<Whereabouts> {
  const execution = await findAttempt(stack, at.drop, at.attempt);
  if (execution?.state !== "failed") return at;
  const endedAt = execution.endedAt?.toISOString() ?? null;
  return { ...at, state: "failed", detail: execution.error, retrying: null, endedAt };
}

function stateOf(step: DropStep, outcome: Outcome | null): Whereabouts["state"] {
  if (outcome !== null) return outcome;
  if (step === "given-up") return "dead-letter";
  return step === "uploading" || step === "processing" ? "publishing" : "received";
}

/** A drop that waits for its turn has had no failure. */
function retryingOf(trouble: Trouble | null | undefined): Whereabouts["retrying"] {
  if (!trouble || trouble.kind === "paced") return null;
  const { reason, tries, againAt } = trouble;
  return { reason, tries, againAt };
}

function settling(stack: Stack) {
  const readReport = async (drop: Drop) => (await readAnswer(stack, drop))?.report;
  return { bucket: stack.bucket, readReport, now: Date.now() };
}
