import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { completeName, hasEnding, namePartsOf } from "./name-parts.ts";
import { rename } from "./tray.ts";

interface RenameFormProps {
  readonly id: number;
  readonly name: string;
  readonly done: () => void;
}

/** Changes the name of a chosen file, and with it that of its dataset. */
export function RenameForm({ id, name, done }: RenameFormProps) {
  const { base, ending } = namePartsOf(name);
  const [typed, setTyped] = useState(base);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const chosen = completeName(typed, ending);
  const isName = namePartsOf(chosen).base.trim() !== "" && !typed.includes("/");
  const save = (event: Event) => {
    event.preventDefault();
    if (!isName) return;
    rename(id, chosen);
    done();
  };
  return (
    <form class="rename" onSubmit={save} onKeyDown={({ key }) => key === "Escape" && done()}>
      <input
        ref={field}
        type="text"
        aria-label="Name of the dataset"
        aria-invalid={!isName}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {!hasEnding(typed) && <span class="quiet">{ending}</span>}
      <button type="submit" disabled={!isName}>
        Save name
      </button>
      <button type="button" class="plain" onClick={done}>
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
