import { numberText, plural } from "../../functions/report/html/words.ts";
import type { DropLine } from "../server/drop-line.ts";

/** What is known of the drops that wait for their turn. */
export interface Turns {
  readonly byId: ReadonlyMap<string, DropLine>;
  /** Counted from 1. */
  readonly turns: ReadonlyMap<string, number>;
  readonly dropsPerMinute: number;
}

/** Those whose turn is set come first; the queue behind them keeps no strict order, and goes roughly by age. */
export function turnsOf(sorted: readonly DropLine[]): ReadonlyMap<string, number> {
  const paced = sorted.filter(({ trouble }) => trouble?.kind === "paced");
  const queued = sorted.filter(({ step }) => step === "dropped");
  paced.sort((a, b) => Date.parse(a.trouble?.againAt ?? "") - Date.parse(b.trouble?.againAt ?? ""));
  return new Map([...paced, ...queued.reverse()].map(({ id }, index) => [id, index + 1]));
}

/** Why a drop waits, in a few words; an empty text where it doesn't, or where nobody has to wait. */
export function waitText({ id, trouble }: DropLine, { byId, turns, dropsPerMinute }: Turns): string {
  if (trouble?.kind === "retried") {
    const at = trouble.againAt === null ? "" : `, next by ${new Date(trouble.againAt).toLocaleTimeString("en-GB")}`;
    return `try ${trouble.tries} failed${at}`;
  }
  const turn = turns.get(id);
  if (turn === undefined || turns.size < 2) return "";
  const isPaced = [...turns.keys()].some((other) => byId.get(other)?.trouble?.kind === "paced");
  const minutes = Math.max(1, Math.round(turn / dropsPerMinute));
  return `turn ${numberText(turn)} of ${numberText(turns.size)}${isPaced ? `, about ${plural(minutes, "minute")}` : ""}`;
}
