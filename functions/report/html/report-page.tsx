import { createHash } from "node:crypto";
import type { Report } from "../../drops/report.ts";
import { FindingsView } from "./findings-view.tsx";
import { GroupSizesTable, groupsText } from "./group-sizes.tsx";
import { REPORT_STYLE } from "./report-style.ts";
import { ColumnList, TaskCards } from "./task-cards.tsx";
import { bytesText, dropName, durationText, momentText, numberText, plural, visibleText } from "./words.ts";

// Nothing runs and nothing is fetched, whatever a file or a name holds: the page's own style is all that is allowed.
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(REPORT_STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const SAID = {
  ready: "The dataset is READY.",
  rejected: "The file was rejected: mend it and drop it again.",
  failed: "The drop failed.",
} as const;

/** A report as one HTML page that needs nothing else: no script, no other file, in light and in dark. */
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
        {/* Hashed in the policy above; it is ours, and no part of a file. */}
        <style dangerouslySetInnerHTML={{ __html: REPORT_STYLE }} />
      </head>
      <body class="report">
        <main>
          <header class="report-head">
            <p class="report-kind">Report of a drop</p>
            <h1>{name}</h1>
            <p class="verdict">
              <span class={`badge ${outcome}`}>{outcome}</span> {SAID[outcome]}
            </p>
          </header>
          <Facts report={report} />
          {findings.length > 0 && (
            <section aria-labelledby="findings">
              <h2 id="findings">Findings</h2>
              <FindingsView findings={findings} findingCounts={findingCounts} />
            </section>
          )}
          {file.columns.length > 0 && (
            <section aria-labelledby="seen">
              <h2 id="seen">What participants will see</h2>
              <ColumnList file={file} />
              <TaskCards file={file} />
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
                  The file defines none: its rows are grouped at random, as many at a time as the batch's{" "}
                  <code>tasks_per_group</code> says.
                </p>
              )}
            </section>
          )}
        </main>
      </body>
    </html>
  );
}

/** What is known of a drop at its end. */
function Facts({ report: { drop, dataset, file, startedAt, finishedAt } }: { report: Report }) {
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
      <div>
        <dt>Dataset</dt>
        <dd>{dataset ? `${visibleText(dataset.name)}, ${visibleText(dataset.status)}` : "none was created"}</dd>
      </div>
      {dataset && (
        <div>
          <dt>Dataset id</dt>
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
      <div>
        <dt>Dropped</dt>
        <dd>
          {momentText(startedAt)}, answered after {durationText(took)}
        </dd>
      </div>
      <div>
        <dt>Key and version</dt>
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
