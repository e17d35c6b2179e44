import { useState } from "preact/hooks";
import type { DownloadKind } from "../../functions/page/page-types.ts";
import { startDownload } from "./downloads.ts";

interface DownloadButtonProps {
  /** The drop's. */
  readonly id: string;
  readonly kind: DownloadKind;
  readonly label: string;
  /** What is in it. */
  readonly note: string;
}

type State = { readonly is: "idle" | "preparing" | "cut" } | { readonly is: "failed"; readonly why: string };

/** Downloads a file of a drop, which may take a moment to prepare. */
export function DownloadButton({ id, kind, label, note }: DownloadButtonProps) {
  const [state, setState] = useState<State>({ is: "idle" });
  const download = () => {
    setState({ is: "preparing" });
    startDownload(id, kind).then(
      (isCut) => setState({ is: isCut ? "cut" : "idle" }),
      (error: unknown) => setState({ is: "failed", why: error instanceof Error ? error.message : String(error) }),
    );
  };
  return (
    <p>
      <button type="button" disabled={state.is === "preparing"} onClick={download}>
        {label}
      </button>{" "}
      <span class="quiet" role="status">
        {state.is === "preparing"
          ? "preparing …"
          : state.is === "cut"
            ? "this file has only the first rows: the others did not fit"
            : note}
      </span>
      {state.is === "failed" && (
        <span class="trouble" role="alert">
          {" "}
          {state.why}
        </span>
      )}
    </p>
  );
}
