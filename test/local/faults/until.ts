import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE_MS } from "../../patience.ts";

const LOOK_MS = 200;

/** Resolves when a condition holds. @throws {Error} after five minutes */
export async function until(condition: () => Promise<boolean>, what: () => string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited for five minutes, and not yet: ${what()}.`);
    await sleep(LOOK_MS);
  }
}
