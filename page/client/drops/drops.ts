import type { Outcome } from "../../../functions/drops/report.ts";
import type { DropLine, Session } from "../../../functions/page/page-types.ts";
import { dropName, plural } from "../../../functions/report/html/words.ts";
import { announce } from "../announcements.ts";
import { callApi } from "../api.ts";
import { Store } from "../store.ts";
import { backOff, waitFor } from "../waits.ts";
import { type DropsApi, DropsFollower, type DropsView, type OlderDrops } from "./follow-drops.ts";
import { type DropLines, mergeDrops, NO_DROPS } from "./merge-drops.ts";
import { turnsOf } from "./wait-text.ts";

/** The drops, and what the server says besides. */
export interface Drops extends DropLines, Session {
  /** When it is `lost`, the page shows what the server reported last. */
  readonly connection: "starting" | "live" | "lost";
  readonly older: OlderDrops;
  /** Why this person may see nothing; undefined for anybody else. */
  readonly refused: string | undefined;
  /** The position of each drop that waits for ingest or for its dataset, counted from 1. */
  readonly turns: ReadonlyMap<string, number>;
}

const NOTHING_YET: Drops = {
  ...NO_DROPS,
  connection: "starting",
  older: "none",
  refused: undefined,
  turns: new Map(),
  person: null,
  workspaces: [],
  severities: {},
  dropsPerMinute: 60,
  waiting: null,
  largestFile: Number.POSITIVE_INFINITY,
};

export const drops = new Store<Drops>(NOTHING_YET);

/** The first page is shown soon; the others are few. */
const FIRST_PAGE = 100;
const OTHER_PAGES = 200;
/** How long a page that nobody looks at waits between two questions. */
const HIDDEN_MS = 30_000;

const api: DropsApi = {
  session: () => callApi("session", { isBackground: true }),
  page: (before) => {
    const query = new URLSearchParams({ limit: String(before === undefined ? FIRST_PAGE : OTHER_PAGES) });
    if (before !== undefined) query.set("before", before);
    return callApi(`drops?${query}`, { isBackground: true });
  },
  changes: (since) => callApi(`changes?${new URLSearchParams({ since })}`, { isBackground: true }),
};

const view: DropsView = {
  session: (session) => change(session),
  listed: add,
  changed(lines) {
    for (const line of lines) {
      const known = drops.value.byId.get(line.id);
      if (line.step === "answered" && known?.step !== "answered") announce(answerText(line));
    }
    add(lines);
  },
  connection: (connection) => {
    // The page is there once there is a list.
    if (connection === "live" && drops.value.connection === "starting") return;
    change({ connection: connection === "lost" && drops.value.connection === "starting" ? "starting" : connection });
  },
  older: (older) => change({ older }),
  refused: (refused) => change({ refused }),
};

const follower = new DropsFollower(api, view, {
  backOff,
  pause: () =>
    document.hidden
      ? waitFor(HIDDEN_MS, undefined, (wake) => {
          document.addEventListener("visibilitychange", wake);
          return () => document.removeEventListener("visibilitychange", wake);
        })
      : Promise.resolve(),
  now: () => performance.now(),
});

export function followDrops(): void {
  void follower.follow();
}

export function showOlderDrops(): void {
  void follower.showOlder();
}

/** Somebody signed out. */
export function forgetDrops(): void {
  drops.set(NOTHING_YET);
}

function change(part: Partial<Drops>): void {
  drops.set({ ...drops.value, ...part });
}

function add(lines: readonly DropLine[]): void {
  const { byId, sorted } = mergeDrops(drops.value, lines);
  if (byId === drops.value.byId && drops.value.connection === "live") return;
  change({ byId, sorted, turns: turnsOf(sorted), connection: "live" });
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
