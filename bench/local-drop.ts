import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// Publishes a large file with `npm start -- big.csv`, and samples the memory of all its processes, including npm:
// npm run bench:drop -- --gigabytes 5; with --jsonl, JSON Lines for a typed dataset. The memory is the proportional set size, which counts shared pages once. It needs
// /proc, and three times the file's size on disk.

const { values } = parseArgs({
  options: {
    gigabytes: { type: "string", default: "5" },
    jsonl: { type: "boolean", default: false },
    every: { type: "string", default: "500" },
  },
});
const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const MAKER = fileURLToPath(new URL("./five-gigabytes.ts", import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "dropset-bench-"));
try {
  if (values.jsonl) await dropTyped(join(folder, "typed"));
  else await dropCsv(join(folder, "big.csv"));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function dropCsv(file: string): Promise<void> {
  const maker = spawn(process.execPath, [MAKER, "--make", "--gigabytes", values.gigabytes], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await pipeline(maker.stdout, createWriteStream(file));
  await drop(file);
}

async function dropTyped(typed: string): Promise<void> {
  const definition = join(typed, "_dataset.json");
  const file = join(typed, "big.jsonl");
  const fields = { question: { type: "text" }, picture: { type: "image_url" }, thread: { type: "task_group_id" } };
  await mkdir(typed);
  await writeFile(definition, JSON.stringify({ schema: { strict: true, fields } }));
  await pipeline(Readable.from(jsonLines(Number(values.gigabytes) * 1e9)), createWriteStream(file));
  await drop(file, [definition]);
}

/** Records of a question and a picture each, no two alike. */
function* jsonLines(least: number): Generator<string> {
  const filler = 'It did what it says, and \\"a little\\" more than that. '.repeat(8);
  let record = 0;
  for (let bytes = 0; bytes < least; ) {
    let lines = "";
    for (const end = record + 1000; record < end; record++) {
      lines += `{"thread":"t${record % 100_000}","question":"Review ${record}: ${filler}","picture":"https://example.org/${record}.png"}\n`;
    }
    bytes += lines.length;
    yield lines;
  }
}

/** @param others files that are published before it */
async function drop(file: string, others: readonly string[] = []): Promise<void> {
  const { size } = await stat(file);
  const start = performance.now();
  const run = spawn("npm", ["start", "--", "--folder", join(folder, "state"), "--port", "0", ...others, file], {
    cwd: PROJECT,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => run.once("exit", resolve));
  let peak: Sample = { total: 0, processes: [] };
  const sampling = setInterval(async () => {
    const now = await sample(run.pid ?? 0);
    if (now.total > peak.total) peak = now;
  }, Number(values.every));
  const code = await ended;
  clearInterval(sampling);
  const seconds = (performance.now() - start) / 1000;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(
    `\n${(size / 1e9).toFixed(2)} GB, exit code ${code}: ${seconds.toFixed(0)} s, ` +
      `peak memory of all processes ${megabytes(peak.total)}`,
  );
  for (const { name, bytes } of peak.processes) console.log(`  ${megabytes(bytes).padStart(7)}  ${name}`);
  if (code !== 0) process.exitCode = 1;
}

interface Sample {
  readonly total: number;
  readonly processes: readonly { readonly name: string; readonly bytes: number }[];
}

async function sample(root: number): Promise<Sample> {
  const parents = new Map<number, number>();
  for (const entry of await readdir("/proc").catch(() => [])) {
    const fields = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    if (/^\d+$/.test(entry))
      parents.set(Number(entry), Number(fields.slice(fields.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  const processes = await Promise.all(
    tree.map(async (pid) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      const name = command.split("\0").slice(1, 4).join(" ").slice(-100);
      return { name, bytes: Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024 };
    }),
  );
  return { total: processes.reduce((sum, { bytes }) => sum + bytes, 0), processes };
}
