import type { ImportProgress } from "./import-file.ts";
import type { Moment } from "./timeline.ts";
import type { StoredImport, TypedDataset } from "./typed-dataset.ts";

/**
 * An import as the API answers it [reference]. Chosen here: the counts are 0 until it has ended; `accepted_count` includes
 * the duplicates, as the official client takes it; `processed_offset` and `written_count` count records.
 *
 * @param moments the dataset's timeline
 */
export function describeImport(
  { id: dataset_id }: TypedDataset,
  { id: import_id, type, filename, createdAt, outcome }: StoredImport,
  moments: ReadonlyMap<string, Moment>,
  progress?: ImportProgress,
) {
  const { status, since, share } = moments.get(import_id) ?? {
    status: "uninitialised",
    since: Date.parse(createdAt),
    share: 0,
  };
  const ended = share === 1 ? outcome : null;
  const processed = outcome ? Math.floor(outcome.records * share) : (progress?.processed ?? 0);
  const written = outcome ? Math.floor(outcome.written * share) : (progress?.written ?? 0);
  return {
    dataset_id,
    import_id,
    type,
    filename,
    created_at: createdAt,
    updated_at: new Date(since).toISOString(),
    status,
    ...(status === "processing" && { processed_offset: processed, written_count: written }),
    accepted_count: ended ? ended.written + ended.duplicates : 0,
    duplicate_count: ended?.duplicates ?? 0,
    rejected_count: ended?.rejected ?? 0,
    errors: ended?.errors ?? [],
    reason: ended?.reason ?? null,
  };
}
