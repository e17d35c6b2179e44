import { bytesText, visibleText } from "../../functions/report/html/words.ts";
import { describeChange, showPlace } from "../../functions/validation/fix/change-words.ts";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import { saveFile } from "./save-file.ts";
import type { TrayFix } from "./tray.ts";

interface FixViewProps {
  readonly fix: TrayFix;
  /** The fixed file, if it was fixed. */
  readonly file: File;
  readonly isWorkbook: boolean;
  readonly chooseSheet: (sheet: string) => void;
}

/** What was changed in a file, before and after; or why nothing could be. */
export function FixView({ fix, file, isWorkbook, chooseSheet }: FixViewProps) {
  switch (fix.outcome) {
    case "nothing-to-fix":
      return (
        <p class="fix-note">Nothing in this file can be fixed without guessing. The problems below say what to do.</p>
      );
    case "not-fixable":
      return <NotFixable refusal={fix.refusal} isWorkbook={isWorkbook} chooseSheet={chooseSheet} />;
    case "fixed":
      return <Fixed changes={fix.changes} file={file} />;
  }
}

function Fixed({ changes, file }: { changes: readonly Change[]; file: File }) {
  return (
    <section class="fix">
      <h3>What was changed</h3>
      <ul class="fix-changes">
        {changes.map((change) => (
          <li key={change.code}>
            <span>{describeChange(change)}</span>
            {change.line !== null && (
              <span class="quiet">
                {" "}
                ({change.count > 1 ? "first on " : ""}line {change.line})
              </span>
            )}
            <div class="fix-diff">
              <del>
                <span class="unseen">Before: </span>
                <code>{showPlace(change.before) || "(blank)"}</code>
              </del>
              {change.after !== null && (
                <ins>
                  <span class="unseen">After: </span>
                  <code>{showPlace(change.after) || "(blank)"}</code>
                </ins>
              )}
            </div>
          </li>
        ))}
      </ul>
      <p class="quiet">Your own file was not changed, and nothing was uploaded yet.</p>
      <button type="button" onClick={() => saveFile(file)}>
        Download fixed file <span class="quiet">{bytesText(file.size)}</span>
      </button>
    </section>
  );
}

interface NotFixableProps extends Pick<FixViewProps, "isWorkbook" | "chooseSheet"> {
  readonly refusal: Refusal;
}

function NotFixable({ refusal, isWorkbook, chooseSheet }: NotFixableProps) {
  if (refusal.sheets) {
    return (
      <div class="fix-note">
        <p>Which sheet has the data?</p>
        <div class="fix-sheets">
          {refusal.sheets.map((sheet) => (
            <button type="button" key={sheet} onClick={() => chooseSheet(sheet)}>
              {visibleText(sheet)}
            </button>
          ))}
        </div>
      </div>
    );
  }
  if (isWorkbook) {
    return (
      <p class="fix-note">{visibleText(`This workbook cannot be converted. ${refusal.message} ${refusal.hint}`)}</p>
    );
  }
  return <p class="fix-note">This file cannot be fixed without guessing. {visibleText(refusal.message)}</p>;
}
