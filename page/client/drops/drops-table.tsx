import { useMemo, useRef } from "preact/hooks";
import type { DropLine } from "../../../functions/page/page-types.ts";
import { bytesText, dropName, durationText, plural, visibleText } from "../../../functions/report/html/words.ts";
import { numberText } from "../../../functions/validation/number-text.ts";
import { useStore } from "../store.ts";
import { useNow } from "../use-now.ts";
import { drops, showOlderDrops } from "./drops.ts";
import { type DropsFilter, OUTCOME_FILTERS, type OutcomeFilter, useDropsFilter } from "./drops-filter.ts";
import type { OlderDrops } from "./follow-drops.ts";
import { StepView } from "./step-view.tsx";
import { useVisibleRows } from "./use-visible-rows.ts";

/** Left out while there are none: many people have no typed folders. */
const FILTERS_OF_TYPED: readonly OutcomeFilter[] = ["partial", "accepted"];

/** In pixels, as in styles/drops-table.css: only visible rows are in the document. */
const ROW_HEIGHT = 56;

const NOTHING_LISTED = { starting: "Loading …", live: "No drops yet.", lost: "" } as const;

/** Every drop, newest first. */
export function DropsTable() {
  const { sorted, connection, older, person, waiting } = useStore(drops);
  const [filter, changeFilter] = useDropsFilter();
  const counts = useMemo(() => countAll(sorted), [sorted]);
  const shown = useMemo(() => filterDrops(sorted, filter), [sorted, filter]);
  const hasOthers = useMemo(
    () => sorted.some(({ droppedBy }) => droppedBy !== null && droppedBy !== person),
    [sorted, person],
  );
  // Until there is a list, nothing is known of it.
  const isLoading = connection === "starting";
  return (
    <section class="drops" aria-labelledby="drops">
      <div class="drops-head">
        <h2 id="drops">Drops</h2>
        <fieldset class="filters">
          <legend class="unseen">Show drops by outcome</legend>
          {OUTCOME_FILTERS.filter(
            ([value]) => counts[value] > 0 || value === filter.outcome || !FILTERS_OF_TYPED.includes(value),
          ).map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="outcome"
                checked={filter.outcome === value}
                onChange={() => changeFilter({ outcome: value })}
              />
              <span>
                {label} {!isLoading && <span class="filter-count">{numberText(counts[value])}</span>}
              </span>
            </label>
          ))}
        </fieldset>
        <input
          class="search"
          type="search"
          aria-label="Show drops by name"
          placeholder="Filter by name"
          value={filter.name}
          onInput={({ currentTarget }) => changeFilter({ name: currentTarget.value })}
        />
      </div>
      {waiting !== null && waiting > 0 && (
        <p class="waiting-files">
          {waiting === 1
            ? "1 file is waiting to be checked."
            : `${numberText(waiting)} files are waiting to be checked.`}
        </p>
      )}
      {shown.length > 0 ? (
        <Rows lines={shown} hasOthers={hasOthers} />
      ) : (
        <p class="nothing">{sorted.length > 0 ? "No drops match." : NOTHING_LISTED[connection]}</p>
      )}
      <p class="unseen" role="status">
        {isFiltered(filter) && !isLoading ? `${plural(shown.length, "drop")} shown` : ""}
      </p>
      <OlderView older={older} count={sorted.length} />
    </section>
  );
}

/** What there is before the drops that are listed. */
function OlderView({ older, count }: { older: OlderDrops; count: number }) {
  switch (older) {
    case "none":
      return null;
    case "loading":
      return <p class="older quiet">Loading older drops …</p>;
    case "more":
      return (
        <p class="older">
          <button type="button" onClick={showOlderDrops}>
            Show older drops
          </button>{" "}
          <span class="quiet">The newest {numberText(count)} are listed.</span>
        </p>
      );
  }
}

