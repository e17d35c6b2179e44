import type { FolderLine } from "../../../functions/page/folder-line.ts";
import type { Workspace } from "../../../functions/page/page-types.ts";
import { Store } from "../store.ts";

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
  place: UploadPlace,
  folders: readonly FolderLine[],
  workspaces: readonly Workspace[],
): FolderLine | undefined {
  const path = folderPathAt(place, workspaces);
  return folders.find((line) => line.path === path);
}

/** The path below `incoming/` of the folder that files go to, whether it has a definition or not. */
export function folderPathAt({ workspaceId, folder }: UploadPlace, workspaces: readonly Workspace[]): string {
  const workspace = workspaces.find(({ id }) => id === workspaceId) ?? workspaces[0];
  return folder ?? workspace?.prefix.replace(/\/$/, "") ?? "";
}
