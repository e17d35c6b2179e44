import {
  datapointsDiffer,
  neverProcessed,
  processingFailed,
  processingTimedOut,
  stepFailed,
  unknownStatus,
} from "../drops/findings.ts";
import type { FolderFiles } from "../drops/folder-definition.ts";
import {
  type ImportWait,
  importFailed,
  importNotBegun,
  importTimedOut,
  nothingAdded,
  recordsDiffer,
  schemaPending,
} from "../drops/import-findings.ts";
import type { PublishInput } from "../drops/publish-input.ts";
import type { Outcome, ReportedImport, WorkRecord } from "../drops/report.ts";
import type { ImportCounts } from "../poll/poll-dataset.ts";
import type { Finding } from "../validation/findings.ts";

/** How a publish execution came to its end; each has its own way into the report in the state machine. */
export const ENDINGS = [
  "ready",
  "partial",
  "accepted",
  "rejected",
  "not-created",
  "dataset-error",
  "import-failed",
  "schema-pending",
  "timed-out",
  "not-processed",
  "unknown-status",
  "step-failed",
] as const;
export type Ending = (typeof ENDINGS)[number];

export interface ReportRequest {
  readonly input: PublishInput;
  readonly ending: Ending;
  /** The last poll, where there was one. */
  readonly poll: {
    readonly status: string;
    readonly elapsedSeconds: number;
    readonly sinceUploadSeconds: number;
    /** How long the import waited for others, which is in neither of the times above. */
    readonly queuedSeconds: number;
    /** How many datapoints the service counts; null where it did not say. */
    readonly datapoints: number | null;
    readonly importId: string | null;
    /** What became of the import's records. */
    readonly counts: ImportCounts | null;
    /** Why the import failed. */
    readonly reason: string | null;
  } | null;
  /** Where what was found of the refused records is; undefined where none were refused, or that could not be found out. */
  readonly refusedKey?: string | undefined;
  /** What made a step fail for good, where one did. */
  readonly failure: { readonly error: string; readonly cause: string } | null;
}

/** What became of the file's import; null where there was none. @param rows how many records validation counted */
export function importOf({ poll, input: { dataset } }: ReportRequest, rows: number): ReportedImport | null {
  if (!dataset?.typed || !poll || poll.importId === null) return null;
  const { duplicates = null, rejected = null } = poll.counts ?? {};
  return { id: poll.importId, status: poll.status, added: addedOf(poll.counts, rows), duplicates, rejected };
}

/**
 * How many records were added. The contract leaves open whether what was there already counts as accepted too, which the
 * number of records shows; where it does not, it is taken to do so, as the official client does.
 */
function addedOf(counts: ImportCounts | null, rows: number): number | null {
  const { accepted = null, duplicates, rejected } = counts ?? {};
  if (accepted === null) return null;
  const isApart = accepted + (duplicates ?? 0) + (rejected ?? 0) === rows;
  return isApart ? accepted : Math.max(0, accepted - (duplicates ?? 0));
}

export function outcomeOf(ending: Ending): Outcome {
  switch (ending) {
    case "ready":
    case "partial":
    case "accepted":
    case "rejected":
      return ending;
    default:
      return "failed";
  }
}

/** The service's last status; before the first poll, that of a new dataset. */
export function statusOf({ ending, poll, input: { dataset } }: ReportRequest): string {
  const created = dataset?.typed ? "uninitialised" : "UNINITIALISED";
  if (ending === "ready" && !dataset?.typed) return "READY";
  return poll === null || poll.status === "THROTTLED" || poll.status === "UPLOADED" ? created : poll.status;
}

/** Why a drop ended as it did, or what to look at; null where there is nothing to say. */
export function endingFinding(request: ReportRequest, { file, definition }: WorkRecord): Finding | null {
  const { ending, input, poll, failure } = request;
  const { rows } = file;
  const datasetId = input.dataset?.id ?? "unknown";
  switch (ending) {
    case "ready":
      return input.dataset?.typed
        ? importFinding(datasetId, importOf(request, rows), rows)
        : readyFinding(request, rows);
    case "partial":
    case "accepted":
    case "rejected":
    case "not-created":
      return null;
    case "dataset-error":
      return processingFailed(datasetId);
    case "import-failed":
      return importFailed(datasetId, poll?.reason ?? null);
    case "schema-pending":
      return schemaPending(datasetId);
    case "timed-out":
      if (input.dataset?.typed) return importTimedOut(datasetId, waitOf(request, definition?.files));
      return processingTimedOut(datasetId, knownStatus(request), poll?.elapsedSeconds ?? 0);
    case "not-processed":
      return (input.dataset?.typed ? importNotBegun : neverProcessed)(datasetId, poll?.sinceUploadSeconds ?? 0);
    case "unknown-status":
      return unknownStatus(datasetId, poll?.status ?? "");
    case "step-failed":
      return stepFailed(failure?.error ?? "Unknown", failure?.cause ?? "no cause was given");
  }
}

/** null where the service last asked to wait before it says one. */
function knownStatus(request: ReportRequest): string | null {
  return request.poll?.status === "THROTTLED" ? null : statusOf(request);
}

function waitOf(request: ReportRequest, files: FolderFiles = "a-dataset-each"): ImportWait {
  const { poll } = request;
  return {
    status: knownStatus(request),
    elapsedSeconds: poll?.elapsedSeconds ?? 0,
    queuedSeconds: poll?.queuedSeconds ?? 0,
    files,
  };
}

function readyFinding({ poll, input }: ReportRequest, rows: number): Finding | null {
  const datapoints = poll?.datapoints ?? null;
  if (datapoints === null || datapoints === rows) return null;
  return datapointsDiffer(input.dataset?.id ?? "unknown", datapoints, rows);
}

function importFinding(datasetId: string, imported: ReportedImport | null, rows: number): Finding | null {
  if (!imported || imported.added === null) return null;
  const { added, duplicates } = imported;
  const present = duplicates ?? 0;
  if (rows > 0 && present === rows) return nothingAdded(datasetId, rows);
  return added + present === rows ? null : recordsDiffer(datasetId, added, present, rows);
}
