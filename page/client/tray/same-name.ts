import { drops } from "../drops/drops.ts";
import { folders } from "../folders/folders.ts";
import { pathOf, placeOf } from "./tray.ts";
import { isUnsent, type TrayFile } from "./tray-file.ts";
import { folderAt } from "./upload-place.ts";

/**
 * Whether the dataset of a file that is not uploaded yet gets the name of another one's, of a file above: both go to the same
 * key. In a folder whose files all go into one dataset, that is as it should be.
 */
export function isSameAsAbove(entry: TrayFile, files: readonly TrayFile[]): boolean {
  if (!isUnsent(entry.state)) return false;
  const folder = folderAt(placeOf(entry), folders.value ?? [], drops.value.workspaces);
  if (folder?.definition?.files === "one-dataset") return false;
  const path = pathOf(entry);
  const above = files.slice(
    0,
    files.findIndex(({ id }) => id === entry.id),
  );
  return above.some((other) => isUnsent(other.state) && pathOf(other) === path);
}
