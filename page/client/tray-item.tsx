import { useMemo, useState } from "preact/hooks";
import { isTyped } from "../../functions/report/html/field-words.ts";
import { bytesText, visibleText } from "../../functions/report/html/words.ts";
import { isJsonLines } from "../../functions/validation/file-format.ts";
import type { FindingCode } from "../../functions/validation/findings.ts";
import type { CheckResult } from "./check-messages.ts";
import { datapointsOfFile } from "./datapoints-source.ts";
import { FileSections } from "./file-sections.tsx";
import { FixView } from "./fix-view.tsx";
import { RenameForm } from "./rename-form.tsx";
import { schemaHere } from "./schema-here.ts";
import { dropIt, fixIt, isRenamable, remove, type TrayFile } from "./tray.ts";
import { TrayStateView } from "./tray-state-view.tsx";

/** A chosen file as one line, with its details below on demand. */
export function TrayItem({ entry }: { entry: TrayFile }) {
  const { id, file, state } = entry;
  const [isRenaming, setRenaming] = useState(false);
  const result = state.step === "checked" ? state.result : undefined;
  const fix = result && entry.fix;
  // Problems are shown at once, and so is what a fix made of the file; until somebody chooses otherwise.
  const [chosenOpen, setOpen] = useState<boolean>();
  const isShown = result !== undefined && !result.isWorkbook;
  const isOpen = isShown && (chosenOpen ?? (!result.validation.ok || fix?.outcome === "fixed"));
  const needsFolder = result && isJsonLines(file.name) && !isTyped(result.validation.file.columns);
  return (
    <li class="tray-file">
      <div class="tray-line">
        {isRenaming && isRenamable(entry) ? (
          <RenameForm id={id} name={file.name} done={() => setRenaming(false)} />
        ) : (
          <span class="tray-name">{visibleText(file.name)}</span>
        )}
        <span class="quiet tray-size">{bytesText(file.size)}</span>
        <span class="tray-state">
          <TrayStateView entry={entry} />
        </span>
        <span class="tray-buttons">
          {isShown && <DetailsButton entry={entry} result={result} isOpen={isOpen} toggle={() => setOpen(!isOpen)} />}
          {result && !isRenaming && (
            <button type="button" class="plain" onClick={() => setRenaming(true)}>
              Rename<span class="unseen"> {visibleText(file.name)}</span>
            </button>
          )}
          <FixButton entry={entry} />
          <UploadButton entry={entry} />
          <RemoveButton entry={entry} />
        </span>
      </div>
      {result && fix && (
        <FixView fix={fix} file={file} isWorkbook={result.isWorkbook} chooseSheet={(sheet) => fixIt(id, sheet)} />
      )}
      {needsFolder && (
        <p class="fix-note">JSON Lines files go to a typed folder. Choose it above, and the file is checked again.</p>
      )}
      {isOpen && <Details id={id} file={file} result={result} />}
    </li>
  );
}

interface DetailsButtonProps {
  readonly entry: TrayFile;
  readonly result: CheckResult;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

function DetailsButton({ entry: { id, file }, result: { validation }, isOpen, toggle }: DetailsButtonProps) {
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

function FixButton({ entry: { id, file, state, fix } }: { entry: TrayFile }) {
  if (state.step !== "checked" || fix || isJsonLines(file.name) || !mayBeFixed(state.result)) return null;
  return (
    <button type="button" class="primary" onClick={() => fixIt(id)}>
      {state.result.isWorkbook ? "Convert to CSV" : "Fix and check again"}
      <span class="unseen">: {visibleText(file.name)}</span>
    </button>
  );
}

const WITHOUT_ROWS: readonly string[] = ["empty-file", "no-rows"] satisfies FindingCode[];

/** No fix adds rows to an empty file, or below a header. */
function mayBeFixed({ validation: { ok, file, findings } }: CheckResult): boolean {
  return !ok && !(file.rows === 0 && findings.every(({ code }) => WITHOUT_ROWS.includes(code)));
}

function UploadButton({ entry: { id, file, state } }: { entry: TrayFile }) {
  if (state.step !== "checked" && state.step !== "not-sent") return null;
  if (state.step === "checked" && state.result.isWorkbook) return null;
  const isValid = state.step === "not-sent" || state.result.validation.ok;
  return (
    <button type="button" class={isValid ? "primary" : ""} onClick={() => dropIt(id)}>
      {state.step === "not-sent" ? "Retry" : isValid ? "Upload" : "Upload anyway"}
      <span class="unseen">: {visibleText(file.name)}</span>
    </button>
  );
}

function RemoveButton({ entry: { id, file, state } }: { entry: TrayFile }) {
  const name = visibleText(file.name);
  const isUploaded = state.step === "uploaded";
  return (
    <>
      {isUploaded && (
        <a class="button" href={`/drops/${state.dropId}`}>
          Open<span class="unseen"> {name}</span>
        </a>
      )}
      <button type="button" class="plain" onClick={() => remove(id)}>
        {isUploaded ? "Clear" : state.step === "sending" || state.step === "queued" ? "Cancel" : "Remove"}
        <span class="unseen"> {name}</span>
      </button>
    </>
  );
}

function Details({ id, file, result }: { id: number; file: File; result: CheckResult }) {
  const { validation, excerpts } = result;
  const { findings, findingCounts } = validation;
  // It was checked by the schema of the folder that it goes to.
  const readDatapoints = useMemo(() => datapointsOfFile(file, schemaHere()), [file, result]);
  return (
    <div class="tray-details" id={detailsId(id)}>
      <FileSections
        file={validation.file}
        findings={findings}
        findingCounts={findingCounts}
        excerpts={excerpts}
        level={3}
        readDatapoints={validation.ok ? readDatapoints : undefined}
      />
    </div>
  );
}

function detailsId(id: number): string {
  return `tray-details-${id}`;
}
