import type { DropBucket } from "../drops/drop-bucket.ts";
import type { FolderFiles } from "../drops/folder-definition.ts";
import { refusedNotFound } from "../drops/import-findings.ts";
import { fixedResultKey, reportKey, reportPageKey, workKey } from "../drops/object-keys.ts";
import type { PublishInput } from "../drops/publish-input.ts";
import type { RecordChange, RecordWriter } from "../drops/records/record-writer.ts";
import { type RefusedWork, refusedWork } from "../drops/refused-work.ts";
import { type Outcome, type Report, totalFindings, type WorkRecord, withFinding } from "../drops/report.ts";
import { endingFinding, importOf, outcomeOf, type ReportRequest, statusOf } from "./ending.ts";
import type { EventBus } from "./event-bus.ts";
import { renderReportPage } from "./html/report-page.tsx";
import type { KeptFiles } from "./kept-files.ts";
import type { Notices } from "./notices.ts";
import { readWorkRecord } from "./work-record.ts";

export interface ReportDependencies {
  readonly bucket: DropBucket;
  readonly keptFiles: KeptFiles;
  readonly eventBus: EventBus;
  readonly notices: Notices;
  readonly records: RecordWriter;
}

export interface ReportResult {
  readonly outcome: Outcome;
  /** The report's key in the drop bucket. */
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
  { bucket, keptFiles, eventBus, notices, records }: ReportDependencies,
): Promise<ReportResult> {
  const { drop, dataset, startedAt } = request.input;
  const record = readWorkRecord(await bucket.readJson(drop.bucket, workKey(drop)));
  const refused = await readRefused(request, record.definition?.files ?? "a-dataset-each", bucket);
  const ended = withRefused(withEnding(record, request), refused);
  const { file, findings, findingCounts, fixes = [], fixable = null, definition = null } = ended;
  const fixedFile = await keepFixedFile(request.input, keptFiles);
  const outcome = outcomeOf(request.ending);
  const report: Report = {
    drop: { bucket: drop.bucket, key: drop.key, versionId: drop.versionId },
    outcome,
    dataset: dataset && {
      id: dataset.id,
      name: dataset.name,
      workspaceId: dataset.workspaceId,
      status: statusOf(request),
    },
    file,
    findings,
    findingCounts,
    fixes,
    fixedFile,
    fixable,
    definition,
    import: importOf(request, file.rows),
    refusedFile: refused?.file ?? null,
    droppedBy: record.droppedBy ?? null,
    startedAt,
    finishedAt: new Date().toISOString(),
  };

  const key = reportKey(drop);
  const pageKey = reportPageKey(drop);
  await bucket.writeJson(drop.bucket, key, report);
  await bucket.writeHtml(drop.bucket, pageKey, renderReportPage(report));
  await records.write(answeredRecord(report, request, record));
  // Last, so that subscribers find both; people's messages after the event, which machines take twice without harm.
  const places = { report: key, page: pageKey };
  const workspaceId = workspaceOf(report, record);
  await eventBus.put(report, places, workspaceId);
  await notices.send(report, places, workspaceId);
  const seconds = (Date.parse(report.finishedAt) - Date.parse(startedAt)) / 1000;
  return { outcome, reportKey: key, seconds };
}

function workspaceOf({ dataset }: Report, { workspaceId }: WorkRecord): string | undefined {
  return dataset?.workspaceId ?? workspaceId ?? undefined;
}

function answeredRecord(report: Report, { input, ending }: ReportRequest, record: WorkRecord): RecordChange {
  const { drop, outcome, dataset, file, droppedBy, startedAt, finishedAt } = report;
  return {
    drop,
    attempt: input.attempt,
    startedAt,
    step: "answered",
    outcome,
    failedWith: outcome === "failed" ? ending : null,
    workspaceId: workspaceOf(report, record),
    droppedBy: droppedBy ?? undefined,
    bytes: file.bytes,
    rows: file.columns.length > 0 ? file.rows : null,
    findings: totalFindings(report),
    datasetId: dataset?.id ?? null,
    finishedAt,
  };
}

/** Keeps what was uploaded as long as its report: what lies below work/ is removed after some days. */
async function keepFixedFile({ drop, file }: PublishInput, keptFiles: KeptFiles): Promise<string | null> {
  if (!file?.object) return null;
  const key = fixedResultKey(drop);
  await keptFiles.keep(file.object, key);
  return key;
}

async function readRefused(
  request: ReportRequest,
  files: FolderFiles,
  bucket: DropBucket,
): Promise<RefusedWork | undefined> {
  const { ending, refusedKey, input, poll } = request;
  if (ending !== "partial") return undefined;
  if (refusedKey !== undefined) return refusedWork.parse(await bucket.readJson(input.drop.bucket, refusedKey));
  const count = poll?.counts?.rejected ?? 1;
  return { findings: [refusedNotFound(count, files)], count, file: null };
}

/** What validation found, and, said first, why the drop was not published after all, or what to look at. */
function withEnding(record: WorkRecord, request: ReportRequest): WorkRecord {
  const finding = endingFinding(request, record);
  return finding === null ? record : withFinding(record, finding);
}

function withRefused(record: WorkRecord, refused: RefusedWork | undefined): WorkRecord {
  if (!refused) return record;
  const [first] = refused.findings;
  return {
    ...record,
    findings: [...refused.findings, ...record.findings],
    findingCounts: { ...(first && { [first.code]: refused.count }), ...record.findingCounts },
  };
}
