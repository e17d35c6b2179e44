import type { Finding } from "../validation/findings.ts";
import { datasetNameOf, nameFinding } from "./dataset-name.ts";
import { INCOMING_PREFIX } from "./drop.ts";
import { decodeEncodedWords } from "./encoded-words.ts";
import { workspaceConflict, workspaceMissing, workspaceNotAllowed } from "./findings.ts";
import type { FolderDefinition } from "./folder-definition.ts";
import { folderWithoutWorkspace } from "./folder-findings.ts";
import { isWorkspaceFolder, type Workspaces, workspaceNamed } from "./workspaces.ts";

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
 * `incoming/<workspace>/<name>.csv`, or `incoming/<name>.csv` for the default workspace; a workspace stands there by its id
 * or its prefix, and a name may hold slashes. The object's metadata `dataset-name` and `workspace-id` go first. A folder
 * with a definition may be no workspace's: then the definition names the workspace, or the default one counts. Without
 * both, the folder's name stands for no workspace.
 */
export function resolveDestination(
  key: string,
  metadata: Readonly<Record<string, string>>,
  workspaces: Workspaces,
  definition?: FolderDefinition | undefined,
): Resolution {
  const { path, fileName, folder } = partsOf(key);
  const refuse = (finding: Finding): Resolution => ({ ok: false, fileName, finding });

  const firstFolder = folder?.trim() || undefined;
  const isFree = definition !== undefined && !isWorkspaceFolder(firstFolder ?? "", workspaces);
  const byFolder = isFree ? definition.workspaceId : firstFolder;
  const byMetadata = metadataValue(metadata, "workspace-id");
  const named = byMetadata ?? definition?.workspaceId ?? byFolder ?? workspaces.defaultId;
  if (named === undefined) return refuse(definition ? folderWithoutWorkspace(key) : workspaceMissing(key));
  const workspaceId = workspaceNamed(named, workspaces);
  if (workspaceId === null) return refuse(workspaceNotAllowed(named, workspaces.allowed));
  // A policy may allow somebody one workspace's folder alone; nothing that is dropped there must lead out of it.
  if (byFolder !== undefined && workspaceNamed(byFolder, workspaces) !== workspaceId) {
    const source = byMetadata === undefined ? "the folder's definition" : "the metadata workspace-id";
    return refuse(workspaceConflict(byFolder, named, source));
  }

  const datasetName = datasetNameOf({ path, fileName, own: ownName(metadata) }, definition);
  const wrong = nameFinding(datasetName, key);
  if (wrong) return refuse(wrong);
  return { ok: true, destination: { workspaceId, datasetName, fileName } };
}

/** What is wrong with the name that the dataset of a drop would get, in a folder without a definition. */
export function findNameMistake(key: string, metadata: Readonly<Record<string, string>>): Finding | undefined {
  const { path, fileName } = partsOf(key);
  return nameFinding(datasetNameOf({ path, fileName, own: ownName(metadata) }, undefined), key);
}

/** A key's path below `incoming/`, which its first folder and the name after that make up. */
function partsOf(key: string) {
  const path = key.slice(INCOMING_PREFIX.length);
  const slash = path.indexOf("/");
  return { path, fileName: path.slice(slash + 1), folder: slash < 0 ? undefined : path.slice(0, slash) };
}

function ownName(metadata: Readonly<Record<string, string>>): string | undefined {
  return metadataValue(metadata, "dataset-name");
}

function metadataValue(metadata: Readonly<Record<string, string>>, name: string): string | undefined {
  const value = metadata[name];
  return value === undefined ? undefined : decodeEncodedWords(value).trim() || undefined;
}
