import type { DatasetService } from "../datasets/dataset-service.ts";
import { waitAskedFor } from "../datasets/errors.ts";
import { type UploadSource, uploadFile } from "../datasets/upload-file.ts";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket } from "../drops/drop-bucket.ts";
import type { LedgerFacts } from "../drops/ledger-facts.ts";
import type { StepProgress } from "../drops/records/step-progress.ts";
import { importDrop } from "./import-drop.ts";

export interface UploadDependencies {
  readonly bucket: DropBucket;
  readonly datasets: DatasetService;
  readonly facts: LedgerFacts;
  /** The first wait before the dataset is polled, in seconds. */
  readonly firstPollSeconds: number;
  readonly progress: StepProgress;
}

export interface UploadRequest {
  readonly drop: Drop;
  readonly dataset: { readonly id: string; readonly typed?: boolean | undefined };
  /** Which attempt at the drop this is, and the one whose dataset is used. */
  readonly attempt: number;
  readonly datasetAttempt: number;
  /** What is uploaded, and under which name: the drop, or the object of its fixed file. */
  readonly file: { readonly name: string; readonly bytes: number; readonly object?: Drop | undefined };
  /** When the execution started, in ISO 8601: the overall limit counts from here. */
  readonly startedAt: string;
}

/** What the state machine decides on: it waits, then polls what was uploaded or tries again what the service asked to wait for. */
export interface UploadResult {
  readonly status: "UPLOADED" | "THROTTLED";
  readonly waitSeconds: number;
  /** Since the execution started. */
  readonly elapsedSeconds: number;
  readonly polls: 0;
  /** In ISO 8601: how long the dataset stays UNINITIALISED counts from here. */
  readonly uploadedAt: string;
  /** Where the time that an import waits for others is counted from. */
  readonly polledAt: string;
  /** The import that is polled; null for a dataset without a schema, or before there is one. */
  readonly importId: string | null;
  readonly queuedSeconds: 0;
}

// The service asked for patience; a day-long answer is a mistake of its own.
const LONGEST_WAIT_SECONDS = 900;

/** A dataset with one of these has its file: an earlier try's upload arrived, whatever became of its answer. */
const HAS_DATA = new Set(["PROCESSING", "READY", "ERROR"]);

/**
 * Uploads the drop's version to its dataset.
 *
 * Safe to call again: a dataset that has data already is left as it is, since its upload was seen to the end; until
 * then nothing of a broken upload counts. Each call asks for a URL of its own, since they expire. Into a typed dataset each
 * drop is imported once: {@link importDrop}.
 *
 * @throws {DropGone} {StorageUnavailable} {DatasetServiceError}
 */
export async function uploadDrop(request: UploadRequest, dependencies: UploadDependencies): Promise<UploadResult> {
  const { firstPollSeconds, progress } = dependencies;
  try {
    const importId = await sendFile(request, dependencies);
    await progress.next("processing");
    return result(request, "UPLOADED", firstPollSeconds, importId);
  } catch (error) {
    const askedSeconds = waitAskedFor(error);
    if (askedSeconds === null) throw error;
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(1, askedSeconds));
    await progress.throttled(waitSeconds);
    return result(request, "THROTTLED", waitSeconds, null);
  }
}

/** @returns the import's id; null for a dataset without a schema */
async function sendFile(request: UploadRequest, dependencies: UploadDependencies): Promise<string | null> {
  const { bucket, datasets, progress } = dependencies;
  const { drop, dataset, file } = request;
  const source: UploadSource = {
    open: () => bucket.read(file.object ?? drop),
    bytes: file.bytes,
    onShare: progress.read,
  };
  if (dataset.typed) return importDrop(request, source, dependencies);
  const { status } = await datasets.get(dataset.id);
  if (HAS_DATA.has(status)) return null;
  await uploadFile(await datasets.uploadTarget(dataset.id, file.name), source);
  return null;
}

function result(
  { startedAt }: UploadRequest,
  status: UploadResult["status"],
  waitSeconds: number,
  importId: string | null,
): UploadResult {
  const now = Date.now();
  const elapsedSeconds = Math.round((now - Date.parse(startedAt)) / 1000);
  const uploadedAt = new Date(now).toISOString();
  return {
    status,
    waitSeconds,
    elapsedSeconds,
    polls: 0,
    uploadedAt,
    polledAt: uploadedAt,
    importId,
    queuedSeconds: 0,
  };
}
