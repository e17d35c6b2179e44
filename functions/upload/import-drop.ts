import * as z from "zod/mini";
import type { DatasetService } from "../datasets/dataset-service.ts";
import { DatasetServiceRefused, DatasetServiceUnavailable } from "../datasets/errors.ts";
import { type UploadSource, uploadFile } from "../datasets/upload-file.ts";
import { attemptId } from "../drops/drop.ts";
import type { LedgerFacts } from "../drops/ledger-facts.ts";
import type { UploadRequest } from "./upload-drop.ts";

const keptImport = z.object({ importId: z.string(), attempt: z.number() });
type KeptImport = z.infer<typeof keptImport>;

/**
 * Uploads a drop to its typed dataset, as an import.
 *
 * Safe to call again: the import is kept before anything is uploaded to it, and goes on unless it came to nothing. What the
 * service has already, it skips, so that a second import adds nothing.
 *
 * @returns the import's id
 * @throws {DropGone} {StorageUnavailable} {DatasetServiceError}
 */
export async function importDrop(
  { drop, dataset, attempt, datasetAttempt, file }: UploadRequest,
  source: UploadSource,
  { datasets, facts }: { datasets: DatasetService; facts: LedgerFacts },
): Promise<string> {
  const name = `import#${attemptId(drop, datasetAttempt)}`;
  const before = keptImport.safeParse(await facts.recall(name)).data;
  if (before && !(await cameToNothing(before, attempt, dataset.id, datasets))) return before.importId;

  const target = await datasets.uploadTarget(dataset.id, file.name);
  const { importId } = target;
  if (importId === null) {
    throw new DatasetServiceUnavailable(
      `The service returned no import for the upload to dataset ${dataset.id}, so its progress could not be followed.`,
      { status: 200, mayHaveTakenEffect: false },
    );
  }
  await facts.keep(name, { importId, attempt } satisfies KeptImport);
  await uploadFile(target, source);
  return importId;
}

/** Nothing was uploaded, or, in an earlier attempt, nothing of it was taken. */
async function cameToNothing(
  { importId, attempt }: KeptImport,
  attemptNow: number,
  datasetId: string,
  datasets: DatasetService,
): Promise<boolean> {
  try {
    const { status } = await datasets.getImport(datasetId, importId);
    if (status === "uninitialised") return true;
    return attempt < attemptNow && (status === "failed" || status === "pending_schema");
  } catch (error) {
    if (error instanceof DatasetServiceRefused && error.status === 404) return true;
    throw error;
  }
}
