import * as z from "zod/mini";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket } from "../drops/drop-bucket.ts";
import { waitKey } from "../drops/object-keys.ts";

/** Why a drop is still to be ingested. */
export const waitNote = z.object({
  /** What failed last. */
  reason: z.string(),
  /** How many tries there were. */
  tries: z.number(),
  /** When the next one is, in ISO 8601; null after the last one. */
  againAt: z.nullable(z.iso.datetime()),
});

export type WaitNote = z.infer<typeof waitNote>;

/** Notes it in the bucket, for people who ask where their drop is. The note is a help and no more: where it can't be written, there is none. */
export async function noteWait(bucket: DropBucket, drop: Drop, note: WaitNote): Promise<void> {
  await bucket.writeJson(drop.bucket, waitKey(drop), note).catch(() => undefined);
}
