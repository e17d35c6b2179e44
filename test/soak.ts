import { parseArgs } from "node:util";
import { runHistories } from "./local/faults/histories.ts";

// Random histories for as long as asked: npm run test:soak -- --minutes 30

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" }, path: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(minutes > 0) || Number.isNaN(seed)) {
  console.error("Usage: npm run test:soak -- [--minutes 30] [--seed NUMBER] [--path PATH]");
  process.exit(2);
}

console.log(
  `Random histories for ${minutes} minutes, with --seed ${seed}${values.path ? ` --path ${values.path}` : ""}`,
);
await runHistories({
  rounds: 5,
  timeMs: minutes * 60_000,
  seed,
  ...(values.path !== undefined && { path: values.path }),
  say: (line) => console.log(`  ${line}`),
});
console.log("All of them ended as the model has it.");
