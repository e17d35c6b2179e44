import type { OnTrouble } from "../datasets/dataset-service.ts";
import { folderOf, isDefinitionFile } from "../drops/folder-keys.ts";
import { originOfKey } from "../drops/origin.ts";
import type { Trouble } from "../drops/records/drop-record.ts";
import type { RecordWriter } from "../drops/records/record-writer.ts";
import { retriedCall } from "../drops/records/retried-call.ts";
import { writesAside } from "../drops/records/writes-aside.ts";
import { totalFindings, type WorkRecord } from "../drops/report.ts";
import type { Workspaces } from "../drops/workspaces.ts";
import type { DropEvent } from "./s3-events.ts";

/** Records how far the ingest of one drop is. No call throws. */
export interface IngestProgress {
  /** An attempt at the drop begins. */
  begin(attempt: number): Promise<void>;
  /** How much of the file is read, as a share from 0 to 1. */
  read(done: number): void;
  /** A call failed, and is retried at a time in milliseconds since the epoch. */
  readonly retry: OnTrouble;
  /** The drop waits for its turn, until a time in milliseconds since the epoch. */
  pace(until: number): Promise<void>;
  /** The drop is about to be uploaded to its dataset. */
  publish(record: WorkRecord, datasetId: string): Promise<void>;
  /** The try failed. */
  fail(trouble: Omit<Trouble, "kind">): Promise<void>;
}

export function followIngest(event: DropEvent, records: RecordWriter, workspaces: Workspaces): IngestProgress {
  const { drop, bytes, droppedAt: startedAt } = event;
  let attempt = event.attempt ?? 1;
  const aside = writesAside();
  const at = (step: "validating" | "delayed" | "given-up" | "uploading") => ({ drop, attempt, startedAt, step });

  return {
    async begin(number) {
      attempt = number;
      // Its metadata, which may name another workspace, is read later.
      const { workspaceId } = originOfKey(drop.key, workspaces);
      // A redrive's message may not know the size.
      await records.write({ ...at("validating"), workspaceId: workspaceId ?? undefined, bytes: bytes || undefined });
      if (isDefinitionFile(drop)) await records.keepFolder(folderOf(drop));
    },

    read(done) {
      aside.offer(() => records.write({ ...at("validating"), done }));
    },

    retry(error, tries, nextAt) {
      if (nextAt !== null)
        aside.add(() => records.write({ ...at("validating"), trouble: retriedCall(error, tries, nextAt) }));
    },

    async pace(until) {
      await aside.done();
      const reason = "Datasets are created at a limited rate (limits.dropsPerMinute).";
      const againAt = new Date(until).toISOString();
      const trouble = { kind: "paced", reason, tries: 0, mostTries: null, againAt, needsPerson: false } as const;
      await records.write({ ...at("validating"), trouble });
    },

    async publish(record, datasetId) {
      await aside.done();
      const { workspaceId, droppedBy } = record;
      const { bytes: size, rows } = record.file;
      const findings = totalFindings(record);
      await records.write({ ...at("uploading"), workspaceId, droppedBy, bytes: size, rows, findings, datasetId });
    },

    async fail(trouble) {
      await aside.done();
      const step = trouble.againAt === null ? "given-up" : "delayed";
      await records.write({ ...at(step), trouble: { kind: "failed", ...trouble } });
    },
  };
}
