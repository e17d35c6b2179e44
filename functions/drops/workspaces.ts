import type { Workspace } from "./workspace-settings.ts";

/** Where a deployment's files may go. */
export interface Workspaces {
  /** Empty where none is named: then it is for the token to say. */
  readonly allowed: readonly Workspace[];
  /** For files that name none. */
  readonly defaultId: string | undefined;
}

/** What an id looks like; anything else is no workspace's, in any account. */
const ID = /^(?=.*[A-Za-z0-9])[\w.-]{1,100}$/;

/** The id of the workspace that a folder or a metadata value names; null where there is no such workspace here. */
export function workspaceNamed(name: string, { allowed }: Workspaces): string | null {
  if (allowed.length === 0) return ID.test(name) ? name : null;
  return allowed.find(({ id, prefix }) => id === name || prefix === name)?.id ?? null;
}

/** The service's workspace ids are 24 hexadecimal digits. */
const SERVICE_ID = /^[0-9a-f]{24}$/i;

/** Whether a folder is a workspace's, so that what lies in it must go there. */
export function isWorkspaceFolder(folder: string, workspaces: Workspaces): boolean {
  if (workspaces.allowed.length === 0) return SERVICE_ID.test(folder);
  return workspaceNamed(folder, workspaces) !== null;
}
