import type { Workspace } from "../../../functions/page/page-types.ts";
import { visibleText } from "../../../functions/report/html/words.ts";
import { type Draft, pathOf } from "./draft.ts";
import { FormField, type MistakeAt } from "./form-field.tsx";

interface FolderFieldsProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly workspaces: readonly Workspace[];
  readonly mistakeAt: MistakeAt;
}

/** Which folder it is, and what its datasets are called. */
export function FolderFields({ draft, change, workspaces, mistakeAt }: FolderFieldsProps) {
  const isNew = draft.path === undefined;
  return (
    <div class="folder-fields">
      {isNew && workspaces.length > 1 && (
        <div class="form-field">
          <label for="form-workspace">Workspace</label>
          <select
            id="form-workspace"
            value={draft.workspace?.id}
            onChange={({ currentTarget }) =>
              change({ workspace: workspaces.find(({ id }) => id === currentTarget.value) })
            }
          >
            {workspaces.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
      {isNew && (
        <FormField
          label="Folder name"
          place="folder"
          mistakeAt={mistakeAt}
          note={draft.folder === "" ? "" : `Files go to ${visibleText(pathOf(draft))}/`}
        >
          {(control) => (
            <input
              {...control}
              type="text"
              value={draft.folder}
              onInput={({ currentTarget }) => change({ folder: currentTarget.value })}
            />
          )}
        </FormField>
      )}
      <FormField
        label="Dataset name (optional)"
        place="name"
        mistakeAt={mistakeAt}
        note={
          draft.files === "one-dataset"
            ? "Without one, the folder's name."
            : `Each dataset's name starts with it: "${visibleText(draft.name) || "Animals"}: monday".`
        }
      >
        {(control) => (
          <input
            {...control}
            type="text"
            value={draft.name}
            onInput={({ currentTarget }) => change({ name: currentTarget.value })}
          />
        )}
      </FormField>
    </div>
  );
}
