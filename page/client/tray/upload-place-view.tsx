import { FILES_WORDS } from "../../../functions/report/html/definition-view.tsx";
import { visibleText } from "../../../functions/report/html/words.ts";
import { drops } from "../drops/drops.ts";
import { folders } from "../folders/folders.ts";
import { useStore } from "../store.ts";
import { folderAt, uploadPlace } from "./upload-place.ts";

/** The choice of the workspace or the typed folder that the files go to. */
export function UploadPlaceView() {
  const { workspaces } = useStore(drops);
  const known = useStore(folders) ?? [];
  const place = useStore(uploadPlace);
  const { workspaceId, folder } = place;
  // A workspace's own folder is chosen with the workspace.
  const others = known.filter(({ path }) => !workspaces.some(({ prefix }) => prefix.replace(/\/$/, "") === path));
  const files = folderAt(place, known, workspaces)?.definition?.files;
  return (
    <>
      {workspaces.length > 1 && folder === undefined && (
        <label class="workspace">
          Workspace{" "}
          <select
            value={workspaceId ?? workspaces[0]?.id}
            onChange={({ currentTarget }) => uploadPlace.set({ workspaceId: currentTarget.value, folder })}
          >
            {workspaces.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      {others.length > 0 && (
        <label class="folder-choice">
          Folder{" "}
          <select
            value={folder ?? ""}
            onChange={({ currentTarget }) =>
              uploadPlace.set({ workspaceId, folder: currentTarget.value === "" ? undefined : currentTarget.value })
            }
          >
            <option value="">None</option>
            {others.map(({ path, label, definition }) => (
              <option key={path} value={path} disabled={definition === null}>
                {visibleText(label)}
                {definition === null && ", has mistakes"}
              </option>
            ))}
          </select>
        </label>
      )}
      {files !== undefined && <span class="quiet">{FILES_WORDS[files]}</span>}
    </>
  );
}
