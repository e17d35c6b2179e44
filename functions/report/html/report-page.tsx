import { createHash } from "node:crypto";
import { isDefinitionFile } from "../../drops/folder-keys.ts";
import type { Report, ReportedDataset } from "../../drops/report.ts";
import { numberText } from "../../validation/number-text.ts";
import { DefinitionView } from "./definition-view.tsx";
import { findingsTitle } from "./findings-title.ts";
import { FindingsView } from "./findings-view.tsx";
import { GroupSizesTable, groupsText } from "./group-sizes.tsx";
import { REPORT_STYLE } from "./report-style.ts";
import { ColumnList, FirstTaskCards, seenTitle } from "./task-cards.tsx";
import { typedFacts, verdictText } from "./typed-words.ts";
import { bytesText, dropName, durationText, momentText, plural, visibleText } from "./words.ts";

// Whatever a file or a name contains, nothing runs and nothing is fetched: only the page's own style is allowed.
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(REPORT_STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A report as one HTML page without scripts or other files, for light and dark. */
export function renderReportPage(report: Report): string {
  return `<!doctype html>\n${<ReportPage report={report} />}\n`;
}

function ReportPage({ report }: { report: Report }) {
  const { drop, outcome, file, findings, findingCounts } = report;
  const name = dropName(drop.key);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${name}: ${outcome}`}</title>
        {/* Our own constant, allowed by its hash in the policy above. */}
        <style dangerouslySetInnerHTML={{ __html: REPORT_STYLE }} />
      </head>
      <body class="report">
        <main>
          <header class="report-head">
            <p class="report-kind">dropset report</p>
            <h1>{name}</h1>
            <p class="verdict">
              <span class={`badge ${outcome}`}>{outcome}</span> {verdictText(report)}
            </p>
          </header>
          <Facts report={report} />
          {findings.length > 0 && (
            <section aria-labelledby="findings">
              <h2 id="findings">{findingsTitle(findings, findingCounts, outcome)}</h2>
              <FindingsView findings={findings} findingCounts={findingCounts} />
            </section>
          )}
          {report.definition && isDefinitionFile(drop) && (
            <section aria-labelledby="definition">
              <h2 id="definition">What it defines</h2>
              <DefinitionView definition={report.definition} />
            </section>
          )}
          {file.columns.length > 0 && (
            <section aria-labelledby="seen">
              <h2 id="seen">{seenTitle(outcome === "rejected" || outcome === "failed")}</h2>
              <ColumnList file={file} />
              <FirstTaskCards file={file} />
            </section>
          )}
          {file.columns.length > 0 && (
            <section aria-labelledby="groups">
              <h2 id="groups">Task groups</h2>
              {file.taskGroups ? (
                <>
                  <p>{groupsText(file.taskGroups)}</p>
                  <GroupSizesTable groups={file.taskGroups} />
                </>
              ) : (
                <p>
                  The file does not define task groups. Rows are grouped at random; the batch's{" "}
                  <code>tasks_per_group</code> sets how many rows go into each group.
                </p>
              )}
            </section>
          )}
        </main>
      </body>
    </html>
  );
}

function Facts({ report }: { report: Report }) {
  const { drop, dataset, file, startedAt, finishedAt, refusedFile } = report;
  const took = Date.parse(finishedAt) - Date.parse(startedAt);
  return (
    <dl class="facts">
      <div>
        <dt>File</dt>
        <dd>
          {bytesText(file.bytes)}
          {file.columns.length > 0 && `, ${plural(file.rows, "row")}, ${plural(file.columns.length, "column")}`}
        </dd>
      </div>
      {!isDefinitionFile(drop) && (
        <div>
          <dt>Dataset</dt>
          <dd>{dataset ? datasetText(report, dataset) : "not created"}</dd>
        </div>
      )}
      {dataset && (
        <div>
          <dt>Dataset ID</dt>
          <dd>
            <code>{dataset.id}</code>
          </dd>
        </div>
      )}
      {dataset && (
        <div>
          <dt>Workspace</dt>
          <dd>
            <code>{visibleText(dataset.workspaceId)}</code>
          </dd>
        </div>
      )}
      {typedFacts(report).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{visibleText(value)}</dd>
        </div>
      ))}
      {refusedFile !== null && (
        <div>
          <dt>Refused rows</dt>
          <dd>
            <code>{visibleText(refusedFile)}</code>
          </dd>
        </div>
      )}
      <div>
        <dt>Uploaded</dt>
        <dd>
          {momentText(startedAt)}, completed after {durationText(took)}
        </dd>
      </div>
      <div>
        <dt>File and version</dt>
        <dd>
          <code>{visibleText(drop.key)}</code> <code>{drop.versionId}</code>
        </dd>
      </div>
      {file.taskGroups && (
        <div>
          <dt>Task groups</dt>
          <dd>{numberText(file.taskGroups.count)}</dd>
        </div>
      )}
    </dl>
  );
}

/** The status of an import is said with its records. */
function datasetText({ import: imported }: Report, { name, status }: ReportedDataset): string {
  return imported ? visibleText(name) : `${visibleText(name)}, ${visibleText(status)}`;
}
