import { resolveDestination } from "./destination.ts";
import { INCOMING_PREFIX } from "./drop.ts";
import { DROPPED_BY, uploaderName } from "./dropped-by.ts";
import { decodeEncodedWords } from "./encoded-words.ts";
import type { FolderDefinition } from "./folder-definition.ts";
import { isWorkspaceFolder, type Workspaces, workspaceNamed } from "./workspaces.ts";

/** Whose a drop is. */
export interface DropOrigin {
  /** The workspace that it goes to, or, where it goes to none, the one whose folder it is in; null for neither. */
  readonly workspaceId: string | null;
  /** Who uploaded it, as the upload says; null if it does not. */
  readonly droppedBy: string | null;
}

/** @param metadata the object's */
export function originOf(
  key: string,
  metadata: Readonly<Record<string, string>>,
  workspaces: Workspaces,
  definition?: FolderDefinition | undefined,
): DropOrigin {
  const resolution = resolveDestination(key, metadata, workspaces, definition);
  const workspaceId = resolution.ok ? resolution.destination.workspaceId : workspaceOfFolder(key, workspaces);
  const name = uploaderName(decodeEncodedWords(metadata[DROPPED_BY] ?? ""));
  return { workspaceId, droppedBy: name || null };
}

/**
 * Whose a drop is whose metadata is not known: the workspace's whose folder it is in, since metadata cannot lead out of there.
 * What is in no workspace's folder may go to any.
 */
export function originOfKey(key: string, workspaces: Workspaces): DropOrigin {
  return { workspaceId: workspaceOfFolder(key, workspaces), droppedBy: null };
}

function workspaceOfFolder(key: string, workspaces: Workspaces): string | null {
  const [folder = "", ...rest] = key.slice(INCOMING_PREFIX.length).split("/");
  if (rest.length === 0) return null;
  return isWorkspaceFolder(folder.trim(), workspaces) ? workspaceNamed(folder.trim(), workspaces) : null;
}
