import type { Finding } from "../csv/findings.ts";
import { INCOMING_PREFIX } from "./drop.ts";
import { decodeEncodedWords } from "./encoded-words.ts";

/** Where a drop goes: the workspace, the dataset's name, and the name under which the file is uploaded. */
export interface Destination {
  readonly workspaceId: string;
  readonly datasetName: string;
  /** One URL path segment once percent-encoded; it may hold slashes before that. */
  readonly fileName: string;
}

export type Resolution =
  | { readonly ok: true; readonly destination: Destination }
  | { readonly ok: false; readonly fileName: string; readonly finding: Finding };

/**
 * Reads a drop's destination from its key and its metadata.
 *
 * `incoming/<workspace_id>/<name>.csv`, or `incoming/<name>.csv` for the default workspace; a name may hold slashes.
 * The object's metadata `dataset-name` and `workspace-id` go first.
 */
export function resolveDestination(
  key: string,
  metadata: Readonly<Record<string, string>>,
  defaultWorkspaceId: string | undefined,
): Resolution {
  const path = key.slice(INCOMING_PREFIX.length);
  const slash = path.indexOf("/");
  const fileName = slash < 0 ? path : path.slice(slash + 1);
  const keyWorkspace = slash < 0 ? undefined : path.slice(0, slash);

  const workspaceId = metadataValue(metadata, "workspace-id") ?? keyWorkspace ?? defaultWorkspaceId ?? "";
  const datasetName = metadataValue(metadata, "dataset-name") ?? fileName.replace(/\.csv$/i, "").trim();

  if (workspaceId.trim() === "") return { ok: false, fileName, finding: noWorkspace(key) };
  if (datasetName === "") return { ok: false, fileName, finding: noName(key) };
  return { ok: true, destination: { workspaceId, datasetName, fileName } };
}

function metadataValue(metadata: Readonly<Record<string, string>>, name: string): string | undefined {
  const value = metadata[name];
  return value === undefined ? undefined : decodeEncodedWords(value).trim() || undefined;
}

function noWorkspace(key: string): Finding {
  return {
    code: "workspace-missing",
    severity: "error",
    line: null,
    column: null,
    message: `Nothing says which workspace ${JSON.stringify(key)} belongs to, and no default workspace is set.`,
    hint: "Drop the file under incoming/<workspace_id>/, or set the object's metadata workspace-id, or the stack's defaultWorkspaceId.",
  };
}

function noName(key: string): Finding {
  return {
    code: "name-missing",
    severity: "error",
    line: null,
    column: null,
    message: `The key ${JSON.stringify(key)} leaves no name for the dataset.`,
    hint: "Give the file a name before its ending, such as reviews.csv, or set the object's metadata dataset-name.",
  };
}
