import type { DatasetStatus, SandboxDataset } from "../dataset.ts";
import type { DatasetStore } from "../dataset-store.ts";
import { describeImport } from "./describe-import.ts";
import type { Imports } from "./imports.ts";
import { schemaJson } from "./schema.ts";
import { endedImports, inOrder, timeline } from "./timeline.ts";
import type { TypedDataset } from "./typed-dataset.ts";

/** How many records the dataset has: those that its ended imports wrote. */
export function recordCount({ imports }: TypedDataset, now: number): number {
  return endedImports(imports, now).reduce((sum, { written }) => sum + written, 0);
}

function hasTaskGroups({ schema }: TypedDataset): boolean {
  return schema.fields.some(([, { type }]) => type === "task_group_id");
}

/** As its creation is answered, and asked for. A `status` is a field of version 3 alone [reference]. */
export function typedAnswer(dataset: TypedDataset, imports: Imports, now: number) {
  const { id, name, workspaceId, createdAt, schema } = dataset;
  const moments = timeline(dataset.imports, now);
  return {
    id,
    name,
    created_at: createdAt,
    created_by: "sandbox",
    workspace_id: workspaceId,
    total_datapoint_count: recordCount(dataset, now),
    schema_version: 4,
    schema: { strict: schema.strict, fields: new Map(schema.fields) },
    // All that an import has but its errors, which may be many.
    imports: dataset.imports.map((job) => {
      const { errors: _, ...rest } = describeImport(dataset, job, moments, imports.progressOf(job.id));
      return rest;
    }),
  };
}

/** For the user of the sandbox. */
export function describeTyped(dataset: TypedDataset, store: DatasetStore, now: number): SandboxDataset {
  const { id, name, workspaceId, createdAt, uploads } = dataset;
  const last = inOrder(dataset.imports).findLast(({ type }) => type === "upload");
  const moments = timeline(dataset.imports, now);
  const imports = dataset.imports.map((job) => describeImport(dataset, job, moments));
  const status = statusOfImports(dataset, now);
  return {
    id,
    name,
    workspaceId,
    createdAt,
    schemaVersion: 4,
    schema: schemaJson(dataset.schema),
    imports: imports.map((job) => ({
      id: job.import_id,
      filename: job.filename,
      status: job.status,
      accepted: job.accepted_count,
      duplicates: job.duplicate_count,
      rejected: job.rejected_count,
    })),
    status,
    filename: last?.filename ?? null,
    datapoints: recordCount(dataset, now),
    hasGroupingId: hasTaskGroups(dataset),
    problem: status === "ERROR" ? (imports.findLast(({ reason }) => reason !== null)?.reason ?? null) : null,
    upload: last ? { bytes: last.arrival.bytes, md5: last.arrival.md5 } : null,
    uploads,
    filePath: last ? store.importPaths(id, last.id).upload : store.filePath(id),
  };
}

function statusOfImports(dataset: TypedDataset, now: number): DatasetStatus {
  const { imports } = dataset;
  const begun = inOrder(imports);
  if (begun.length === 0) return "UNINITIALISED";
  const moments = timeline(imports, now);
  if (begun.some(({ id }) => moments.get(id)?.share !== 1)) return "PROCESSING";
  return recordCount(dataset, now) > 0 ? "READY" : "ERROR";
}
