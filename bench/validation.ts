import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { READERS, rawRead } from "./readers.ts";
import { generate, SHAPES, type Shape } from "./shapes.ts";

// Compares the speed of validation with other parsers on the same rows, in one run, in turn.
// npm run bench -- [--runs N] [--megabytes N] [--shape NAME] [--only READER]

const FOLDER = fileURLToPath(new URL("../.dropset/bench", import.meta.url));

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    megabytes: { type: "string" },
    shape: { type: "string" },
    only: { type: "string" },
  },
});
const runs = Number(values.runs);

/** Generates a shape's file once. */
async function makeFile(shape: Shape, megabytes: number): Promise<string> {
  const path = join(FOLDER, `${shape.name.replaceAll(/[^a-z0-9]+/g, "-")}-${megabytes}.csv`);
  if (await stat(path).catch(() => undefined)) return path;
  await mkdir(FOLDER, { recursive: true });
  await pipeline(Readable.from(generate(shape, megabytes * 1e6)), createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
  return path;
}

async function timed(work: () => Promise<number>): Promise<{ seconds: number; rows: number }> {
  const start = performance.now();
  const rows = await work();
  return { seconds: (performance.now() - start) / 1000, rows };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

for (const shape of SHAPES) {
  if (values.shape && !shape.name.includes(values.shape)) continue;
  const path = await makeFile(shape, Number(values.megabytes ?? shape.megabytes));
  const { size } = await stat(path);
  const readers = Object.entries(READERS).filter(
    ([name]) => !values.only || name.includes("this") || name.includes(values.only),
  );

  // First, all must agree on the number of rows; this also warms them up.
  const counts = new Map<string, number>();
  for (const [name, read] of readers) counts.set(name, await read(path));
  const [rows] = counts.values();
  const others = [...counts].filter(([, count]) => count !== rows);
  if (others.length > 0) throw new Error(`${shape.name}: ${rows} rows here, but ${JSON.stringify(others)}`);

  const seconds = new Map<string, number[]>([
    ["raw read", []],
    ...readers.map(([name]) => [name, []] as [string, number[]]),
  ]);
  for (let run = 0; run < runs; run++) {
    seconds.get("raw read")?.push((await timed(() => rawRead(path))).seconds);
    for (const [name, read] of readers) seconds.get(name)?.push((await timed(() => read(path))).seconds);
  }

  console.log(`\n${shape.name}: ${(size / 1e6).toFixed(0)} MB, ${rows} rows, median of ${runs} runs`);
  const ours = median(seconds.get("this, all rules") ?? []);
  for (const [name, times] of seconds) {
    const speed = size / 1e6 / median(times);
    const spread = `${(size / 1e6 / Math.max(...times)).toFixed(0)} to ${(size / 1e6 / Math.min(...times)).toFixed(0)}`;
    const ratio = median(times) / ours;
    const against =
      name === "this, all rules"
        ? ""
        : ratio >= 1
          ? `this is ${ratio.toFixed(1)} times as fast`
          : `this takes ${(1 / ratio).toFixed(1)} times as long`;
    console.log(`  ${name.padEnd(24)} ${speed.toFixed(0).padStart(6)} MB/s  (${spread})`.padEnd(56) + against);
  }
}
