import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleFunctions } from "../infra/bundle-functions.ts";
import { bundleOf, STEPS } from "../infra/bundles.ts";

// Each function bundle's size, and its load time compared with an empty bundle in the same run: what it adds to Lambda's own
// cold start. One process each, in turn, so that other load on the machine affects all of them equally.

const RUNS = Number(process.argv[2] ?? 15);

/** The environment of all functions, which they read while they load. */
const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  DATASET_API_URL: "https://api.prolific.com",
  DATASET_TOKEN_SECRET: "secret",
  DROP_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/drops",
  DROPS_AT_ONCE: "100",
  DROPS_PER_MINUTE: "60",
  EVENT_BUS: "default",
  FINDING_SEVERITIES: "{}",
  FIRST_POLL_SECONDS: "2",
  FIX: "off",
  LARGEST_FILE_BYTES: "5368709120",
  LARGEST_WORKBOOK_BYTES: "20971520",
  LEDGER_TABLE: "ledger",
  LONGEST_POLL_SECONDS: "60",
  MOST_TRIES: "5",
  NOTICES_TOPIC: "arn:aws:sns:us-east-1:000000000000:notices",
  PUBLISH_LIMIT_SECONDS: "3600",
  RETRY_SECONDS: "1800",
  STATE_MACHINE_ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:publish",
  WORKSPACES: "[]",
};

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
    env: ENVIRONMENT,
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
