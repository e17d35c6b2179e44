import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import split2 from "split2";
import { readFileChunks } from "../cli/validate/read-file.ts";
import { validateCsv } from "../functions/validation/validate-csv.ts";
import { JSON_SHAPES, type JsonShape, linesOf, rowsOf } from "./json-shapes.ts";

// Compares the speed of validating JSON Lines with parsers, and with the same records as a CSV, in one run, in turn.
// npm run bench:jsonl -- [--runs N] [--megabytes N] [--shape NAME] [--only READER]

const FOLDER = fileURLToPath(new URL("../.dropset/bench", import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    megabytes: { type: "string", default: "100" },
    shape: { type: "string" },
    only: { type: "string" },
  },
});

/** Reads a shape's files. @returns the number of records */
type Reader = (files: { readonly jsonl: string; readonly csv: string }, shape: JsonShape) => Promise<number>;

const OURS = "this, all rules";
const READERS: Readonly<Record<string, Reader>> = {
  [OURS]: async ({ jsonl }, { schema }) =>
    (await validateCsv(readFileChunks(jsonl), { schema, format: "jsonl" })).file.rows,

  "this, plain JavaScript": async ({ jsonl }, { schema }) =>
    (await validateCsv(readFileChunks(jsonl), { schema, format: "jsonl", plain: true })).file.rows,

  "this, the same as CSV": async ({ csv }, { schema }) =>
    (await validateCsv(readFileChunks(csv), { schema })).file.rows,

  "readline and JSON.parse": async ({ jsonl }) => {
    let records = 0;
    for await (const line of createInterface({ input: createReadStream(jsonl), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== "" && JSON.parse(line) !== null) records++;
    }
    return records;
  },

  "split2 and JSON.parse": async ({ jsonl }) => {
    let records = 0;
    for await (const _ of createReadStream(jsonl).pipe(split2(JSON.parse))) records++;
    return records;
  },

  "JSON.parse alone": async ({ jsonl }) => {
    // The least that any reader does which makes objects of lines: chunks to text, text to lines, lines to objects.
    let records = 0;
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of readFileChunks(jsonl)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (JSON.parse(line) !== null) records++;
    }
    return records + (rest === "" ? 0 : 1);
  },

  "DuckDB, bare count": ({ jsonl }, shape) => duckDb(jsonl, shape),
};

/** One thread reads all fields as text, and counts the records that have any. */
async function duckDb(path: string, { schema }: JsonShape): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const columns = [...schema.fields.keys()].map((name) => `'${name}': 'VARCHAR'`).join(", ");
    const json = `read_json('${path}', format = 'newline_delimited', columns = {${columns}})`;
    const texts = [...schema.fields.keys()].map((name) => `length("${name}")`).join(", ");
    const [rows] = (await connection.runAndReadAll(`SELECT count(coalesce(${texts})) FROM ${json}`)).getRows()[0] ?? [];
    return Number(rows);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Makes a file once. */
async function makeFile(name: string, content: () => Generator<Buffer>): Promise<string> {
  const path = join(FOLDER, name);
  if (await stat(path).catch(() => undefined)) return path;
  await mkdir(FOLDER, { recursive: true });
  await pipeline(Readable.from(content()), createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
  return path;
}

async function timed(work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

for (const shape of JSON_SHAPES) {
  if (values.shape && !shape.name.includes(values.shape)) continue;
  const bytes = Number(values.megabytes) * 1e6;
  const name = `${shape.name.replaceAll(/[^a-z0-9]+/g, "-")}-${values.megabytes}`;
  const files = {
    jsonl: await makeFile(`${name}.jsonl`, () => linesOf(shape, bytes)),
    csv: await makeFile(`${name}-records.csv`, () => rowsOf(shape, bytes)),
  };
  const { size } = await stat(files.jsonl);
  const readers = Object.entries(READERS).filter(
    ([name]) => !values.only || name === OURS || name.includes(values.only),
  );

  // First, all must agree on the number of records; this also warms them up.
  const counts = new Map<string, number>();
  for (const [name, read] of readers) counts.set(name, await read(files, shape));
  if (new Set(counts.values()).size > 1) throw new Error(`${shape.name}: ${JSON.stringify([...counts])}`);

  const seconds = new Map<string, number[]>(readers.map(([name]) => [name, []]));
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [name, read] of readers) seconds.get(name)?.push(await timed(() => read(files, shape)));
  }
  console.log(
    `\n${shape.name}: ${(size / 1e6).toFixed(0)} MB, ${counts.get(OURS)} records, median of ${values.runs} runs`,
  );
  const ours = median(seconds.get(OURS) ?? []);
  for (const [name, times] of seconds) {
    // Of the CSV too, the speed is that of the bytes of the JSON Lines: what counts are the records.
    const speed = (size / 1e6 / median(times)).toFixed(0).padStart(6);
    const ratio = median(times) / ours;
    const against =
      ratio >= 1 ? `this is ${ratio.toFixed(2)} times as fast` : `this takes ${(1 / ratio).toFixed(2)} times as long`;
    console.log(`  ${name.padEnd(26)} ${speed} MB/s  ${name === OURS ? "" : against}`);
  }
}
