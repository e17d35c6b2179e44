import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify";
import iconv from "iconv-lite";
import { readFileChunks } from "../cli/validate/read-file.ts";
import { fixCsv } from "../functions/validation/fix/fix-csv.ts";
import { generate, type Shape } from "./shapes.ts";

// Compares fixing a file of semicolons in Windows-1252 with csv-parse piped to csv-stringify behind iconv-lite, in turn, each in
// a process of its own, for its peak memory.
// npm run bench:fix -- [--runs N] [--megabytes N]

const FOLDER = fileURLToPath(new URL("../.dropset/bench", import.meta.url));
const WORDS =
  'Das Gerät ist größer als erwartet und läuft schön ruhig, aber der Preis von 49,90 € ist zu hoch ""gut"" Grüße aus München'.split(
    " ",
  );

const sentence = (random: () => number) =>
  Array.from({ length: 10 + random() * 40 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");

const SHAPE: Shape = {
  name: "semicolons in Windows-1252",
  megabytes: 300,
  header: "id;bewertung;produkt;sterne;META_quelle",
  row: (index, random) => `${index};"${sentence(random)}";Gerät ${index % 97};${1 + (index % 5)};shop ${index % 7}`,
};

const CONTENDERS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "this, fixCsv": async (path) => {
    const fix = await fixCsv(() => readFileChunks(path));
    if (fix.outcome !== "fixed") throw new Error(fix.outcome);
    for await (const _ of fix.file.csv());
  },
  "iconv-lite, csv-parse, csv-stringify": (path) =>
    pipeline(
      createReadStream(path),
      iconv.decodeStream("win1252") as unknown as NodeJS.ReadWriteStream,
      parse({ delimiter: ";" }),
      stringify(),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    ),
};

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    megabytes: { type: "string", default: String(SHAPE.megabytes) },
    run: { type: "string" },
    file: { type: "string" },
  },
});

/** Generates the file once. */
async function makeFile(): Promise<string> {
  const path = join(FOLDER, `semicolons-windows-1252-${values.megabytes}.csv`);
  if (await stat(path).catch(() => undefined)) return path;
  await mkdir(FOLDER, { recursive: true });
  async function* encoded() {
    for await (const chunk of generate(SHAPE, Number(values.megabytes) * 1e6))
      yield iconv.encode(String(chunk), "win1252");
  }
  await pipeline(Readable.from(encoded()), createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
  return path;
}

interface Run {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

async function runHere(name: string, path: string): Promise<Run> {
  const start = performance.now();
  await CONTENDERS[name]?.(path);
  return { seconds: (performance.now() - start) / 1000, peakMegabytes: process.resourceUsage().maxRSS / 1000 };
}

async function runApart(name: string, path: string): Promise<Run> {
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--run", name, "--file", path]);
  return JSON.parse(stdout);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

if (values.run !== undefined) console.log(JSON.stringify(await runHere(values.run, values.file ?? "")));
else {
  const path = await makeFile();
  const megabytes = (await stat(path)).size / 1e6;
  const runs = new Map(Object.keys(CONTENDERS).map((name) => [name, [] as Run[]]));
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [name, done] of runs) done.push(await runApart(name, path));
  }
  console.log(`${SHAPE.name}: ${megabytes.toFixed(0)} MB, median of ${values.runs} runs`);
  const ours = median(runs.get("this, fixCsv")?.map(({ seconds }) => seconds) ?? []);
  for (const [name, done] of runs) {
    const seconds = median(done.map((one) => one.seconds));
    const peak = Math.max(...done.map((one) => one.peakMegabytes));
    const ratio = seconds === ours ? "" : `  ${(seconds / ours).toFixed(1)} times as long as this`;
    console.log(
      `  ${name.padEnd(38)} ${(megabytes / seconds).toFixed(0).padStart(4)} MB/s  peak ${peak.toFixed(0)} MB${ratio}`,
    );
  }
}
