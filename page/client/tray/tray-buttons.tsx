import { visibleText } from "../../../functions/report/html/words.ts";
import type { CheckResult } from "./check-messages.ts";
import { fixIt } from "./fix-in-tray.ts";
import { mayBeFixed } from "./may-be-fixed.ts";
import { dropIt, remove } from "./tray.ts";
import { nameToBe, type TrayFile } from "./tray-file.ts";

// What can be done with a chosen file. Each button has the file's name for people who hear it out of its row.

interface DetailsButtonProps {
  readonly entry: TrayFile;
  readonly result: CheckResult;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

export function DetailsButton({ entry: { id, file }, result: { validation }, isOpen, toggle }: DetailsButtonProps) {
  const text = validation.findings.length === 0 ? "Preview" : validation.ok ? "Warnings and preview" : "Problems";
  return (
    <button
      type="button"
      class="plain disclosure"
      aria-expanded={isOpen}
      aria-controls={isOpen ? detailsId(id) : undefined}
      onClick={toggle}
    >
      {text}
      <span class="unseen"> of {visibleText(file.name)}</span>
    </button>
  );
}

export function FixButton({ entry: { id, file, state, fix } }: { entry: TrayFile }) {
  if (state.step !== "checked" || fix || !mayBeFixed(file.name, state.result)) return null;
  return (
    <button type="button" class="primary" onClick={() => fixIt(id)}>
      {state.result.kind === "workbook" ? "Convert to CSV" : "Fix and check again"}
      <span class="unseen">: {visibleText(file.name)}</span>
    </button>
  );
}

export function UploadButton({ entry }: { entry: TrayFile }) {
  const { id, file, state } = entry;
  if (state.step !== "checked" && state.step !== "not-sent") return null;
  if (state.step === "checked" && state.result.kind === "workbook") return null;
  const isValid = state.step === "not-sent" || state.result.validation.ok;
  return (
    <button
      type="button"
      class={isValid ? "primary" : ""}
      disabled={nameToBe(entry) === undefined}
      onClick={() => dropIt(id)}
    >
      {state.step === "not-sent" ? "Retry" : isValid ? "Upload" : "Upload anyway"}
      <span class="unseen">: {visibleText(file.name)}</span>
    </button>
  );
}

export function RemoveButton({ entry: { id, file, state } }: { entry: TrayFile }) {
  const name = visibleText(file.name);
  const isUploaded = state.step === "uploaded";
  return (
    <>
      {isUploaded && (
        <a class="button" href={`/drops/${state.dropId}`}>
          Open<span class="unseen"> {name}</span>
        </a>
      )}
      <button type="button" class="plain tray-remove" onClick={() => remove(id)}>
        {isUploaded ? "Clear" : state.step === "sending" || state.step === "queued" ? "Cancel" : "Remove"}
        <span class="unseen"> {name}</span>
      </button>
    </>
  );
}

/** Of the element that the button shows and hides. */
export function detailsId(id: number): string {
  return `tray-details-${id}`;
}
