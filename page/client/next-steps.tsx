import type { Report } from "../../functions/drops/report.ts";
import { isDefinitionKey, verdictText } from "../../functions/report/html/typed-words.ts";
import { isJsonLines } from "../json-lines.ts";
import { editPath, folderOfKey } from "./folder-links.ts";

/** What an answer of a typed folder means, and what to do next. */
export function NextSteps({ id, report }: { id: string; report: Report }) {
  const isDefinition = isDefinitionKey(report.drop.key);
  if (report.outcome !== "partial" && !isDefinition) return null;
  const path = folderOfKey(report.drop.key);
  return (
    <>
      <p>{verdictText(report)}</p>
      {report.refusedFile && (
        <p>
          <a class="button" href={`/api/drops/${id}/refused-rows`} download>
            Download refused rows
          </a>{" "}
          <span class="quiet">
            {isJsonLines(report.refusedFile) ? "only these records, as JSON Lines" : "only these rows, as CSV"}
          </span>
        </p>
      )}
      {isDefinition && path !== "" && (
        <p>
          <a href={editPath(path)}>Edit this folder</a>
        </p>
      )}
    </>
  );
}
