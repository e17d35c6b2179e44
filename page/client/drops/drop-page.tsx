import { useEffect, useMemo, useState } from "preact/hooks";
import { isDefinitionFile } from "../../../functions/drops/folder-keys.ts";
import type { Trouble } from "../../../functions/drops/records/drop-record.ts";
import type { Report } from "../../../functions/drops/report.ts";
import type { DropDetails } from "../../../functions/page/page-types.ts";
import { DefinitionView } from "../../../functions/report/html/definition-view.tsx";
import type { Excerpt } from "../../../functions/report/html/findings-view.tsx";
import { typedFacts } from "../../../functions/report/html/typed-words.ts";
import { bytesText, dropName, durationText, plural, visibleText } from "../../../functions/report/html/words.ts";
import { numberText } from "../../../functions/validation/number-text.ts";
import { ApiProblem, callApi } from "../api.ts";
import { datapointsOfDrop } from "../file-view/datapoints-source.ts";
import { FileSections } from "../file-view/file-sections.tsx";
import { hasOffendingRows } from "../file-view/has-offending-rows.ts";
import { useStore } from "../store.ts";
import { useNow } from "../use-now.ts";
import { backOff } from "../waits.ts";
import { DownloadButton, OFFENDING_ROWS } from "./download-button.tsx";
import { drops } from "./drops.ts";
import { listAddress } from "./drops-filter.ts";
import { NextSteps } from "./next-steps.tsx";
import { OtherUploads } from "./other-uploads.tsx";
import { StepView } from "./step-view.tsx";

/** Everything about one drop, updated as it progresses. */
export function DropPage({ id }: { id: string }) {
  const { byId, person } = useStore(drops);
  const listed = byId.get(id);
  const { details, problem } = useDetails(id, listed?.step);
  // A drop that is too old for the list is found, too.
  const line = listed ?? details?.line;
  const excerpts = useExcerpts(id, (details?.report?.findings.length ?? 0) > 0);
  const name = line === undefined ? "" : dropName(line.key);
  const readDatapoints = useMemo(() => datapointsOfDrop(id), [id]);
  const now = useNow(line !== undefined && line.step !== "answered");
  useEffect(() => {
    document.title = name === "" ? "dropset" : `${name} – dropset`;
  }, [name]);

  if (!line) {
    return (
      <header class="drop-head">
        <AllDrops />
        <h1 class="nothing">{problem ?? "Loading …"}</h1>
      </header>
    );
  }
  const known = details?.report ?? details?.record;
  const took = (line.finishedAt === null ? now : Date.parse(line.finishedAt)) - Date.parse(line.startedAt);
  return (
    <article class="drop-page">
      <header class="drop-head">
        <AllDrops />
        <h1>{name}</h1>
        <p class="verdict" role="status">
          <StepView line={line} />
        </p>
        {line.trouble && <TroubleView trouble={line.trouble} />}
        <dl class="facts">
          {line.bytes !== null && <Fact name="Size" value={bytesText(line.bytes)} />}
          {line.rows !== null && <Fact name="Rows" value={numberText(line.rows)} />}
          <Fact name={line.step === "answered" ? "Duration" : "Elapsed"} value={durationText(took)} />
          <Fact name="Uploaded" value={new Date(line.startedAt).toLocaleString("en-GB")} />
          {line.droppedBy !== null && (
            <Fact name="Uploaded by" value={line.droppedBy === person ? "you" : visibleText(line.droppedBy)} />
          )}
          {details?.report?.dataset && (
            <>
              <Fact name="Dataset" value={visibleText(details.report.dataset.name)} />
              {!hasDataset(details.report) && <Fact name="Dataset ID" value={details.report.dataset.id} />}
              <Fact name="Workspace" value={visibleText(details.report.dataset.workspaceId)} />
            </>
          )}
          {details?.report &&
            typedFacts(details.report).map(([name, value]) => (
              <Fact key={name} name={name} value={visibleText(value)} />
            ))}
        </dl>
        <OtherUploads line={line} />
        {details?.report && <NextSteps id={id} report={details.report} />}
        {details?.report && (
          <DownloadButton id={id} kind="report" label="Download report" note="one HTML file to share or archive" />
        )}
      </header>
      {known && (
        <FileSections
          file={known.file}
          findings={known.findings}
          findingCounts={known.findingCounts}
          outcome={details?.report?.outcome}
          excerpts={excerpts}
          level={2}
          readDatapoints={hasDataset(details?.report) ? readDatapoints : undefined}
          aboveFindings={<OffendingRows id={id} details={details} />}
        />
      )}
      {known?.definition && isDefinitionFile(line) && (
        <section class="definition">
          <h2>What it defines</h2>
          <DefinitionView definition={known.definition} />
        </section>
      )}
    </article>
  );
}

function AllDrops() {
  return (
    <p>
      <a href={listAddress()}>← All drops</a>
    </p>
  );
}

/** Then the file was valid, and is kept. */
function hasDataset(report: Report | null | undefined): boolean {
  return report?.outcome === "ready" || report?.outcome === "partial";
}

function TroubleView({ trouble: { kind, reason, tries, againAt, needsPerson } }: { trouble: Trouble }) {
  if (kind === "paced") {
    return (
      <p class="trouble">
        {reason} <span class="quiet">Starts at {clockText(againAt)}.</span>
      </p>
    );
  }
  const tried = `${plural(tries, "attempt")} failed.`;
  return (
    <p class="trouble">
      {visibleText(reason)}{" "}
      <span class="quiet">
        {againAt === null ? (
          <>
            {tried} There is no automatic retry. Once the cause is fixed, the people who run dropset have to restart it
            with <code>dropset redrive</code>.
          </>
        ) : (
          `${tried} ${needsPerson ? "Somebody has to fix the cause. " : ""}Next retry ${kind === "retried" ? "by" : "at"} ${clockText(againAt)}.`
        )}
      </span>
    </p>
  );
}

function clockText(iso: string | null): string {
  return iso === null ? "" : new Date(iso).toLocaleTimeString("en-GB");
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function OffendingRows({ id, details }: { id: string; details: DropDetails | undefined }) {
  if (!details?.report || !hasOffendingRows(details.line.key, details.report.findings)) return null;
  return <DownloadButton id={id} kind="offending-rows" {...OFFENDING_ROWS} />;
}

/** What the server knows about a drop, fetched again at each step; or why there is nothing. */
function useDetails(id: string, step: string | undefined) {
  const [details, setDetails] = useState<DropDetails>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => ask<DropDetails>(`drops/${id}`, setDetails, (error) => setProblem(problemText(error))), [id, step]);
  return { details, problem };
}

function problemText(error: ApiProblem): string {
  return error.status === 404 ? "This drop does not exist." : error.message;
}

function useExcerpts(id: string, areWanted: boolean): readonly (Excerpt | null)[] | undefined {
  const [excerpts, setExcerpts] = useState<readonly (Excerpt | null)[]>();
  useEffect(() => (areWanted ? ask(`drops/${id}/excerpts`, setExcerpts) : undefined), [id, areWanted]);
  return excerpts;
}

/** Asks the API, also after an interruption. Where there is no answer, the page leaves the part out. @returns cancels it */
function ask<T>(
  path: string,
  answered: (answer: T) => void,
  failed: (problem: ApiProblem) => void = () => {},
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const attempt = async (failures: number): Promise<void> => {
    try {
      answered(await callApi<T>(path, { signal }));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      if (!error.isPassing) return failed(error);
      await backOff(failures, signal);
      if (!signal.aborted) await attempt(failures + 1);
    }
  };
  void attempt(1);
  return () => stopping.abort();
}
