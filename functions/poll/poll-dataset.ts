import type { DatasetService } from "../datasets/dataset-service.ts";
import { DatasetServiceThrottled } from "../datasets/errors.ts";

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
  /** When the execution started, in ISO 8601. */
  readonly startedAt: string;
  /** When the upload was done, in ISO 8601. */
  readonly uploadedAt: string;
  /** How often the dataset was polled before. */
  readonly polls: number;
}

/** What the state machine decides on. All times in whole seconds. */
export interface PollResult {
  /** As the service says it; `THROTTLED` where it would not say. */
  readonly status: string;
  /** How many datapoints the service counts in the dataset; null where it would not say. */
  readonly datapoints: number | null;
  readonly polls: number;
  readonly uploadedAt: string;
  /** How long to wait before the next poll, if there is one. */
  readonly waitSeconds: number;
  /** Since the execution started. */
  readonly elapsedSeconds: number;
  readonly sinceUploadSeconds: number;
}

// Half as long again each time: quick for a small file, and a minute apart after a dozen polls.
const GROWTH = 1.5;

/** How many seconds to wait after so many polls. */
export function waitAfter(
  polls: number,
  { firstPollSeconds, longestPollSeconds }: Pick<PollTiming, "firstPollSeconds" | "longestPollSeconds">,
): number {
  return Math.min(longestPollSeconds, Math.ceil(firstPollSeconds * GROWTH ** polls));
}

/**
 * Asks for the dataset's status once, and says how long to wait before asking again: 2 s at first, growing to 60 s
 * (as set), what `Retry-After` asks for where that is more, and never past the overall limit.
 *
 * @throws {DatasetServiceError}
 */
export async function pollDataset(
  request: PollRequest,
  { datasets, timing }: { datasets: DatasetService; timing: PollTiming },
): Promise<PollResult> {
  const { status, datapoints, retryAfterSeconds } = await readStatus(datasets, request.dataset.id);

  const now = Date.now();
  const elapsedSeconds = Math.floor((now - Date.parse(request.startedAt)) / 1000);
  const polls = request.polls + 1;
  const grown = waitAfter(polls, timing);
  const left = Math.max(1, timing.publishLimitSeconds - elapsedSeconds);
  return {
    status,
    datapoints,
    polls,
    uploadedAt: request.uploadedAt,
    waitSeconds: Math.min(left, Math.max(grown, retryAfterSeconds)),
    elapsedSeconds,
    sinceUploadSeconds: Math.floor((now - Date.parse(request.uploadedAt)) / 1000),
  };
}

async function readStatus(datasets: DatasetService, id: string) {
  try {
    const { status, datapoints } = await datasets.get(id);
    return { status, datapoints, retryAfterSeconds: 0 };
  } catch (error) {
    if (!(error instanceof DatasetServiceThrottled) || error.retryAfterSeconds === null) throw error;
    return { status: "THROTTLED", datapoints: null, retryAfterSeconds: error.retryAfterSeconds };
  }
}
