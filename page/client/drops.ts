import type { Outcome } from "../../functions/drops/report.ts";
import { dropName, plural } from "../../functions/report/html/words.ts";
import type { Severities } from "../../functions/validation/findings.ts";
import type { DropLine, Snapshot, Workspace } from "../server/drop-line.ts";
import { announce } from "./announcements.ts";
import { Store } from "./store.ts";
import { turnsOf } from "./wait-text.ts";

/** Every drop, as the server reports it. */
export interface Drops {
  /** When it is `lost`, the page shows what the server reported last. */
  readonly connection: "starting" | "live" | "lost";
  readonly byId: ReadonlyMap<string, DropLine>;
  /** Newest first. */
  readonly sorted: readonly DropLine[];
  readonly workspaces: readonly Workspace[];
  readonly severities: Severities;
  readonly dropsPerMinute: number;
  /** The position of each drop that waits for ingest or for its dataset, counted from 1. */
  readonly turns: ReadonlyMap<string, number>;
}

export const drops = new Store<Drops>({
  connection: "starting",
  byId: new Map(),
  sorted: [],
  workspaces: [],
  severities: {},
  dropsPerMinute: 60,
  turns: new Map(),
});

/** How soon a stream that the browser does not reopen is opened again. */
const REOPEN_MS = 1000;

/** Listens to the server while the page is visible: a browser has six connections to a server for all its tabs. */
export function followDrops(): void {
  let events: EventSource | undefined;
  const listen = () => {
    events?.close();
    events = document.hidden ? undefined : openEvents(() => setTimeout(listen, REOPEN_MS));
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}

/** @param closed called when the browser does not reconnect by itself: the server answered that the pipeline is still starting */
function openEvents(closed: () => void): EventSource {
  const events = new EventSource("/api/events");
  events.addEventListener("snapshot", ({ data }: MessageEvent<string>) => {
    const { drops: lines, ...rest }: Snapshot = JSON.parse(data);
    drops.set({ ...listOf(new Map(lines.map((line) => [line.id, line]))), ...rest, connection: "live" });
  });
  events.addEventListener("drops", ({ data }: MessageEvent<string>) => change(JSON.parse(data)));
  // After an interruption the stream sends nothing until something changes.
  events.addEventListener("open", () => {
    if (drops.value.connection === "lost") drops.set({ ...drops.value, connection: "live" });
  });
  events.addEventListener("error", () => {
    if (drops.value.connection === "live") drops.set({ ...drops.value, connection: "lost" });
    if (events.readyState === EventSource.CLOSED) closed();
  });
  return events;
}

function change(lines: readonly DropLine[]): void {
  const byId = new Map(drops.value.byId);
  for (const line of lines) {
    if (line.step === "answered" && byId.get(line.id)?.step !== "answered") announce(answerText(line));
    byId.set(line.id, line);
  }
  drops.set({ ...drops.value, ...listOf(byId), connection: "live" });
}

function listOf(byId: ReadonlyMap<string, DropLine>): Pick<Drops, "byId" | "sorted" | "turns"> {
  const sorted = [...byId.values()].sort(newestFirst);
  return { byId, sorted, turns: turnsOf(sorted) };
}

function newestFirst(a: DropLine, b: DropLine): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

const ANSWERED: Readonly<Record<Outcome, string>> = {
  ready: "is ready",
  partial: "was imported in part",
  accepted: "was accepted",
  rejected: "was rejected",
  failed: "failed",
};

function answerText({ key, outcome, findings }: DropLine): string {
  const name = dropName(key);
  if (outcome === null) return "";
  const said = `${name} ${ANSWERED[outcome]}`;
  return outcome === "ready" || outcome === "accepted" ? `${said}.` : `${said}: ${plural(findings, "finding")}.`;
}
