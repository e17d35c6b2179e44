import { useEffect, useMemo, useState } from "preact/hooks";
import { isDefinitionFile } from "../../functions/drops/folder-keys.ts";
import type { Report } from "../../functions/drops/report.ts";
import { DefinitionView } from "../../functions/report/html/definition-view.tsx";
import type { Excerpt } from "../../functions/report/html/findings-view.tsx";
import { typedFacts } from "../../functions/report/html/typed-words.ts";
import {
  bytesText,
  dropName,
  durationText,
  numberText,
  plural,
  visibleText,
} from "../../functions/report/html/words.ts";
import { isJsonLines } from "../../functions/validation/file-format.ts";
import type { DropDetails, Trouble } from "../server/drop-line.ts";
import { datapointsOfDrop } from "./datapoints-source.ts";
import { drops } from "./drops.ts";
import { FileSections } from "./file-sections.tsx";
import { NextSteps } from "./next-steps.tsx";
import { StepView } from "./step-view.tsx";
import { useStore } from "./store.ts";
import { useNow } from "./use-now.ts";

/** Everything about one drop, updated as it progresses. */
export function DropPage({ id }: { id: string }) {
  const { byId, connection } = useStore(drops);
  const line = byId.get(id);
  const details = useDetails(id, line?.step);
  const excerpts = useExcerpts(id, (details?.report?.findings.length ?? 0) > 0);
  const name = line === undefined ? "" : dropName(line.key);
  const readDatapoints = useMemo(() => datapointsOfDrop(id), [id]);
  const now = useNow(line !== undefined && line.step !== "answered");
  useEffect(() => {
    document.title = name === "" ? "dropset" : `${name} – dropset`;
  }, [name]);

  if (!line) {
    return <h1 class="nothing">{connection === "live" ? "This drop does not exist." : "Connecting …"}</h1>;
  }
  const known = details?.report ?? details?.record;
  const took = (line.finishedAt === null ? now : Date.parse(line.finishedAt)) - Date.parse(line.startedAt);
  return (
    <article class="drop-page">
      <header class="drop-head">
        <p>
          <a href="/">← All drops</a>
        </p>
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
        {details?.report && <NextSteps id={id} report={details.report} />}
        {details?.report && (
          <p>
            <a class="button" href={`/api/drops/${id}/report.html`} download>
              Download report
            </a>{" "}
            <span class="quiet">one HTML file to share or archive</span>
          </p>
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

/** Then the file was valid, and is kept. */
function hasDataset(report: Report | null | undefined): boolean {
  return report?.outcome === "ready" || report?.outcome === "partial";
}

function TroubleView({ trouble: { kind, reason, tries, againAt, redrive } }: { trouble: Trouble }) {
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
            {tried} There is no automatic retry. Once the cause is fixed, run <code>{redrive}</code>.
          </>
        ) : (
          `${tried} Next retry ${kind === "retried" ? `by ${clockText(againAt)}.` : `at ${clockText(againAt)}, or when dropset restarts.`}`
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

/**
 * Only for findings in rows of a CSV: one about the header or the whole file has no row to download, and what the service
 * refused has a file of its own.
 */
function OffendingRows({ id, details }: { id: string; details: DropDetails | undefined }) {
  if (!details?.report || isJsonLines(details.line.key)) return null;
  if (!details.report.findings.some(({ code, line }) => line !== null && line > 1 && code !== "record-refused"))
    return null;
  return (
    <p>
      <a class="button" href={`/api/drops/${id}/offending-rows.csv`} download>
        Download these rows as CSV
      </a>{" "}
      <span class="quiet">every row with a problem, and a column with the reason</span>
    </p>
  );
}

/** What the server knows about a drop; fetched again at each step. */
function useDetails(id: string, step: string | undefined): DropDetails | undefined {
  const [details, setDetails] = useState<DropDetails>();
  useEffect(() => (step === undefined ? undefined : ask(`/api/drops/${id}`, setDetails)), [id, step]);
  return details;
}

function useExcerpts(id: string, areWanted: boolean): readonly (Excerpt | null)[] | undefined {
  const [excerpts, setExcerpts] = useState<readonly (Excerpt | null)[]>();
  useEffect(() => (areWanted ? ask(`/api/drops/${id}/excerpts`, setExcerpts) : undefined), [id, areWanted]);
  return excerpts;
}

/** Fetches from this server. If that fails, for instance because the file was deleted, the page leaves the part out. @returns cancels it */
function ask<T>(url: string, answered: (answer: T) => void): () => void {
  const stopping = new AbortController();
  fetch(url, { signal: stopping.signal })
    .then(async (response) => {
      if (response.ok) answered(await response.json());
    })
    .catch(() => undefined);
  return () => stopping.abort();
}
