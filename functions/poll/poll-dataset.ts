import type { DatasetService } from "../datasets/dataset-service.ts";
import { waitAskedFor } from "../datasets/errors.ts";
import type { Import } from "../datasets/import.ts";
import { cutAt } from "../validation/rules/quote-value.ts";

export interface PollTiming {
  /** The first wait, in seconds. */
  readonly firstPollSeconds: number;
  /** The longest wait, in seconds. */
  readonly longestPollSeconds: number;
  /** After how many seconds, from the execution's start, waiting ends. */
  readonly publishLimitSeconds: number;
}

export interface PollRequest {
  readonly dataset: { readonly id: string };
  /** The import that is asked for, in place of the dataset; null for a dataset without a schema. */
  readonly importId: string | null;
  /** How many seconds the import waited for others so far. */
  readonly queuedSeconds: number;
  /** When the execution started, in ISO 8601. */
  readonly startedAt: string;
  /** When the upload was done, in ISO 8601. */
  readonly uploadedAt: string;
  /** When the last poll was, in ISO 8601; where it is not given, when the upload was done. */
  readonly polledAt?: string | undefined;
  /** How often the dataset was polled before. */
  readonly polls: number;
}

/** What the state machine decides on. All times in whole seconds. */
export interface PollResult {
  /** As the service says it; `THROTTLED` where it would not say. */
  readonly status: string;
  /** How many datapoints the service counts in the dataset; null where it would not say. */
  readonly datapoints: number | null;
  readonly importId: string | null;
  /** What became of the import's records; null without an import. */
  readonly counts: ImportCounts | null;
  /** Why an import failed; null where it did not, or the service does not say. */
  readonly reason: string | null;
  readonly polls: number;
  readonly uploadedAt: string;
  readonly polledAt: string;
  /** How long to wait before the next poll, if there is one. */
  readonly waitSeconds: number;
  /** Since the execution started, without the time for which the import waited for others. */
  readonly elapsedSeconds: number;
  readonly sinceUploadSeconds: number;
  readonly queuedSeconds: number;
}

export type ImportCounts = Pick<Import, "accepted" | "duplicates" | "rejected">;

/** The status where the service asked to wait before it says one. */
export const THROTTLED = "THROTTLED";
/** An import with this status waits for an earlier one of its dataset. */
const QUEUED = "queued";
// What has waited for an hour may be noticed six minutes late, and a day of waiting takes some two hundred polls.
const QUEUED_SHARE = 0.1;
const LONGEST_QUEUED_WAIT_SECONDS = 900;
/** How much of a reason goes from step to step: a state may have 256 KiB. */
const REASON_LENGTH = 500;

// Half as long again each time: quick for a small file, and a minute apart after a dozen polls.
const GROWTH = 1.5;

/** How many seconds to wait after so many polls. */
export function waitAfter(
  polls: number,
  { firstPollSeconds, longestPollSeconds }: Pick<PollTiming, "firstPollSeconds" | "longestPollSeconds">,
): number {
  return Math.min(longestPollSeconds, Math.ceil(firstPollSeconds * GROWTH ** polls));
}

/** How many seconds to wait before an import is asked for again that has waited for others for so long. */
export function waitInQueue(queuedSeconds: number): number {
  return Math.min(LONGEST_QUEUED_WAIT_SECONDS, Math.ceil(queuedSeconds * QUEUED_SHARE));
}

/**
 * Asks for the status of the dataset, or of the import into it, once, and says how long to wait before asking again: 2 s at first, growing to 60 s
 * (as set), what `Retry-After` asks for where that is more, and never past the overall limit.
 *
 * @throws {DatasetServiceError}
 */
export async function pollDataset(
  request: PollRequest,
  { datasets, timing }: { datasets: DatasetService; timing: PollTiming },
): Promise<PollResult> {
  const { retryAfterSeconds, ...answer } = await readStatus(datasets, request);

  const now = Date.now();
  const secondsSince = (time: string) => Math.floor((now - Date.parse(time)) / 1000);
  const sincePoll = secondsSince(request.polledAt ?? request.uploadedAt);
  const queuedSeconds = request.queuedSeconds + (answer.status === QUEUED ? sincePoll : 0);
  const elapsedSeconds = secondsSince(request.startedAt) - queuedSeconds;
  const polls = request.polls + 1;
  const isQueued = answer.status === QUEUED;
  const grown = Math.max(waitAfter(polls, timing), isQueued ? waitInQueue(queuedSeconds) : 0);
  // The time in a queue is not counted.
  const left = isQueued ? grown : Math.max(1, timing.publishLimitSeconds - elapsedSeconds);
  return {
    ...answer,
    importId: request.importId,
    polls,
    uploadedAt: request.uploadedAt,
    polledAt: new Date(now).toISOString(),
    waitSeconds: Math.min(left, Math.max(grown, retryAfterSeconds)),
    elapsedSeconds,
    sinceUploadSeconds: secondsSince(request.uploadedAt) - queuedSeconds,
    queuedSeconds,
  };
}

const UNKNOWN = { datapoints: null, counts: null, reason: null };

async function readStatus(datasets: DatasetService, { dataset, importId }: PollRequest) {
  try {
    if (importId !== null) {
      const { status, accepted, duplicates, rejected, reason } = await datasets.getImport(dataset.id, importId);
      const counts = { accepted, duplicates, rejected };
      return { ...UNKNOWN, status, counts, reason: reason && cutAt(reason, REASON_LENGTH), retryAfterSeconds: 0 };
    }
    const { status, datapoints } = await datasets.get(dataset.id);
    return { ...UNKNOWN, status, datapoints, retryAfterSeconds: 0 };
  } catch (error) {
    const retryAfterSeconds = waitAskedFor(error);
    if (retryAfterSeconds === null) throw error;
    return { ...UNKNOWN, status: THROTTLED, retryAfterSeconds };
  }
}
