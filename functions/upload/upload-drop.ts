import type { DatasetService } from "../datasets/dataset-service.ts";
import { DatasetServiceThrottled } from "../datasets/errors.ts";
import { uploadFile } from "../datasets/upload-file.ts";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket } from "../drops/drop-bucket.ts";

export interface UploadDependencies {
  readonly bucket: DropBucket;
  readonly datasets: DatasetService;
  /** The first wait before the dataset is polled, in seconds. */
  readonly firstPollSeconds: number;
}

export interface UploadRequest {
  readonly drop: Drop;
  readonly dataset: { readonly id: string };
  /** What is uploaded, and under which name: the drop, or the object of its fixed file. */
  readonly file: { readonly name: string; readonly bytes: number; readonly object?: Drop | undefined };
  /** When the execution started, in ISO 8601: the overall limit counts from here. */
  readonly startedAt: string;
}

/** What the state machine decides on: it waits, then polls what was uploaded or tries again what was throttled. */
export interface UploadResult {
  readonly status: "UPLOADED" | "THROTTLED";
  readonly waitSeconds: number;
  /** Since the execution started. */
  readonly elapsedSeconds: number;
  readonly polls: 0;
  /** In ISO 8601: how long the dataset stays UNINITIALISED counts from here. */
  readonly uploadedAt: string;
}

// The service asked for patience; a day-long answer is a mistake of its own.
const LONGEST_WAIT_SECONDS = 900;

/** A dataset with one of these has its file: an earlier try's upload arrived, whatever became of its answer. */
const HAS_DATA = new Set(["PROCESSING", "READY", "ERROR"]);

/**
 * Uploads the drop's version to its dataset.
 *
 * Safe to call again: a dataset that has data already is left as it is, since its upload was seen to the end; until
 * then nothing of a broken upload counts. Each call asks for a URL of its own, since they expire.
 *
 * @throws {DropGone} {StorageUnavailable} {DatasetServiceError}
 */
export async function uploadDrop(request: UploadRequest, dependencies: UploadDependencies): Promise<UploadResult> {
  const { bucket, datasets, firstPollSeconds } = dependencies;
  const { drop, dataset, file } = request;
  try {
    const { status } = await datasets.get(dataset.id);
    if (!HAS_DATA.has(status)) {
      const target = await datasets.uploadTarget(dataset.id, file.name);
      await uploadFile(target, () => bucket.read(file.object ?? drop), file.bytes);
    }
    return result(request, "UPLOADED", firstPollSeconds);
  } catch (error) {
    if (!(error instanceof DatasetServiceThrottled) || error.retryAfterSeconds === null) throw error;
    return result(request, "THROTTLED", Math.min(LONGEST_WAIT_SECONDS, Math.max(1, error.retryAfterSeconds)));
  }
}

function result({ startedAt }: UploadRequest, status: UploadResult["status"], waitSeconds: number): UploadResult {
  const now = Date.now();
  const elapsedSeconds = Math.round((now - Date.parse(startedAt)) / 1000);
  return { status, waitSeconds, elapsedSeconds, polls: 0, uploadedAt: new Date(now).toISOString() };
}
