import * as z from "zod";
import type { SchemaJson } from "./typed/schema.ts";
import { type ImportStatus, type TypedDataset, typedDataset } from "./typed/typed-dataset.ts";

/** The four that the guide names. */
export type DatasetStatus = "UNINITIALISED" | "PROCESSING" | "READY" | "ERROR";

/** How processing is to end: as the file has it, or as a fault does (`untouched`: it never begins). */
const processingEnd = z.enum(["file", "untouched", "never", "error"]);
export type ProcessingEnd = z.infer<typeof processingEnd>;

/** The result of reading the file. The API only returns ERROR; the problem is in the sandbox's log. */
export const inspection = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), datapoints: z.number(), hasGroupingId: z.boolean() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
export type Inspection = z.infer<typeof inspection>;

/** A version 3 dataset on disk. Its status is not stored: it follows from the upload, its content and the time. */
const legacyDataset = z.object({
  // Written since there are two.
  schemaVersion: z.literal(3).default(3),
  id: z.string(),
  name: z.string(),
  workspaceId: z.string(),
  createdAt: z.string(),
  upload: z
    .object({
      /** The file name of the request for the upload URL. */
      filename: z.string(),
      bytes: z.number(),
      md5: z.string(),
      /** When processing is over at the earliest, in milliseconds since the epoch. */
      readyAt: z.number(),
      ends: processingEnd,
    })
    .nullable(),
  /** null until the upload was read through. */
  inspection: inspection.nullable(),
  /** How often a whole file arrived, the same one again included. */
  uploads: z.number(),
});
export type LegacyDataset = z.infer<typeof legacyDataset>;

export type StoredDataset = LegacyDataset | TypedDataset;

/** @throws {z.ZodError} */
export function readStoredDataset(value: unknown): StoredDataset {
  const { schemaVersion } = z.looseObject({ schemaVersion: z.number().optional() }).parse(value);
  return schemaVersion === 4 ? typedDataset.parse(value) : legacyDataset.parse(value);
}

/** @param now in milliseconds since the epoch */
export function statusOf({ upload, inspection }: LegacyDataset, now: number): DatasetStatus {
  if (upload === null || upload.ends === "untouched") return "UNINITIALISED";
  if (upload.ends === "never" || inspection === null || now < upload.readyAt) return "PROCESSING";
  return inspection.ok ? "READY" : "ERROR";
}

/** An import of a version 4 dataset. The counts are those of the API, 0 until it ended. */
export interface SandboxImport {
  readonly id: string;
  /** null for records that were appended. */
  readonly filename: string | null;
  readonly status: ImportStatus;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

/** A dataset with all internals, for the user of the sandbox. */
export interface SandboxDataset {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly createdAt: string;
  readonly schemaVersion: 3 | 4;
  /** As the API answers it; null for version 3. */
  readonly schema: SchemaJson | null;
  /** In the order in which they were made; none in version 3. */
  readonly imports: readonly SandboxImport[];
  /** Version 4 has none. There it says the same of the imports: READY where records were taken and none is under way. */
  readonly status: DatasetStatus;
  readonly filename: string | null;
  /** 0 until the dataset is READY. In version 4: how many records its imports wrote so far. */
  readonly datapoints: number;
  readonly hasGroupingId: boolean;
  /** Why processing ended in ERROR. */
  readonly problem: string | null;
  /** What arrived last; `md5` in hexadecimal. */
  readonly upload: { readonly bytes: number; readonly md5: string } | null;
  /** How often a whole file arrived. */
  readonly uploads: number;
  /** The path of its uploaded file. */
  readonly filePath: string;
}

export function describeDataset(dataset: LegacyDataset, filePath: string, now: number): SandboxDataset {
  const { id, name, workspaceId, createdAt, upload, inspection, uploads } = dataset;
  const status = statusOf(dataset, now);
  const ready = status === "READY" && inspection?.ok ? inspection : null;
  return {
    id,
    name,
    workspaceId,
    createdAt,
    schemaVersion: 3,
    schema: null,
    imports: [],
    status,
    filename: status === "UNINITIALISED" ? null : (upload?.filename ?? null),
    datapoints: ready?.datapoints ?? 0,
    hasGroupingId: ready?.hasGroupingId ?? false,
    problem: status === "ERROR" && inspection?.ok === false ? inspection.problem : null,
    upload: upload && { bytes: upload.bytes, md5: upload.md5 },
    uploads,
    filePath,
  };
}
