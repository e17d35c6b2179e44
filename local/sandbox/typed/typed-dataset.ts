import * as z from "zod";
import { storedSchema } from "./schema.ts";

/** How an import is to end: as its file has it, or as a fault does (`untouched`: it never begins). */
const importEnd = z.object({
  ends: z.enum(["file", "untouched", "queued", "processing", "partial", "failed", "pending_schema"]),
  /** For `partial`: the indexes of the records to refuse, from 0. */
  reject: z.array(z.number()).optional(),
  reason: z.string().optional(),
});
export type ImportEnd = z.infer<typeof importEnd>;

const recordError = z.object({ record_index: z.number(), field: z.string().nullable(), reason: z.string() });

/** What came of a file's records. */
export const outcome = z.object({
  status: z.enum(["complete", "partial", "failed", "pending_schema"]),
  records: z.number(),
  written: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  errors: z.array(recordError),
  /** Why nothing was taken. */
  reason: z.string().nullable(),
});
export type Outcome = z.infer<typeof outcome>;

const storedImport = z.object({
  id: z.string(),
  type: z.enum(["upload", "append"]),
  filename: z.string().nullable(),
  createdAt: z.string(),
  /** null until its file arrived. */
  arrival: z
    .object({
      bytes: z.number(),
      md5: z.string(),
      /** In milliseconds since the epoch. */
      at: z.number(),
      /** Its place among the dataset's arrivals. */
      order: z.number(),
      /** How long it is processing at least. */
      milliseconds: z.number(),
      end: importEnd,
    })
    .nullable(),
  /** null until its file was read through, `at` that time. */
  outcome: outcome.extend({ at: z.number() }).nullable(),
});
export type StoredImport = z.infer<typeof storedImport>;

/** A version 4 dataset on disk. What state its imports are in is not stored: it follows from this and the time. */
export const typedDataset = z.object({
  schemaVersion: z.literal(4),
  id: z.string(),
  name: z.string(),
  workspaceId: z.string(),
  createdAt: z.string(),
  schema: storedSchema,
  /** In the order in which they were made. */
  imports: z.array(storedImport),
  /** How often a whole file arrived, the same one again included. */
  uploads: z.number(),
});
export type TypedDataset = z.infer<typeof typedDataset>;

/** The seven of the contract. */
export type ImportStatus = "uninitialised" | "queued" | "processing" | Outcome["status"];
