import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { isTyped } from "../../../functions/report/html/field-words.ts";
import { bytesText, visibleText } from "../../../functions/report/html/words.ts";
import { withoutEnding } from "../../../functions/validation/file-endings.ts";
import { isJsonLines } from "../../../functions/validation/file-format.ts";
import { OFFENDING_ROWS, PreparedDownload } from "../drops/download-button.tsx";
import { datapointsOfFile } from "../file-view/datapoints-source.ts";
import { FileSections } from "../file-view/file-sections.tsx";
import { hasOffendingRows } from "../file-view/has-offending-rows.ts";
import { folders } from "../folders/folders.ts";
import { schemaHere } from "../folders/schema-here.ts";
import { saveFile } from "../save-file.ts";
import { useStore } from "../store.ts";
import type { CheckResult } from "./check-messages.ts";
import { fixIt } from "./fix-in-tray.ts";
import { FixView } from "./fix-view.tsx";
import { useFocusInRow } from "./keep-focus.ts";
import { namePartsOf } from "./name-parts.ts";
import { offendingRowsOf } from "./offending-rows.ts";
import { RenameForm } from "./rename-form.tsx";
import { chooseAgain, typeName } from "./tray.ts";
import { DetailsButton, detailsId, FixButton, RemoveButton, UploadButton } from "./tray-buttons.tsx";
import { isBeingNamed, type TrayFile } from "./tray-file.ts";
import { TrayStateView } from "./tray-state-view.tsx";

/** A chosen file as one line, with its details below on demand. */
export function TrayItem({ entry, isSameAsAbove }: { entry: TrayFile; isSameAsAbove: boolean }) {
  const { id, file, state } = entry;
  const row = useRef<HTMLLIElement>(null);
  const wasRenaming = useRef(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  const isRenaming = isBeingNamed(entry);
  const result = state.step === "checked" ? state.result : undefined;
  const fix = result && entry.fix;
  // Problems are shown at once, and so is what a fix made of the file; until somebody chooses otherwise.
  const [chosenOpen, setOpen] = useState<boolean>();
  const isWorkbook = result?.kind === "workbook";
  const isShown = result !== undefined && !isWorkbook;
  const isOpen = isShown && (chosenOpen ?? (!result.validation.ok || fix?.outcome === "fixed"));
  const needsFolder = result && isJsonLines(file.name) && !isTyped(result.validation.file.columns);
  useLayoutEffect(() => {
    if (wasRenaming.current && !isRenaming) renameButton.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);
  useFocusInRow(row);
  return (
    <li class="tray-file" ref={row}>
      <div class="tray-line">
        {isRenaming ? <RenameForm entry={entry} /> : <span class="tray-name">{visibleText(file.name)}</span>}
        <span class="quiet tray-size">{bytesText(file.size)}</span>
        <span class="tray-state">
          <TrayStateView entry={entry} />
        </span>
        <span class="tray-buttons">
          {isShown && <DetailsButton entry={entry} result={result} isOpen={isOpen} toggle={() => setOpen(!isOpen)} />}
          {result && !isRenaming && (
            <button
              ref={renameButton}
              type="button"
              class="plain"
              onClick={() => typeName(id, namePartsOf(file.name).base)}
            >
              Rename<span class="unseen"> {visibleText(file.name)}</span>
            </button>
          )}
          <FixButton entry={entry} />
          <UploadButton entry={entry} />
          <RemoveButton entry={entry} />
        </span>
      </div>
      {state.step === "checked" && state.isGone && (
        <p class="fix-note trouble">This file could not be read. Choose it again.</p>
      )}
      {result && fix && (
        <FixView
          fix={fix}
          file={file}
          isWorkbook={isWorkbook}
          choose={(choice) => fixIt(id, choice)}
          chooseAgain={() => chooseAgain(id)}
        />
      )}
      {isSameAsAbove && (
        <p class="fix-note">
          Same name as a file above. Rename one of them, so that their datasets have different names.
        </p>
      )}
      {needsFolder && <FolderNote />}
      {isOpen && <Details id={id} file={file} result={result} />}
    </li>
  );
}

/** Where a JSON Lines file goes: there may be no folder for it yet. */
function FolderNote() {
  const hasFolders = useStore(folders)?.some(({ definition }) => definition !== null) ?? true;
  if (hasFolders) {
    return (
      <p class="fix-note">JSON Lines files go to a typed folder. Choose it above, and the file is checked again.</p>
    );
  }
  return (
    <p class="fix-note">
      JSON Lines files go to a typed folder, and there is none yet. <a href="/folders/new">Create one</a>, and choose it
      here: the file stays in this list.
    </p>
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
        aboveFindings={
          hasOffendingRows(file.name, findings) && <PreparedDownload {...OFFENDING_ROWS} start={() => saveRows(file)} />
        }
      />
    </div>
  );
}

/** Nothing is left out: they are not sent to anybody. */
async function saveRows(file: File): Promise<boolean> {
  const rows = await offendingRowsOf(file);
  saveFile(new File([rows], `${withoutEnding(file.name)} rows to fix.csv`, { type: rows.type }));
  return false;
}
