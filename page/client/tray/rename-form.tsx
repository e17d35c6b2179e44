import { useLayoutEffect, useRef } from "preact/hooks";
import { hasEnding, namePartsOf, typedFileName } from "./name-parts.ts";
import { rename, typeName } from "./tray.ts";
import { isRenamable, type TrayFile } from "./tray-file.ts";

/** Changes the name of a chosen file, and with it that of its dataset. */
export function RenameForm({ entry }: { entry: TrayFile }) {
  const { id, file, typedName: typed = "" } = entry;
  const { ending } = namePartsOf(file.name);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const chosen = typedFileName(typed, file.name);
  const isName = chosen !== undefined;
  const save = (event: Event) => {
    event.preventDefault();
    if (isName) rename(id, chosen);
  };
  const cancel = () => typeName(id, undefined);
  return (
    <form class="rename" onSubmit={save} onKeyDown={({ key }) => key === "Escape" && cancel()}>
      <input
        ref={field}
        type="text"
        aria-label="Name of the dataset"
        aria-invalid={!isName}
        value={typed}
        onInput={({ currentTarget }) => typeName(id, currentTarget.value)}
      />
      {!hasEnding(typed) && <span class="quiet">{ending}</span>}
      <button type="submit" disabled={!isName || !isRenamable(entry)}>
        Save name
      </button>
      <button type="button" class="plain" onClick={cancel}>
        Cancel
      </button>
      {!isName && (
        <span class="trouble" role="alert">
          Enter a name without slashes.
        </span>
      )}
    </form>
  );
}
