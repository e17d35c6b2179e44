import { useEffect, useRef, useState } from "preact/hooks";
import { endingOf, rename } from "./tray.ts";

interface RenameFormProps {
  readonly id: number;
  readonly name: string;
  readonly done: () => void;
}

/** Changes the name of a chosen file, and with it that of its dataset. */
export function RenameForm({ id, name, done }: RenameFormProps) {
  const ending = endingOf(name);
  const [base, setBase] = useState(name.slice(0, name.length - ending.length));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const isName = base.trim() !== "" && !base.includes("/");
  const save = (event: Event) => {
    event.preventDefault();
    if (!isName) return;
    rename(id, base.trim());
    done();
  };
  return (
    <form class="rename" onSubmit={save} onKeyDown={({ key }) => key === "Escape" && done()}>
      <input
        ref={field}
        type="text"
        aria-label="Name of the dataset"
        aria-invalid={!isName}
        value={base}
        onInput={({ currentTarget }) => setBase(currentTarget.value)}
      />
      <span class="quiet">{ending}</span>
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
