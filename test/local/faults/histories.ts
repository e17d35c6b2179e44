import { join } from "node:path";
import fc from "fast-check";
import { TOKEN } from "../pipeline.ts";
import { leaks } from "./history.ts";
import { startKillable } from "./killable-pipeline.ts";
import { Rounds } from "./round.ts";
import { history } from "./steps.ts";

export interface HistoriesOptions {
  /** How many rounds there are of each seed. */
  readonly rounds: number;
  /** How long to run new seeds, in milliseconds: 0 for a single seed. */
  readonly timeMs: number;
  readonly seed: number;
  /** Where in the seed's rounds to begin: what a failure prints. */
  readonly path?: string;
  readonly say: (line: string) => void;
}

/** How many histories run at the same time, on one pipeline: enough that waits overlap, few enough for two cores. */
export const AT_ONCE = 24;

/**
 * Runs random histories of drops, overwrites, deletes, repeated events, faults, kills and crashes, and holds each one's end
 * against a small model.
 *
 * @throws {Error} what went wrong, in which history, with seed and path
 */
export async function runHistories({ rounds, timeMs, seed, path, say }: HistoriesOptions): Promise<void> {
  // A killed run's claim ends after its timeout, and its message is redelivered after that.
  const pipeline = await startKillable({
    ingest: { timeoutSeconds: 8, maxReceiveCount: 5 },
    visibilitySeconds: 9,
    pauseMs: 50,
    limitSeconds: 120,
  });
  const start = Date.now();
  const running = await Rounds.on(pipeline);
  const told = () => {
    const { histories, drops, crashes } = running.counts;
    const perMinute = Math.round((histories * 60_000) / (Date.now() - start));
    return `${histories} histories, ${drops} drops, ${crashes} crashes; ${perMinute} histories per minute`;
  };
  try {
    const round = fc.array(history, { minLength: AT_ONCE, maxLength: AT_ONCE });
    const property = fc.asyncProperty(round, async (histories) => {
      await running.run(histories);
      say(told());
    });
    // Seed after seed, as long as asked.
    let next = seed;
    do {
      // Reported at once, since a round takes seconds; reproduce it by seed and path.
      const from = next === seed && path !== undefined ? { path } : {};
      const result = await fc.check(property, { seed: next, ...from, numRuns: rounds, endOnFailure: true });
      if (result.failed) {
        const { errorInstance, counterexamplePath } = result;
        const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
        throw new Error(`With seed ${next} and path ${counterexamplePath}:\n${why}`);
      }
      next++;
    } while (Date.now() - start < timeMs);
    const { folder } = pipeline;
    const leaked = await leaks([join(folder, "logs"), join(folder, "executions")], running.texts, TOKEN);
    if (leaked.length > 0) throw new Error(`A secret is in: ${leaked.join(", ")}`);
  } finally {
    await pipeline.stop();
  }
}
