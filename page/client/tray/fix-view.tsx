import { bytesText, visibleText } from "../../../functions/report/html/words.ts";
import { describeChange, showPlace } from "../../../functions/validation/fix/change-words.ts";
import type { Change } from "../../../functions/validation/fix/changes.ts";
import type { EncodingCandidate } from "../../../functions/validation/fix/encoding-candidates.ts";
import type { Refusal } from "../../../functions/validation/fix/refusals.ts";
import { saveFile } from "../save-file.ts";
import type { FixChoice } from "./fix-messages.ts";
import type { TrayFix } from "./tray-file.ts";

interface FixViewProps {
  readonly fix: TrayFix;
  /** The fixed file, if it was fixed. */
  readonly file: File;
  readonly isWorkbook: boolean;
  readonly choose: (choice: FixChoice) => void;
  readonly chooseAgain: () => void;
}

/** What was changed in a file, before and after; or why nothing could be. */
export function FixView(props: FixViewProps) {
  const { fix, file, isWorkbook, choose } = props;
  switch (fix.outcome) {
    case "nothing-to-fix":
      return (
        <p class="fix-note">Nothing in this file can be fixed without guessing. The problems below say what to do.</p>
      );
    case "not-fixable":
      return (
        <>
          <NotFixable refusal={fix.refusal} isWorkbook={isWorkbook} choose={choose} />
          {fix.chosenFrom && (
            <p class="fix-note">
              <ChooseAgain {...props} />
            </p>
          )}
        </>
      );
    case "fixed":
      return (
        <section class="fix">
          <Changes changes={fix.changes} />
          <p class="quiet">Your own file was not changed, and nothing was uploaded yet.</p>
          <div class="fix-choices">
            <button type="button" onClick={() => saveFile(file)}>
              Download fixed file <span class="quiet">{bytesText(file.size)}</span>
            </button>
            <ChooseAgain {...props} />
          </div>
        </section>
      );
  }
}

/** The way back to what there was to choose from. */
function ChooseAgain({ fix: { chosenFrom }, chooseAgain }: FixViewProps) {
  if (!chosenFrom) return null;
  return (
    <button type="button" onClick={chooseAgain}>
      {chosenFrom.refusal.sheets ? "Choose another sheet" : "Choose another encoding"}
    </button>
  );
}

function Changes({ changes }: { changes: readonly Change[] }) {
  return (
    <>
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
    </>
  );
}

interface NotFixableProps extends Pick<FixViewProps, "isWorkbook" | "choose"> {
  readonly refusal: Refusal;
}

function NotFixable({ refusal, isWorkbook, choose }: NotFixableProps) {
  const { message, hint, sheets, encodings = [] } = refusal;
  if (sheets) {
    return (
      <div class="fix-note">
        <p>Which sheet has the data?</p>
        <div class="fix-choices">
          {sheets.map((sheet) => (
            <button type="button" key={sheet} onClick={() => choose({ sheet })}>
              {visibleText(sheet)}
            </button>
          ))}
        </div>
      </div>
    );
  }
  if (encodings.length > 0) return <Encodings encodings={encodings} choose={choose} />;
  const cannot = isWorkbook ? "This workbook cannot be converted." : "This file cannot be fixed without guessing.";
  return <p class="fix-note">{visibleText(`${cannot} ${message} ${hint}`)}</p>;
}

/** How the file's text would read in each of these encodings. */
function Encodings({ encodings, choose }: { encodings: readonly EncodingCandidate[] } & Pick<FixViewProps, "choose">) {
  return (
    <div class="fix-note">
      <p>
        The encoding of this file is unclear.{" "}
        {encodings.length > 1 ? "Which of these reads right?" : "Does this read right?"}
      </p>
      <div class="fix-choices fix-encodings">
        {encodings.map(({ label, name, sample }) => (
          <button type="button" key={label} onClick={() => choose({ encoding: label })}>
            <span class="fix-sample">
              {sample.map((phrase) => (
                <bdi key={phrase}>{visibleText(phrase)}</bdi>
              ))}
            </span>
            <span class="quiet">{name}</span>
          </button>
        ))}
      </div>
      <p class="quiet">If none does, save the file as CSV UTF-8 in the program that wrote it.</p>
    </div>
  );
}
