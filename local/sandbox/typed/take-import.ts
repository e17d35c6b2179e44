import { s3Errors } from "../../s3-protocol/s3-error.ts";
import type { Fault } from "../faults.ts";
import type { UploadOptions } from "../uploads.ts";
import type { ImportEnd, TypedDataset } from "./typed-dataset.ts";

/**
 * Takes a complete file for its import, as `take` does in version 3: the same bytes again get the first response without
 * any other effect, and other bytes are refused. Chosen here: also after an import has failed, since another attempt is
 * another import.
 */
export async function takeImport(
  dataset: TypedDataset,
  importId: string | undefined,
  file: { path: string; bytes: number; md5: string },
  { store, imports }: UploadOptions,
  fault: Fault | undefined,
): Promise<void> {
  const job = dataset.imports.find(({ id }) => id === importId);
  // Only URLs of the dataset's imports are signed: it is missing only if the dataset's file was changed.
  if (!job) throw s3Errors.noSuchBucket();
  const { arrival } = job;
  if (arrival && arrival.end.ends !== "untouched") {
    if (arrival.md5 !== file.md5) throw s3Errors.preconditionFailed();
    dataset.uploads++;
    return store.save(dataset);
  }
  dataset.uploads++;
  return imports.begin(dataset, job, file, endOf(fault));
}

/** The faults of version 3's processing mean the same here. */
function endOf(fault: Fault | undefined): ImportEnd {
  if (fault?.kind === "import") {
    const { ends, reject, reason } = fault;
    return { ends, ...(reject && { reject }), ...(reason !== undefined && { reason }) };
  }
  if (fault?.kind !== "processing") return { ends: "file" };
  switch (fault.ends) {
    case "untouched":
      return { ends: "untouched" };
    case "never":
      return { ends: "processing" };
    case "error":
      return { ends: "failed" };
  }
}
