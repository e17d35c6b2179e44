import type { FolderLine } from "../../functions/page/folder-line.ts";
import type { Workspace } from "../../functions/page/page-types.ts";
import { Store } from "./store.ts";

/** Where files are uploaded to. */
export interface UploadPlace {
  /** undefined for the default workspace. */
  readonly workspaceId: string | undefined;
  /** A typed folder's path, which goes before the workspace. */
  readonly folder: string | undefined;
}

export const uploadPlace = new Store<UploadPlace>({ workspaceId: undefined, folder: undefined });

/** The typed folder that files go to, chosen or the workspace's own; undefined where it has no definition. */
export function folderAt(
  { workspaceId, folder }: UploadPlace,
  folders: readonly FolderLine[],
  workspaces: readonly Workspace[],
): FolderLine | undefined {
  const workspace = workspaces.find(({ id }) => id === workspaceId) ?? workspaces[0];
  const path = folder ?? workspace?.prefix.replace(/\/$/, "") ?? "";
  return folders.find((line) => line.path === path);
}
