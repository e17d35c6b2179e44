import * as z from "zod/mini";
import { OUTCOMES, type Outcome, type Report } from "../drops/report.ts";
import type { ReportPlaces } from "./message.ts";

export const EVENT_SOURCE = "dropset";

/** What people's rules match on. */
export const DETAIL_TYPES = {
  ready: "Drop READY",
  partial: "Drop partly imported",
  accepted: "Dataset definition accepted",
  rejected: "Drop rejected",
  failed: "Drop failed",
} as const satisfies Record<Outcome, string>;

const count = z.int().check(z.nonnegative());
const text = z.string();

/** An event's `detail`: the report's facts, and where the rest is. docs/events.md has it as JSON Schema; fields are only ever added. */
export const outcomeDetail = z.strictObject({
  outcome: z.enum(OUTCOMES),
  drop: z.strictObject({ bucket: text, key: text, versionId: text }),
  workspaceId: z.nullable(text),
  dataset: z.nullable(z.strictObject({ id: text, name: text, workspaceId: text, status: text })),
  import: z.nullable(
    z.strictObject({
      id: text,
      status: text,
      added: z.nullable(count),
      duplicates: z.nullable(count),
      rejected: z.nullable(count),
    }),
  ),
  file: z.strictObject({ bytes: count, rows: count, columns: count, taskGroups: z.nullable(count) }),
  findingCounts: z.record(text, count),
  report: z.strictObject({ bucket: text, key: text, pageKey: text }),
  startedAt: z.iso.datetime({ offset: true }),
  finishedAt: z.iso.datetime({ offset: true }),
});

export type OutcomeDetail = z.infer<typeof outcomeDetail>;

/**
 * Small whatever the file holds: an event may have 256 KiB, and one finding's text or a header more than that.
 *
 * @param workspaceId where it is known, also of a drop without a dataset
 */
export function detailOf(report: Report, places: ReportPlaces, workspaceId: string | undefined): OutcomeDetail {
  const { outcome, drop, dataset, file, findingCounts, startedAt, finishedAt } = report;
  const { bytes, rows, columns, taskGroups } = file;
  return {
    outcome,
    drop: { bucket: drop.bucket, key: drop.key, versionId: drop.versionId },
    workspaceId: workspaceId ?? null,
    dataset: dataset && {
      id: dataset.id,
      name: dataset.name,
      workspaceId: dataset.workspaceId,
      status: dataset.status,
    },
    import: report.import && { ...report.import },
    file: { bytes, rows, columns: columns.length, taskGroups: taskGroups?.count ?? null },
    findingCounts: { ...findingCounts },
    report: { bucket: drop.bucket, key: places.report, pageKey: places.page },
    startedAt,
    finishedAt,
  };
}
