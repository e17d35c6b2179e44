import { useEffect, useState } from "preact/hooks";
import type { Excerpt } from "../../functions/report/html/findings-view.tsx";
import { bytesText, dropName, durationText, numberText, visibleText } from "../../functions/report/html/words.ts";
import type { DropDetails, Trouble } from "../server/drop-line.ts";
import { drops } from "./drops.ts";
import { FileSections } from "./file-sections.tsx";
import { StepView } from "./step-view.tsx";
import { useStore } from "./store.ts";
import { useNow } from "./use-now.ts";

/** All about one drop, growing as it comes along. */
export function DropPage({ id }: { id: string }) {
  const { byId, connection } = useStore(drops);
  const line = byId.get(id);
  const details = useDetails(id, line?.step);
  const excerpts = useExcerpts(id, (details?.report?.findings.length ?? 0) > 0);
  const name = line === undefined ? "" : dropName(line.key);
  const now = useNow(line !== undefined && line.step !== "answered");
  useEffect(() => {
    document.title = name === "" ? "dropset" : `${name} – dropset`;
  }, [name]);

  if (!line) {
    return <h1 class="nothing">{connection === "live" ? "There is no such drop." : "Connecting …"}</h1>;
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
          <Fact name={line.step === "answered" ? "Took" : "So far"} value={durationText(took)} />
          <Fact name="Dropped" value={new Date(line.startedAt).toLocaleString("en-GB")} />
          {details?.report?.dataset && (
            <>
              <Fact name="Dataset" value={visibleText(details.report.dataset.name)} />
              <Fact name="Dataset id" value={details.report.dataset.id} />
              <Fact name="Workspace" value={visibleText(details.report.dataset.workspaceId)} />
            </>
          )}
        </dl>
        {details?.report && (
          <p>
            <a class="button" href={`/api/drops/${id}/report.html`} download>
              Keep the report
            </a>{" "}
            <span class="quiet">one HTML file, to pass on or to file</span>
          </p>
        )}
      </header>
      {known && (
        <FileSections
          file={known.file}
          findings={known.findings}
          findingCounts={known.findingCounts}
          excerpts={excerpts}
          level={2}
          belowFindings={<OffendingRows id={id} details={details} />}
        />
      )}
    </article>
  );
}

function TroubleView({ trouble: { kind, reason, tries, againAt, redrive } }: { trouble: Trouble }) {
  if (kind === "paced") {
    return (
      <p class="trouble">
        {reason} <span class="quiet">Its turn is at {clockText(againAt)}.</span>
      </p>
    );
  }
  const tried = tries === 1 ? "Tried once" : `Tried ${tries} times`;
  return (
    <p class="trouble">
      {visibleText(reason)}{" "}
      <span class="quiet">
        {againAt === null ? (
          <>
            {tried}. It lies in the dead-letter queue; when the cause is mended, <code>{redrive}</code> tries it again.
          </>
        ) : (
          `${tried}; again ${kind === "retried" ? "by" : "at"} ${clockText(againAt)}${kind === "retried" ? "." : ", or when the pipeline is started again."}`
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

/** Rows begin below the header; what is wrong with that, or with the whole, is in no row. */
function OffendingRows({ id, details }: { id: string; details: DropDetails | undefined }) {
  if (!details?.report?.findings.some(({ line }) => line !== null && line > 1)) return null;
  return (
    <p>
      <a class="button" href={`/api/drops/${id}/offending-rows.csv`} download>
        Save these rows as CSV
      </a>{" "}
      <span class="quiet">all of them, with a column that says why</span>
    </p>
  );
}

/** What the server knows of a drop; asked again when it has come a step further. */
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

/** Asks this server. What it can't answer now, a file that was deleted for one, is left out of the page. @returns stops asking */
function ask<T>(url: string, answered: (answer: T) => void): () => void {
  const stopping = new AbortController();
  fetch(url, { signal: stopping.signal })
    .then(async (response) => {
      if (response.ok) answered(await response.json());
    })
    .catch(() => undefined);
  return () => stopping.abort();
}
