import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 200;
const PATIENCE_MS = 120_000;

/** Resolves when a condition holds. @throws {Error} after two minutes */
export async function until(condition: () => Promise<boolean>, what: () => string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited for two minutes, and not yet: ${what()}.`);
    await sleep(LOOK_MS);
  }
}
