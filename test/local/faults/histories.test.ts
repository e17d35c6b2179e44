import { expect, it } from "vitest";
import { cases } from "../../cases.ts";
import { runHistories } from "./histories.ts";

// To run a failure again: HISTORIES_SEED and HISTORIES_PATH, as it printed them.
const seed = Number(process.env.HISTORIES_SEED ?? Date.now() % 2 ** 31);
const path = process.env.HISTORIES_PATH;

it("random histories, whatever breaks in them, end as a small model has it", async () => {
  expect(seed).not.toBeNaN();
  process.stderr.write(`Histories with HISTORIES_SEED=${seed}${path ? ` HISTORIES_PATH=${path}` : ""}\n`);
  await runHistories({ rounds: cases(2), timeMs: 0, seed, ...(path !== undefined && { path }), say: () => {} });
});
