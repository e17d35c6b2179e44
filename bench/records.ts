// How long reading the records takes with 10 of them and with 100,000: npm run bench:records
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { DropsPage } from "../functions/page/page-types.ts";
import { type Cloud, startCloud } from "../local/cloud/cloud.ts";
import { manyRecords, putRecords } from "../test/page/many-records.ts";

const COUNTS = [10, 100_000] as const;
const RUNS = 5;
/** The same answers of both tables: five records, and five more. */
const PAGE = "/api/drops?limit=5";
const BIN = fileURLToPath(new URL("../bin/dropset.mjs", import.meta.url));

const run = promisify(execFile);

interface Table {
  readonly count: number;
  readonly folder: string;
  readonly cloud: Cloud;
  /** Where the second page begins. */
  readonly next: string;
}

async function prepare(count: number): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), "dropset-bench-"));
  const page = { issuer: "http://127.0.0.1:1", clientId: "page", access: { local: ["*"] } };
  const cloud = await startCloud({
    folder,
    datasetApi: { url: "http://127.0.0.1:1", token: "none" },
    settings: { page },
  });
  const start = performance.now();
  await putRecords(cloud, manyRecords(count));
  console.log(`${count} records are written (${Math.round((performance.now() - start) / 1000)} s)`);
  const { drops, next } = await ask(cloud, PAGE);
  if (drops.length !== 5 || next === null) throw new Error(`There are ${drops.length} drops on the first page.`);
  return { count, folder, cloud, next };
}

async function ask({ apiEndpoint }: Cloud, path: string): Promise<DropsPage> {
  const answer = await fetch(`${apiEndpoint}${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as DropsPage;
}

async function status({ endpoint }: Cloud): Promise<void> {
  const { stdout } = await run(process.execPath, [BIN, "status", "--limit", "10", "--endpoint-url", endpoint]);
  if (stdout.split("reviews of product").length !== 11) throw new Error(`dropset status printed: ${stdout}`);
}

const WHAT: readonly (readonly [name: string, measured: (table: Table) => Promise<unknown>])[] = [
  ["`dropset status --limit 10`, as a process", ({ cloud }) => status(cloud)],
  ["`GET /api/drops`, 5 drops", ({ cloud }) => ask(cloud, PAGE)],
  ["the next page, 5 drops", ({ cloud, next }) => ask(cloud, `${PAGE}&before=${encodeURIComponent(next)}`)],
  ["`GET /api/drops`, as the page asks: up to 100 drops", ({ cloud }) => ask(cloud, "/api/drops?limit=100")],
];

const tables: Table[] = [];
try {
  for (const count of COUNTS) tables.push(await prepare(count));
  console.log(`\nMedian of ${RUNS}, ms:\n`);
  console.log(`| what | ${COUNTS.join(" records | ")} records | ratio |`);
  console.log(`| ---- | ${COUNTS.map(() => "----").join(" | ")} | ----- |`);
  for (const [name, measured] of WHAT) {
    const times = tables.map((): number[] => []);
    for (const table of tables) await measured(table);
    // In turn, so that other load on the machine affects both.
    for (let index = 0; index < RUNS; index++) {
      for (const [which, table] of tables.entries()) {
        const start = performance.now();
        await measured(table);
        times[which]?.push(performance.now() - start);
      }
    }
    const [few = 0, many = 0] = times.map(median);
    console.log(`| ${name} | ${Math.round(few)} | ${Math.round(many)} | ${(many / few).toFixed(2)} |`);
  }
} finally {
  for (const { cloud, folder } of tables) {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
