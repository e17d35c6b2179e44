import type { DatasetServiceAccessRefused, DatasetServiceRefused } from "../datasets/errors.ts";
import type { Finding } from "../validation/findings.ts";
import { quoteValue } from "../validation/rules/quote-value.ts";
import { elapsedText } from "./elapsed-text.ts";
import type { DropGone } from "./errors.ts";
import type { Workspace } from "./workspace-settings.ts";

// Findings about a drop that are not about its contents. docs/rules.md has a section for each code.

export function workspaceMissing(key: string): Finding {
  return failure(
    "workspace-missing",
    `The workspace of ${quoteValue(key)} is not set, and there is no default workspace.`,
    "Upload the file to incoming/<workspace>/, or set the object's metadata workspace-id or the stack's defaultWorkspaceId.",
  );
}

export function workspaceNotAllowed(name: string, allowed: readonly Workspace[]): Finding {
  const folders = allowed.map(({ id, prefix }) => prefix ?? id).join(", ");
  return failure(
    "workspace-not-allowed",
    `Files for the workspace ${quoteValue(name)} are not accepted here.`,
    allowed.length > 0
      ? `Upload the file to a folder below incoming/ (${folders}), or add the workspace to the stack's settings.`
      : "A workspace's id has letters, digits, '.', '_' and '-', 100 at most: check the folder below incoming/ and the metadata workspace-id, or give the folder a _dataset.json with a workspaceId.",
  );
}

export function workspaceOutOfReach(id: string, error: DatasetServiceAccessRefused): Finding {
  return failure(
    "workspace-not-allowed",
    `The token has no access to the workspace ${quoteValue(id)}, or there is no such workspace. ${error.message}`,
    "Check the folder below incoming/ and the metadata workspace-id, or give the token's owner access to the workspace; then upload the file again.",
  );
}

/** @param source what names the other workspace */
export function workspaceConflict(
  folder: string,
  other: string,
  source: "the metadata workspace-id" | "the folder's definition",
): Finding {
  return failure(
    "workspace-conflict",
    `The folder names the workspace ${quoteValue(folder)}, and ${source} names ${quoteValue(other)}.`,
    `Upload the file to the folder of its workspace, or remove the workspace from ${source}.`,
  );
}

export function schemaNeeded(datasetId: string): Finding {
  return failure(
    "schema-needed",
    `The service created dataset ${datasetId} as version 4, which accepts no file until it has a schema.`,
    "Set a schema for it in the service and import the file there, or ask the service's support to create version 3 datasets for this workspace.",
  );
}

export function nameMissing(key: string): Finding {
  return failure(
    "name-missing",
    `The key ${quoteValue(key)} contains no name for the dataset.`,
    "Give the file a name before its extension, such as reviews.csv, or set the object's metadata dataset-name.",
  );
}

export function nameInvalid(name: string): Finding {
  return failure(
    "name-invalid",
    `The dataset's name ${quoteValue(name)} contains control characters.`,
    "Give the file, or the metadata dataset-name, a name of only letters, digits, spaces and punctuation.",
  );
}

export function dropGone(error: DropGone): Finding {
  return failure(
    "file-gone",
    error.message,
    "Upload the file again, and leave it in place until its report is available.",
  );
}

export function refusedByService(error: DatasetServiceRefused): Finding {
  return failure(
    "service-refused",
    error.message,
    "Fix what the service says about the name or the workspace, and upload the file again.",
  );
}

export function processingFailed(datasetId: string): Finding {
  return failure(
    "dataset-error",
    `The dataset service could not process the file: dataset ${datasetId} ended in ERROR.`,
    "Look at the dataset in the service, or ask its support with this dataset's ID. Uploading the file again creates a new dataset.",
  );
}

/** @param status null where the service last asked to wait before it says one */
export function processingTimedOut(datasetId: string, status: string | null, seconds: number): Finding {
  const elapsed = elapsedText(seconds);
  const [message, hint] =
    status === null
      ? [
          `Dataset ${datasetId} was not READY after ${elapsed}: the service kept asking to wait.`,
          "Once the service answers again, run dropset redrive, which continues with this dataset; or upload the file again.",
        ]
      : [
          `Dataset ${datasetId} was still ${status} after ${elapsed}.`,
          "It may still become READY: look at it in the service before you upload the file again, which creates a new dataset.",
        ];
  return failure("processing-timeout", message, hint);
}

export function neverProcessed(datasetId: string, seconds: number): Finding {
  return failure(
    "upload-not-processed",
    `The file was uploaded, but dataset ${datasetId} was still UNINITIALISED ${elapsedText(seconds)} later.`,
    "The service did not process the upload. Upload the file again; if it happens twice, ask the service's support.",
  );
}

export function unknownStatus(datasetId: string, status: string): Finding {
  return failure(
    "unknown-status",
    `Dataset ${datasetId} has the status ${JSON.stringify(status.slice(0, 80))}, which is not documented.`,
    "Look at the dataset in the service. Decide there whether it can be used.",
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
    "Retrying did not help. Fix the cause, and upload the file again.",
  );
}

export function failure(code: string, message: string, hint: string): Finding {
  return { code, severity: "error", line: null, column: null, message, hint };
}
