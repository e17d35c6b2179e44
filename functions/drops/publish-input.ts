import * as z from "zod/mini";
import type { Drop } from "./drop.ts";

/** A drop, as it goes from step to step. */
export const dropShape: z.ZodMiniType<Drop> = z.object({ bucket: z.string(), key: z.string(), versionId: z.string() });

/** The dataset that ingest created for the drop. */
const datasetShape = z.object({
  id: z.string(),
  name: z.string(),
  workspaceId: z.string(),
  /** Whether it has a schema (version 4), so that files are imported into it. */
  typed: z.optional(z.boolean()),
});

/**
 * What ingest hands to the publish state machine. Small and free of the file's contents, since executions are kept
 * and shown; the same for every try at the same drop, since starting twice must be one execution.
 */
export const publishInput = z.object({
  drop: dropShape,
  /** Which attempt at the drop this is: above 1, a redrive's. */
  attempt: z._default(z.number(), 1),
  /** The attempt whose dataset is published: a redrive continues with an earlier one's, unless it is to create another. */
  datasetAttempt: z._default(z.number(), 1),
  /** When the file was dropped, in ISO 8601. */
  startedAt: z.string(),
  /** What ingest decided: only `publish` uploads anything; the others go straight to the report. `accepted` is a definition. */
  verdict: z.enum(["publish", "accepted", "rejected", "failed"]),
  dataset: z.nullable(datasetShape),
  /** What to upload, and under which name; null where nothing will be. */
  file: z.nullable(
    z.object({
      name: z.string(),
      bytes: z.number(),
      etag: z.string(),
      /** The fixed file, if that is what is uploaded; else it is the drop itself. */
      object: z.optional(dropShape),
    }),
  ),
});

export type PublishInput = z.infer<typeof publishInput>;
export type CreatedDataset = z.infer<typeof datasetShape>;
