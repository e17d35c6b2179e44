import type { ComponentChildren } from "preact";
import type { Outcome } from "../../../functions/drops/report.ts";
import { findingsTitle } from "../../../functions/report/html/findings-title.ts";
import { type Excerpt, FindingsView } from "../../../functions/report/html/findings-view.tsx";
import { ColumnList, seenTitle } from "../../../functions/report/html/task-cards.tsx";
import type { Finding } from "../../../functions/validation/findings.ts";
import type { FileSummary } from "../../../functions/validation/validation.ts";
import type { ReadDatapoints } from "./datapoints-source.ts";
import { DatapointsView } from "./datapoints-view.tsx";
import { isMisread } from "./misread.ts";
import { TaskGroupsView } from "./task-groups-view.tsx";

export interface FileSectionsProps {
  readonly file: FileSummary;
  readonly findings: readonly Finding[];
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly excerpts: readonly (Excerpt | null)[] | undefined;
  /** undefined for a file that was only checked, and for a drop in progress. */
  readonly outcome?: Outcome | undefined;
  /** Of the headings. */
  readonly level: 2 | 3;
  /** Shown above the findings. */
  readonly aboveFindings?: ComponentChildren;
  /** undefined for a file that cannot be browsed. */
  readonly readDatapoints?: ReadDatapoints | undefined;
}

/** What to fix in a file, what participants will see, and how its rows are grouped. */
export function FileSections(props: FileSectionsProps) {
  const { file, findings, findingCounts, excerpts, outcome, level, aboveFindings, readDatapoints } = props;
  if (findings.length === 0 && file.columns.length === 0) return null;
  const isRejected =
    outcome === undefined
      ? findings.some(({ severity }) => severity === "error")
      : outcome === "rejected" || outcome === "failed";
  const seen = file.columns.length > 0 && (
    <>
      <Section title={seenTitle(isRejected)} level={level}>
        <ColumnList file={file} />
        <DatapointsView file={file} read={readDatapoints} />
      </Section>
      {file.rows > 0 && (
        <Section title="Task groups" level={level}>
          <TaskGroupsView file={file} />
        </Section>
      )}
    </>
  );
  return (
    <div class="sections">
      {findings.length > 0 && (
        <Section title={findingsTitle(findings, findingCounts, outcome)} level={level}>
          {aboveFindings}
          <FindingsView
            findings={findings}
            findingCounts={findingCounts}
            excerpts={excerpts}
            ruleHref={(code) => `/rules#${code}`}
          />
        </Section>
      )}
      {seen && isMisread(findings) ? (
        <details class="more misread">
          <summary>Show how the file is read now</summary>
          <div class="sections">{seen}</div>
        </details>
      ) : (
        seen
      )}
    </div>
  );
}

function Section({ title, level, children }: { title: string; level: 2 | 3; children: ComponentChildren }) {
  const Heading = `h${level}` as const;
  return (
    <section>
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}
