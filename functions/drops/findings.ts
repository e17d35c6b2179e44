import type { DatasetServiceAccessRefused, DatasetServiceRefused } from "../datasets/errors.ts";
import type { Finding } from "../validation/findings.ts";
import { quoteValue } from "../validation/rules/quote-value.ts";
import type { DropGone } from "./errors.ts";
import type { Workspace } from "./workspaces.ts";

// What there is to say about a drop beyond its contents. docs/rules.md has a section for each code.

export function workspaceMissing(key: string): Finding {
  return failure(
    "workspace-missing",
    `Nothing says which workspace ${quoteValue(key)} belongs to, and no default workspace is set.`,
    "Drop the file under incoming/<workspace>/, or set the object's metadata workspace-id, or the stack's defaultWorkspaceId.",
  );
}

export function workspaceNotAllowed(name: string, allowed: readonly Workspace[]): Finding {
  const folders = allowed.map(({ id, prefix }) => prefix ?? id).join(", ");
  return failure(
    "workspace-not-allowed",
    `Files for the workspace ${quoteValue(name)} are not taken here.`,
    allowed.length > 0
      ? `Drop the file under incoming/ and one of: ${folders}; or have the workspace added to the stack's settings.`
      : "A workspace's id has letters, digits, '.', '_' and '-' alone: check the folder below incoming/, and the metadata workspace-id.",
  );
}

export function workspaceOutOfReach(id: string, error: DatasetServiceAccessRefused): Finding {
  return failure(
    "workspace-not-allowed",
    `The token has no access to the workspace ${quoteValue(id)}, or there is no such workspace. ${error.message}`,
    "Check the folder below incoming/ and the metadata workspace-id, or give the token's owner access to the workspace; then upload the file again.",
  );
}

export function workspaceConflict(folder: string, metadata: string): Finding {
  return failure(
    "workspace-conflict",
    `The folder names the workspace ${quoteValue(folder)}, and the metadata workspace-id names ${quoteValue(metadata)}.`,
    "Upload the file to the folder of its workspace, or remove the metadata workspace-id.",
  );
}

export function schemaNeeded(datasetId: string): Finding {
  return failure(
    "schema-needed",
    `The service created dataset ${datasetId} as version 4, which takes no file until it has a schema.`,
    "Set a schema for it in the service and import the file there, or ask the service's support to create version 3 datasets for this workspace.",
  );
}

export function nameMissing(key: string): Finding {
  return failure(
    "name-missing",
    `The key ${quoteValue(key)} leaves no name for the dataset.`,
    "Give the file a name before its ending, such as reviews.csv, or set the object's metadata dataset-name.",
  );
}

export function nameInvalid(name: string): Finding {
  return failure(
    "name-invalid",
    `The dataset's name ${quoteValue(name)} holds control characters.`,
    "Give the file, or the metadata dataset-name, a name of letters, digits, spaces and signs alone.",
  );
}

export function dropGone(error: DropGone): Finding {
  return failure("file-gone", error.message, "Drop the file again, and leave it in place until its report is there.");
}

export function refusedByService(error: DatasetServiceRefused): Finding {
  return failure(
    "service-refused",
    error.message,
    "Look at what the service says of the name and the workspace, mend it, and drop the file again.",
  );
}

export function processingFailed(datasetId: string): Finding {
  return failure(
    "dataset-error",
    `The dataset service could not process the file: dataset ${datasetId} ended in ERROR.`,
    "Look at the dataset in the service, or ask its support with this dataset's id; a file dropped again becomes a new dataset.",
  );
}

export function processingTimedOut(datasetId: string, status: string, seconds: number): Finding {
  return failure(
    "processing-timeout",
    `Dataset ${datasetId} was still ${status} after ${seconds} seconds.`,
    "It may still become READY: look at it in the service before dropping the file again, which makes a new dataset.",
  );
}

export function neverProcessed(datasetId: string, seconds: number): Finding {
  return failure(
    "upload-not-processed",
    `The file was uploaded, but dataset ${datasetId} was still UNINITIALISED ${seconds} seconds later.`,
    "The service never took the upload up. Drop the file again; if it happens twice, ask the service's support.",
  );
}

export function unknownStatus(datasetId: string, status: string): Finding {
  return failure(
    "unknown-status",
    `Dataset ${datasetId} has the status ${JSON.stringify(status.slice(0, 80))}, which is none that is documented.`,
    "Look at the dataset in the service. Whether it can be used is for a person to say.",
  );
}

/** READY is only proof if the service read the file as validation did. */
export function datapointsDiffer(datasetId: string, datapoints: number, rows: number): Finding {
  return {
    ...failure(
      "datapoint-count",
      `Dataset ${datasetId} is READY with ${datapoints} datapoints, and the file has ${rows} rows.`,
      "Compare the dataset in the service with the file before you set up a batch, and send both numbers to the service's support.",
    ),
    severity: "warning",
  };
}

export function stepFailed(error: string, cause: string): Finding {
  return failure(
    "publish-failed",
    `The file could not be published: ${error}: ${cause}`,
    "Trying again did not help. Once the cause is mended, drop the file again.",
  );
}

export function failure(code: string, message: string, hint: string): Finding {
  return { code, severity: "error", line: null, column: null, message, hint };
}
