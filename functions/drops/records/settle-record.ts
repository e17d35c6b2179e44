import * as z from "zod/mini";
import type { Drop } from "../drop.ts";
import { OUTCOMES, totalFindings } from "../report.ts";
import type { DropRecord } from "./drop-record.ts";

/** Finds what a drop's record missed. */
export interface SettleOptions {
  /** The drop bucket's name. */
  readonly bucket: string;
  /** A drop's stored report; undefined if there is none. */
  readonly readReport: (drop: Drop) => Promise<unknown>;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** A record that changed a moment ago is on its way: its report's own change may just arrive. */
const QUIET_MS = 60_000;
/** Of a page of records, how many reports are looked for. */
const MOST_REPORTS = 20;

const report = z.object({
  outcome: z.enum(OUTCOMES),
  dataset: z.nullable(z.object({ id: z.string(), workspaceId: z.string() })),
  file: z.object({ bytes: z.number(), rows: z.number() }),
  findingCounts: z.record(z.string(), z.number()),
  finishedAt: z.string(),
});

/**
 * The record of a drop that has a report, although its last change was never written: writing a record may fail, and the drop
 * goes on. A record that is finished, or changed within the last minute, is returned unchanged.
 */
export async function settleRecord(record: DropRecord, options: SettleOptions): Promise<DropRecord> {
  if (!isQuiet(record, options.now)) return record;
  const { key, versionId } = record;
  const read = report.safeParse(await options.readReport({ bucket: options.bucket, key, versionId }));
  // A report that is older than the record's last change is an earlier attempt's.
  if (!read.success || Date.parse(read.data.finishedAt) < Date.parse(record.changedAt)) return record;
  const { outcome, dataset, file, finishedAt } = read.data;
  return {
    ...record,
    step: "answered",
    outcome,
    done: null,
    trouble: null,
    bytes: file.bytes,
    rows: file.rows,
    findings: totalFindings(read.data),
    datasetId: dataset?.id ?? record.datasetId,
    workspaceId: record.workspaceId ?? dataset?.workspaceId ?? null,
    changedAt: finishedAt,
    finishedAt,
  };
}

/** The same for a list, in its order: of the records that could be settled, those that have not changed for the longest time are. */
export async function settleRecords(records: readonly DropRecord[], options: SettleOptions): Promise<DropRecord[]> {
  const quiet = records.filter((record) => isQuiet(record, options.now)).sort(byAge);
  const settled = await Promise.all(quiet.slice(0, MOST_REPORTS).map((record) => settleRecord(record, options)));
  const found = new Map(settled.map((record) => [record.id, record]));
  return records.map((record) => found.get(record.id) ?? record);
}

function isQuiet({ step, changedAt }: DropRecord, now: number): boolean {
  return step !== "answered" && Date.parse(changedAt) + QUIET_MS <= now;
}

/** A given-up drop may wait long for a person, so it comes last. */
function byAge(a: DropRecord, b: DropRecord): number {
  return Number(a.step === "given-up") - Number(b.step === "given-up") || (a.changedAt < b.changedAt ? -1 : 1);
}
