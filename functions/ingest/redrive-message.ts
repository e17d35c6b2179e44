import * as z from "zod/mini";
import { INCOMING_PREFIX } from "../drops/drop.ts";

const attemptNumber = z.int().check(z.minimum(1), z.maximum(99_999));

/**
 * What a redrive sends to the queue for a drop whose execution failed: S3's event is long gone by then. Strict, since
 * it is ours alone. The bucket is not checked here: the function may read its own bucket and no other.
 */
export const redriveMessage = z
  .strictObject({
    dropset: z.literal("redrive"),
    drop: z.strictObject({
      bucket: z.string().check(z.minLength(1)),
      key: z.string().check(z.startsWith(INCOMING_PREFIX)),
      versionId: z.string().check(z.minLength(1)),
    }),
    bytes: z.number().check(z.nonnegative()),
    /** When the file was dropped, in ISO 8601. */
    droppedAt: z.iso.datetime(),
    /** The failed attempt's number and one more. */
    attempt: attemptNumber.check(z.minimum(2)),
    /** The attempt whose dataset is used; this one's own number where there is to be another dataset. */
    datasetAttempt: attemptNumber,
  })
  .check(
    z.refine(({ attempt, datasetAttempt }) => datasetAttempt <= attempt, "The dataset can't be of a later attempt."),
  );

export type RedriveMessage = z.infer<typeof redriveMessage>;
