import { useState } from "preact/hooks";
import type { DownloadKind } from "../../../functions/page/page-types.ts";
import { startDownload } from "./downloads.ts";

interface Label {
  readonly label: string;
  /** What is in it. */
  readonly note: string;
}

interface DownloadButtonProps extends Label {
  /** The drop's. */
  readonly id: string;
  readonly kind: DownloadKind;
}

/** Of the rows with a finding, of a drop and of a file that was only checked. */
export const OFFENDING_ROWS: Label = {
  label: "Download these rows as CSV",
  note: "every row with a problem, and a column with the reason",
};

/** Downloads a file of a drop. */
export function DownloadButton({ id, kind, ...label }: DownloadButtonProps) {
  return <PreparedDownload {...label} start={() => startDownload(id, kind)} />;
}

interface PreparedDownloadProps extends Label {
  /** @returns whether only the first rows are in it */
  readonly start: () => Promise<boolean>;
}

type State = { readonly is: "idle" | "preparing" | "cut" } | { readonly is: "failed"; readonly why: string };

/** Downloads what may take a moment to prepare. */
export function PreparedDownload({ label, note, start }: PreparedDownloadProps) {
  const [state, setState] = useState<State>({ is: "idle" });
  const download = () => {
    setState({ is: "preparing" });
    start().then(
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
