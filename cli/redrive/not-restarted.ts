import { outcomeWord } from "../drops/describe.ts";
import type { Stack } from "../stack/connect.ts";
import { readDeadLetters } from "../stack/dead-letters.ts";
import { dropsUnder, noDropUnder, type Whereabouts, withDeadLetter } from "../status/whereabouts.ts";
import { Explained } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";

/** A key that was named, and under which no drop failed in the time that was looked at. */
export interface NotRestarted {
  /** Why there is nothing to restart, and what to do. */
  readonly why: string;
  /** Whether nothing is left to do: the newest drop is READY or accepted. */
  readonly isDone: boolean;
}

/** @throws {Explained} there is no drop under one of the keys */
export async function explainNotRestarted(stack: Stack, keys: readonly string[], since: Date): Promise<NotRestarted[]> {
  const newest = await Promise.all(
    keys.map(async (key) => {
      const [drop] = await dropsUnder(stack, key, 1);
      return { key, drop };
    }),
  );
  const missing = newest.flatMap(({ key, drop }) => (drop ? [] : [noDropUnder(key, stack)]));
  if (missing.length > 0) throw new Explained(missing.join("\n"), { exitCode: 2 });
  const dead = keys.length > 0 ? await readDeadLetters(stack) : [];
  const found = await Promise.all(newest.flatMap(({ drop }) => (drop ? [withDeadLetter(stack, drop, dead)] : [])));
  return found.map(({ drop: { key }, state }) => ({
    why: `${quoted(key)} ${whyNot(state, stack, since)}`,
    isDone: state === "ready" || state === "accepted",
  }));
}

function whyNot(state: Whereabouts["state"], { options }: Stack, since: Date): string {
  switch (state) {
    case "ready":
    case "accepted":
      return `did not fail: it is ${outcomeWord(state)}.`;
    case "partial":
      return "did not fail: it was imported in part. Fix the refused rows, and upload them.";
    case "rejected":
      return "did not fail: it was rejected. Fix the file, and upload it again.";
    case "failed":
      return `has not failed since ${since.toISOString()}. To look further back, use --since.`;
    case "received":
      return "has not failed: it waits for ingest.";
    case "publishing":
      return "has not failed: it is being published.";
    case "dead-letter":
      return `is in the dead-letter queue. To move all of that queue back, run: dropset redrive ${options}`;
  }
}
