import type { DropBucket } from "../drops/drop-bucket.ts";
import {
  datapointsDiffer,
  neverProcessed,
  processingFailed,
  processingTimedOut,
  stepFailed,
  unknownStatus,
} from "../drops/findings.ts";
import { fixedResultKey, reportKey, reportPageKey, workKey } from "../drops/object-keys.ts";
import type { PublishInput } from "../drops/publish-input.ts";
import { type Outcome, type Report, type WorkRecord, withFinding } from "../drops/report.ts";
import type { Finding } from "../validation/findings.ts";
import type { EventBus } from "./event-bus.ts";
import { renderReportPage } from "./html/report-page.tsx";
import type { KeptFiles } from "./kept-files.ts";
import type { Notices } from "./notices.ts";
import { readWorkRecord } from "./work-record.ts";

/** How a publish execution came to its end; each has its own way into the report in the state machine. */
export type Ending =
  | "ready"
  | "rejected"
  | "not-created"
  | "dataset-error"
  | "timed-out"
  | "not-processed"
  | "unknown-status"
  | "step-failed";

export interface ReportRequest {
  readonly input: PublishInput;
  readonly ending: Ending;
  /** The last poll, where there was one. */
  readonly poll: {
    readonly status: string;
    readonly elapsedSeconds: number;
    readonly sinceUploadSeconds: number;
    /** How many datapoints the service counts; null where it did not say. */
    readonly datapoints: number | null;
  } | null;
  /** What made a step fail for good, where one did. */
  readonly failure: { readonly error: string; readonly cause: string } | null;
}

export interface ReportDependencies {
  readonly bucket: DropBucket;
  readonly keptFiles: KeptFiles;
  readonly eventBus: EventBus;
  readonly notices: Notices;
}

export interface ReportResult {
  readonly outcome: Outcome;
  /** Where the report stands in the drop bucket. */
  readonly reportKey: string;
  /** From the drop to its answer. */
  readonly seconds: number;
}

/**
 * Writes the drop's report, for machines and as a page for people, sends its event, and notifies its subscribers.
 *
 * Safe to call again: both are written to the same places. An event and a message may then be sent twice, as EventBridge and
 * SNS themselves may.
 *
 * @throws {StorageUnavailable} {NoticeNotSent}
 */
export async function reportDrop(
  request: ReportRequest,
  { bucket, keptFiles, eventBus, notices }: ReportDependencies,
): Promise<ReportResult> {
  const { drop, dataset, startedAt } = request.input;
  const record = readWorkRecord(await bucket.readJson(drop.bucket, workKey(drop)));
  const { file, findings, findingCounts, fixes = [], fixable = null } = withEnding(record, request);
  const fixedFile = await keepFixedFile(request.input, keptFiles);
  const outcome = outcomeOf(request.ending);
  const report: Report = {
    drop: { bucket: drop.bucket, key: drop.key, versionId: drop.versionId },
    outcome,
    dataset: dataset && { ...dataset, status: statusOf(request) },
    file,
    findings,
    findingCounts,
    fixes,
    fixedFile,
    fixable,
    startedAt,
    finishedAt: new Date().toISOString(),
  };

  const key = reportKey(drop);
  const pageKey = reportPageKey(drop);
  await bucket.writeJson(drop.bucket, key, report);
  await bucket.writeHtml(drop.bucket, pageKey, renderReportPage(report));
  // Last, so that subscribers find both; people's messages after the event, which machines take twice without harm.
  const places = { report: key, page: pageKey };
  await eventBus.put(report, places);
  await notices.send(report, places);
  const seconds = (Date.parse(report.finishedAt) - Date.parse(startedAt)) / 1000;
  return { outcome, reportKey: key, seconds };
}

/** Keeps what was uploaded as long as its report: what lies below work/ is removed after some days. */
async function keepFixedFile({ drop, file }: PublishInput, keptFiles: KeptFiles): Promise<string | null> {
  if (!file?.object) return null;
  const key = fixedResultKey(drop);
  await keptFiles.keep(file.object, key);
  return key;
}

function outcomeOf(ending: Ending): Outcome {
  return ending === "ready" || ending === "rejected" ? ending : "failed";
}

/** As the service last said it; before the first poll it was created and no more. */
function statusOf({ ending, poll }: ReportRequest): string {
  if (ending === "ready") return "READY";
  return poll === null || poll.status === "THROTTLED" || poll.status === "UPLOADED" ? "UNINITIALISED" : poll.status;
}

/** What validation found, and, said first, why the drop was not published after all, or what to look at. */
function withEnding(record: WorkRecord, request: ReportRequest): WorkRecord {
  const finding = findingOf(request, record.file.rows);
  return finding === null ? record : withFinding(record, finding);
}

function findingOf({ ending, input, poll, failure }: ReportRequest, rows: number): Finding | null {
  const datasetId = input.dataset?.id ?? "unknown";
  switch (ending) {
    case "ready": {
      const datapoints = poll?.datapoints ?? null;
      return datapoints === null || datapoints === rows ? null : datapointsDiffer(datasetId, datapoints, rows);
    }
    case "rejected":
    case "not-created":
      return null;
    case "dataset-error":
      return processingFailed(datasetId);
    case "timed-out":
      return processingTimedOut(datasetId, poll?.status ?? "UNINITIALISED", poll?.elapsedSeconds ?? 0);
    case "not-processed":
      return neverProcessed(datasetId, poll?.sinceUploadSeconds ?? 0);
    case "unknown-status":
      return unknownStatus(datasetId, poll?.status ?? "");
    case "step-failed":
      return stepFailed(failure?.error ?? "Unknown", failure?.cause ?? "no cause was given");
  }
}
