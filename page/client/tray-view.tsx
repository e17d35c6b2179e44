import { isTyped } from "../../functions/report/html/field-words.ts";
import { problemsText } from "../../functions/report/html/findings-title.ts";
import { bytesText, plural, visibleText } from "../../functions/report/html/words.ts";
import { isJsonLines } from "../json-lines.ts";
import type { CheckResult } from "./check-messages.ts";
import { FileSections } from "./file-sections.tsx";
import { FixView } from "./fix-view.tsx";
import { Meter } from "./meter.tsx";
import { useStore } from "./store.ts";
import { dropIt, fixIt, remove, type TrayFile, type TrayFix, tray } from "./tray.ts";
import { UploadPlaceView } from "./upload-place-view.tsx";

/** The chosen files, the result of their check, and the buttons to upload them. */
export function TrayView() {
  const files = useStore(tray);
  const valid = files.filter(({ state }) => state.step === "checked" && state.result.validation.ok);
  if (files.length === 0) return null;
  const uploadValid = () => {
    for (const { id } of valid) dropIt(id);
  };
  return (
    <section class="tray" aria-labelledby="tray">
      <div class="tray-head">
        <h2 id="tray">Your files</h2>
        <UploadPlaceView />
        {valid.length > 1 && (
          <button type="button" class="primary" onClick={uploadValid}>
            Upload all {valid.length} valid files
          </button>
        )}
      </div>
      <ul class="tray-files">
        {files.map((entry) => (
          <TrayItem key={entry.id} entry={entry} drop={() => dropIt(entry.id)} />
        ))}
      </ul>
    </section>
  );
}

function TrayItem({ entry: { id, file, state }, drop }: { entry: TrayFile; drop: () => void }) {
  const name = visibleText(file.name);
  const isOver = state.step === "checked" || state.step === "not-sent";
  const isFixable = state.step === "checked" && !state.result.validation.ok && !state.fix && !isJsonLines(file.name);
  const isValid = state.step !== "checked" || state.result.validation.ok;
  return (
    <li class="tray-file">
      <div class="tray-line">
        <span class="tray-name">{name}</span>
        <span class="quiet">{bytesText(file.size)}</span>
        <span class="tray-state">
          <TrayStateText entry={{ id, file, state }} />
        </span>
        <span class="tray-buttons">
          {isFixable && (
            <button type="button" class="primary" onClick={() => fixIt(id)}>
              Fix and check again<span class="unseen">: {name}</span>
            </button>
          )}
          {isOver && (
            <button type="button" class={isValid ? "primary" : ""} onClick={drop}>
              {state.step === "not-sent" ? "Retry" : isValid ? "Upload" : "Upload anyway"}
              <span class="unseen">: {name}</span>
            </button>
          )}
          <button type="button" class="plain" onClick={() => remove(id)}>
            {state.step === "sending" || state.step === "queued" ? "Cancel" : "Remove"}
            <span class="unseen"> {name}</span>
          </button>
        </span>
      </div>
      {state.step === "checked" && state.fix && (
        <FixView fix={state.fix} file={file} chooseSheet={(sheet) => fixIt(id, sheet)} />
      )}
      {state.step === "checked" && isJsonLines(file.name) && !isTyped(state.result.validation.file.columns) && (
        <p class="fix-note">JSON Lines files go to a typed folder. Choose it above, and the file is checked again.</p>
      )}
      {state.step === "checked" && <CheckDetails result={state.result} fix={state.fix} />}
    </li>
  );
}

function TrayStateText({ entry: { file, state } }: { entry: TrayFile }) {
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
      return <Meter label={`Uploading ${name}`} text="uploading" done={state.done} />;
    case "not-sent":
      return <span class="trouble">Upload failed: {state.why}</span>;
  }
}

function Verdict({ result: { validation } }: { result: CheckResult }) {
  const { ok, findings, findingCounts, file } = validation;
  const facts = [
    ...(file.columns.length > 0 ? [plural(file.rows, "row")] : []),
    ...(findings.length > 0 ? [problemsText(findings, findingCounts)] : []),
  ];
  return (
    <>
      <span class={`badge ${ok ? "valid" : "rejected"}`}>{ok ? "valid" : "would be rejected"}</span>{" "}
      <span class="quiet">{facts.join(", ")}</span>
    </>
  );
}

function CheckDetails({ result: { validation, excerpts }, fix }: { result: CheckResult; fix: TrayFix | undefined }) {
  const { ok, file, findings, findingCounts } = validation;
  return (
    <details open={!ok || fix?.outcome === "fixed"}>
      <summary>
        {findings.length > 0
          ? `${ok ? "Warnings" : "Problems"}, and what participants will see`
          : "What participants will see"}
      </summary>
      <FileSections file={file} findings={findings} findingCounts={findingCounts} excerpts={excerpts} level={3} />
    </details>
  );
}
