import type { DropLine } from "../../../functions/page/page-types.ts";
import { plural } from "../../../functions/report/html/words.ts";
import { numberText } from "../../../functions/validation/number-text.ts";

export interface Turns {
  readonly byId: ReadonlyMap<string, DropLine>;
  /** Counted from 1. */
  readonly turns: ReadonlyMap<string, number>;
  readonly dropsPerMinute: number;
}

/** Drops with a set start time come first; the queue behind them is roughly ordered by age. */
export function turnsOf(sorted: readonly DropLine[]): ReadonlyMap<string, number> {
  const paced = sorted.filter(({ trouble }) => trouble?.kind === "paced");
  const queued = sorted.filter(({ step }) => step === "dropped");
  paced.sort((a, b) => Date.parse(a.trouble?.againAt ?? "") - Date.parse(b.trouble?.againAt ?? ""));
  return new Map([...paced, ...queued.reverse()].map(({ id }, index) => [id, index + 1]));
}

/** Why a drop waits, in a few words; empty if it does not wait, or if no other drop waits. */
export function waitText({ id, trouble }: DropLine, { byId, turns, dropsPerMinute }: Turns): string {
  if (trouble?.kind === "retried") {
    const at =
      trouble.againAt === null ? "" : `, next retry by ${new Date(trouble.againAt).toLocaleTimeString("en-GB")}`;
    return `attempt ${trouble.tries} failed${at}`;
  }
  const turn = turns.get(id);
  if (turn === undefined || turns.size < 2) return "";
  const isPaced = [...turns.keys()].some((other) => byId.get(other)?.trouble?.kind === "paced");
  const minutes = Math.max(1, Math.round(turn / dropsPerMinute));
  return `position ${numberText(turn)} of ${numberText(turns.size)}${isPaced ? `, about ${plural(minutes, "minute")}` : ""}`;
}