/** @param hasOthers whether somebody else uploaded any of all drops */
function Rows({ lines, hasOthers }: { lines: readonly DropLine[]; hasOthers: boolean }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { workspaces } = useStore(drops);
  const home = workspaces.length === 1 ? (workspaces[0]?.prefix ?? "") : "";
  const { first, last } = useVisibleRows(body, lines.length, ROW_HEIGHT);
  const now = useNow(lines.slice(first, last).some(({ step }) => step !== "answered"));

  /** Arrow keys move through the rows, most of which are not in the document yet. */
  const move = (event: KeyboardEvent) => {
    const link = event.target instanceof Element ? event.target.closest("tr[data-index]") : null;
    const index = Number(link?.getAttribute("data-index"));
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (!link || target === undefined || target < 0 || target >= lines.length) return;
    event.preventDefault();
    focusRow(body.current, target);
  };

  return (
    <table
      class={hasOthers ? "drops-table with-people" : "drops-table"}
      aria-rowcount={lines.length + 1}
      aria-labelledby="drops"
    >
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">Name</th>
          <th scope="col" class="number wide">
            Size
          </th>
          <th scope="col" class="number wide">
            Rows
          </th>
          <th scope="col">Status</th>
          {hasOthers && (
            <th scope="col" class="by wide">
              Uploaded by
            </th>
          )}
          <th scope="col" class="number wide took">
            Duration
          </th>
          <th scope="col" class="number when">
            Uploaded
          </th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={move}>
        {first > 0 && <tr class="room" style={{ height: `${first * ROW_HEIGHT}px` }} />}
        {lines.slice(first, last).map((line, index) => (
          <Row key={line.id} line={line} index={first + index} now={now} hasOthers={hasOthers} home={home} />
        ))}
        {last < lines.length && <tr class="room" style={{ height: `${(lines.length - last) * ROW_HEIGHT}px` }} />}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly line: DropLine;
  readonly index: number;
  readonly now: number;
  readonly hasOthers: boolean;
  /** What a name is shown without: the folder of somebody's only workspace. */
  readonly home: string;
}

function Row({ line, index, now, hasOthers, home }: RowProps) {
  const { id, key, bytes, rows, droppedBy, startedAt, finishedAt } = line;
  const name = dropName(key);
  const took = (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt);
  return (
    <tr class="drop" data-index={index} aria-rowindex={index + 2}>
      <th scope="row">
        <a href={`/drops/${id}`}>{name.startsWith(home) ? name.slice(home.length) : name}</a>
      </th>
      <td class="number wide">{bytes === null ? "" : bytesText(bytes)}</td>
      <td class="number wide">{rows === null ? "" : numberText(rows)}</td>
      <td>
        <StepView line={line} />
      </td>
      {hasOthers && (
        <td class="by wide" title={droppedBy ?? undefined}>
          {droppedBy === null ? "" : visibleText(droppedBy)}
        </td>
      )}
      <td class="number wide took">{durationText(took)}</td>
      <td class="number when">
        <time dateTime={startedAt}>{whenText(startedAt, now)}</time>
      </td>
    </tr>
  );
}

/** Scrolls to a row, which renders it, and then focuses it. */
function focusRow(body: HTMLElement | null, index: number): void {
  if (!body) return;
  const top = body.getBoundingClientRect().top + scrollY + index * ROW_HEIGHT;
  const room = innerHeight / 3;
  if (top < scrollY + room || top > scrollY + innerHeight - room) scrollTo({ top: Math.max(0, top - room) });
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      body.querySelector<HTMLElement>(`tr[data-index="${index}"] a`)?.focus({ preventScroll: true }),
    ),
  );
}

function countAll(lines: readonly DropLine[]): Record<OutcomeFilter, number> {
  const counts = { all: lines.length, "in-progress": 0, ready: 0, partial: 0, accepted: 0, rejected: 0, failed: 0 };
  for (const { outcome } of lines) counts[outcome ?? "in-progress"]++;
  return counts;
}

function isFiltered({ outcome, name }: DropsFilter): boolean {
  return outcome !== "all" || name !== "";
}

function filterDrops(lines: readonly DropLine[], filter: DropsFilter): readonly DropLine[] {
  if (!isFiltered(filter)) return lines;
  const wanted = filter.name.toLowerCase();
  return lines.filter(
    ({ outcome, key }) =>
      (filter.outcome === "all" || (outcome ?? "in-progress") === filter.outcome) &&
      dropName(key).toLowerCase().includes(wanted),
  );
}

/** The time for today's drops, the date for older ones. */
function whenText(iso: string, now: number): string {
  const date = new Date(iso);
  const isToday = new Date(now).toDateString() === date.toDateString();
  return isToday
    ? date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" })
    : date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}
