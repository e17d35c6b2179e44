import { problemsText } from "../../../functions/report/html/findings-title.ts";
import { plural, visibleText } from "../../../functions/report/html/words.ts";
import { drops } from "../drops/drops.ts";
import { StepView } from "../drops/step-view.tsx";
import { Meter } from "../meter.tsx";
import { useStore } from "../store.ts";
import type { CheckResult } from "./check-messages.ts";
import type { TrayFile } from "./tray-file.ts";

/** What a chosen file waits for, what its check found, or how far its drop is. */
export function TrayStateView({ entry: { file, state } }: { entry: TrayFile }) {
  const name = visibleText(file.name);
  switch (state.step) {
    case "waiting":
      return <span class="quiet">waiting to be checked</span>;
    case "checking":
      return <Meter label={`Checking ${name}`} text="checking" done={state.done} />;
    case "checked":
      return <Verdict result={state.result} />;
    case "fixing":
      return <span class="quiet">fixing</span>;
    case "unreadable":
      return <span class="trouble">This file could not be read. Folders cannot be uploaded.</span>;
    case "queued":
      return <span class="quiet">waiting to upload</span>;
    case "sending":
      return (
        <>
          <Meter label={`Uploading ${name}`} text="uploading" done={state.done} />
          {state.isRetried && <span class="trouble"> Connection lost. Retrying …</span>}
        </>
      );
    case "not-sent":
      return <span class="trouble">Upload failed: {state.why}</span>;
    case "uploaded":
      return <DropState dropId={state.dropId} />;
  }
}

function DropState({ dropId }: { dropId: string }) {
  const line = useStore(drops).byId.get(dropId);
  return line ? <StepView line={line} /> : <span class="quiet">uploaded</span>;
}

function Verdict({ result: { validation, kind } }: { result: CheckResult }) {
  if (kind === "workbook") return <span class="badge">Excel workbook</span>;
  const { ok, findings, findingCounts, file } = validation;
  const facts = [
    ...(file.columns.length > 0 ? [plural(file.rows, "row")] : []),
    ...(findings.length > 0 ? [problemsText(findings, findingCounts)] : []),
  ];
  return (
    <>
      <span class={`badge ${ok ? "valid" : "rejected"}`}>{ok ? "valid" : "would be rejected"}</span>{" "}
      <span class="quiet tray-facts">{facts.join(", ")}</span>
    </>
  );
}
