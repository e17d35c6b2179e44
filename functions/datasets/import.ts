import * as z from "zod/mini";

/** An import into a typed dataset, as the service last said it. */
export interface Import {
  /** One of `uninitialised`, `queued`, `processing`, `complete`, `partial`, `failed`, `pending_schema`, or whatever else the service says. */
  readonly status: string;
  /** How many records were added; null where the service does not say. */
  readonly accepted: number | null;
  /** How many were there already. */
  readonly duplicates: number | null;
  readonly rejected: number | null;
  readonly errors: readonly RefusedRecord[];
  /** Why nothing was taken; null where it was, or the service does not say. */
  readonly reason: string | null;
}

/** A record that the service did not take. */
export interface RefusedRecord {
  /** The record's place in the file. The contract leaves open whether it counts from 0 or 1. */
  readonly index: number;
  /** The field at fault; null where it is the whole record. */
  readonly field: string | null;
  readonly reason: string;
}

const count = z.nullish(z.number());

export const importShape = z.object({
  status: z.string(),
  accepted_count: count,
  duplicate_count: count,
  rejected_count: count,
  // One that is written in another way does not hide the others.
  errors: z.nullish(z.array(z.unknown())),
  reason: z.nullish(z.string()),
});

const error = z.object({
  record_index: z.int().check(z.nonnegative()),
  field: z.nullish(z.string()),
  reason: z.nullish(z.string()),
});

export function readImport(answer: z.infer<typeof importShape>): Import {
  return {
    status: answer.status,
    accepted: answer.accepted_count ?? null,
    duplicates: answer.duplicate_count ?? null,
    rejected: answer.rejected_count ?? null,
    errors: (answer.errors ?? []).flatMap((given) => {
      const { success, data } = error.safeParse(given);
      if (!success) return [];
      return { index: data.record_index, field: data.field ?? null, reason: data.reason ?? "no reason was given" };
    }),
    reason: answer.reason ?? null,
  };
}
