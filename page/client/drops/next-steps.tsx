import { useState } from "preact/hooks";
import { folderOf, isDefinitionFile } from "../../../functions/drops/folder-keys.ts";
import type { Report } from "../../../functions/drops/report.ts";
import { verdictText } from "../../../functions/report/html/typed-words.ts";
import { visibleText } from "../../../functions/report/html/words.ts";
import { isJsonLines } from "../../../functions/validation/file-format.ts";
import { announce } from "../announcements.ts";
import { editPath } from "../folders/folder-links.ts";
import { goTo } from "../location.ts";
import { addAndFix } from "../tray/tray.ts";
import { DownloadButton } from "./download-button.tsx";
import { readDropped } from "./downloads.ts";

interface NextStepsProps {
  /** The drop's. */
  readonly id: string;
  readonly report: Report;
}

/** What an answer means, and what to do next. */
export function NextSteps({ id, report }: NextStepsProps) {
  if (isDefinitionFile(report.drop)) return <DefinitionSteps report={report} />;
  switch (report.outcome) {
    case "ready":
      return <ReadySteps report={report} />;
    case "partial":
      return (
        <>
          <ReadySteps report={report} />
          <PartialSteps id={id} report={report} />
        </>
      );
    case "rejected":
      return <RejectedSteps id={id} report={report} />;
    default:
      return null;
  }
}

function ReadySteps({ report: { dataset } }: { report: Report }) {
  if (!dataset) return null;
  return (
    <div class="next-step">
      <p>
        Dataset ID <code class="dataset-id">{visibleText(dataset.id)}</code> <CopyButton text={dataset.id} />
      </p>
      <p class="quiet">Next: create an AI Task Builder batch with this dataset ID.</p>
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        announce("The dataset ID was copied.");
      },
      () => announce("The browser did not allow copying."),
    );
  return (
    <button type="button" onClick={copy}>
      {isCopied ? "Copied" : "Copy"}
      <span class="unseen"> the dataset ID</span>
    </button>
  );
}

function PartialSteps({ id, report }: NextStepsProps) {
  return (
    <>
      <p>{verdictText(report)}</p>
      {report.refusedFile && (
        <DownloadButton
          id={id}
          kind="refused-rows"
          label="Download refused rows"
          note={isJsonLines(report.refusedFile) ? "only these records, as JSON Lines" : "only these rows, as CSV"}
        />
      )}
    </>
  );
}

function RejectedSteps({ id, report: { drop, fixable } }: NextStepsProps) {
  const [trouble, setTrouble] = useState("");
  const fix = async () => {
    setTrouble("");
    try {
      addAndFix(await readDropped(id, drop.key));
      goTo("/");
    } catch {
      setTrouble("The file could not be read. Fix your own copy of it, and upload that.");
    }
  };
  return (
    <div class="next-step">
      {fixable && fixable.length > 0 ? (
        <p>
          <button type="button" class="primary" onClick={fix}>
            Fix and upload again
          </button>{" "}
          <span class="quiet">the page shows what it changes before anything is uploaded</span>
        </p>
      ) : (
        <p>
          Fix the file, and <a href="/">upload it again</a>.
        </p>
      )}
      {trouble !== "" && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

function DefinitionSteps({ report }: { report: Report }) {
  const path = folderOf(report.drop);
  return (
    <>
      <p>{verdictText(report)}</p>
      {path !== "" && (
        <p>
          <a href={editPath(path)}>Edit this folder</a>
        </p>
      )}
    </>
  );
}
