import { useEffect, useRef, useState } from "preact/hooks";
import { FirstTaskCards, TaskCards } from "../../../functions/report/html/task-cards.tsx";
import { plural } from "../../../functions/report/html/words.ts";
import type { Datapoint } from "../../../functions/validation/datapoints/read-datapoints.ts";
import { numberText } from "../../../functions/validation/number-text.ts";
import { isPreviewCut } from "../../../functions/validation/preview-length.ts";
import type { FileSummary } from "../../../functions/validation/validation.ts";
import type { ReadDatapoints } from "./datapoints-source.ts";
import { MediaOnDemand } from "./media-on-demand.tsx";

interface DatapointsViewProps {
  readonly file: FileSummary;
  /** undefined where there is nothing to browse: the file is not valid, or not in the bucket. */
  readonly read: ReadDatapoints | undefined;
}

/** What participants will see: the first datapoints, and on request all of them, with a search. */
export function DatapointsView({ file, read }: DatapointsViewProps) {
  const [isBrowsing, setBrowsing] = useState(false);
  const hasMore = file.rows > file.preview.length;
  if (isBrowsing && read) return <DatapointsBrowser file={file} read={read} />;
  return (
    <>
      <FirstTaskCards file={file} Media={MediaOnDemand} />
      {read && (hasMore || isPreviewCut(file)) && (
        <p>
          <button type="button" onClick={() => setBrowsing(true)}>
            {hasMore ? `Browse all ${numberText(file.rows)} datapoints` : "Show whole texts"}
          </button>
        </p>
      )}
    </>
  );
}

/** How long typing pauses before it is searched for. */
const TYPING_MS = 250;

interface Found {
  readonly datapoints: readonly Datapoint[];
  readonly hasMore: boolean;
  readonly state: "reading" | "read" | "failed";
}

const NOTHING: Found = { datapoints: [], hasMore: false, state: "reading" };

function DatapointsBrowser({ file, read }: { file: FileSummary; read: ReadDatapoints }) {
  const [search, setSearch] = useState("");
  const [found, setFound] = useState(NOTHING);
  const field = useRef<HTMLInputElement>(null);
  const reading = useRef<AbortController | undefined>(undefined);

  const readOn = (known: readonly Datapoint[]) => {
    reading.current?.abort();
    const stopping = new AbortController();
    reading.current = stopping;
    setFound({ datapoints: known, hasMore: false, state: "reading" });
    read({ after: known.at(-1)?.number ?? 0, search }, stopping.signal).then(
      ({ datapoints, hasMore }) => setFound({ datapoints: [...known, ...datapoints], hasMore, state: "read" }),
      () => stopping.signal.aborted || setFound({ datapoints: known, hasMore: false, state: "failed" }),
    );
  };

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const typing = setTimeout(() => readOn([]), search === "" ? 0 : TYPING_MS);
    return () => {
      clearTimeout(typing);
      reading.current?.abort();
    };
  }, [search, read]);

  return (
    <>
      <div class="datapoints-head">
        <input
          ref={field}
          class="search"
          type="search"
          aria-label="Search the datapoints"
          placeholder="Search all values"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <p class={found.state === "failed" ? "trouble" : "quiet"} role="status">
          {foundText(found, search, file.rows)}
        </p>
      </div>
      <TaskCards columns={file.columns} datapoints={found.datapoints} Media={MediaOnDemand} isWhole={search !== ""} />
      {found.hasMore && (
        <p>
          <button type="button" onClick={() => readOn(found.datapoints)}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}

function foundText({ datapoints, hasMore, state }: Found, search: string, rows: number): string {
  if (state === "failed") return "The file could not be read.";
  if (state === "reading") return search === "" ? "Reading …" : "Searching …";
  if (search === "") return `${numberText(datapoints.length)} of ${plural(rows, "datapoint")}`;
  if (datapoints.length === 0) return "No datapoint has this text.";
  return hasMore ? `The first ${datapoints.length} that match` : `${plural(datapoints.length, "datapoint")} found`;
}
