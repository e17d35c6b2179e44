import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleFunctions } from "../infra/bundle-functions.ts";
import { bundleOf, STEPS } from "../infra/bundles.ts";
import { FUNCTION_ENVIRONMENT } from "./function-environment.ts";

// Each function bundle's size, and its load time compared with an empty bundle in the same run: what it adds to Lambda's own
// cold start. One process each, in turn, so that other load on the machine affects all of them equally.

const RUNS = Number(process.argv[2] ?? 15);

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "dropset-cold-"));
const empty = join(folder, "index.mjs");
await writeFile(empty, "export const handler = async () => {};\n");
await bundleFunctions();
const bundles = [
  { name: "empty", file: empty },
  ...STEPS.map((step) => ({ name: step, file: join(bundleOf(step), "index.mjs") })),
];

async function loadMs(file: string): Promise<number> {
  const script = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - start); process.exit()`;
  const { stdout } = await run(process.execPath, ["--enable-source-maps", "--input-type=module", "-e", script], {
    env: FUNCTION_ENVIRONMENT,
  });
  return Number(stdout.trim());
}

const times = new Map(bundles.map(({ name }) => [name, [] as number[]]));
for (let round = 0; round < RUNS; round++) {
  for (const { name, file } of bundles) times.get(name)?.push(await loadMs(file));
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
console.log(`Median of ${RUNS} loads, one process each:\n`);
console.log("| function | bytes | load, ms | above an empty one, ms |");
console.log("| -------- | ----- | -------- | ---------------------- |");
const base = median(times.get("empty") ?? []);
for (const { name, file } of bundles) {
  const load = median(times.get(name) ?? []);
  const { size } = await stat(file);
  console.log(`| ${name} | ${size} | ${load.toFixed(1)} | ${(load - base).toFixed(1)} |`);
}
await rm(folder, { recursive: true });
