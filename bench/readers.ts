import { createReadStream } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { parse as csvParse } from "csv-parse";
import { parseStream as fastCsv } from "fast-csv";
import Papa from "papaparse";
import { inferSchema, initParser } from "udsv";
import { readFileChunks } from "../cli/validate/read-file.ts";
import { isVisible, TASK_GROUP_COLUMN } from "../functions/validation/rules/meta-names.ts";
import { validateCsv } from "../functions/validation/validate-csv.ts";

/** Reads a whole file. @returns the number of rows without the header */
export type Reader = (path: string) => Promise<number>;

/** Each parser streams as its documentation recommends; ours reads as `dropset validate`, with all rules. */
export const READERS: Readonly<Record<string, Reader>> = {
  "this, all rules": async (path) => (await validateCsv(readFileChunks(path))).file.rows,

  "this, plain JavaScript": async (path) => (await validateCsv(readFileChunks(path), { plain: true })).file.rows,

  "csv-parse": async (path) => {
    let rows = -1;
    const parser = createReadStream(path).pipe(csvParse());
    parser.on("readable", () => {
      while (parser.read() !== null) rows++;
    });
    await new Promise((resolve, reject) => parser.once("end", resolve).once("error", reject));
    return rows;
  },

  papaparse: (path) =>
    new Promise((resolve, reject) => {
      let rows = -1;
      Papa.parse(createReadStream(path), {
        chunk: ({ data }) => {
          rows += data.length;
        },
        skipEmptyLines: true,
        complete: () => resolve(rows),
        error: reject,
      });
    }),

  "fast-csv": (path) =>
    new Promise((resolve, reject) => {
      let rows = -1;
      fastCsv(createReadStream(path))
        .on("data", () => rows++)
        .once("end", () => resolve(rows))
        .once("error", reject);
    }),

  "DuckDB, same questions": (path) => duckDb(path, false),

  "DuckDB, bare count": (path) => duckDb(path, true),

  udsv: async (path) => {
    let rows = 0;
    let parser: ReturnType<typeof initParser> | undefined;
    for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
      parser ??= initParser(inferSchema(chunk));
      // Its types require the same row type for both arguments.
      parser.chunk<string[]>(chunk, parser.stringArrs as Parameters<typeof parser.chunk<string[]>>[1], () => {
        rows++;
      });
    }
    parser?.end();
    return rows;
  },
};

/** The same results from DuckDB with one thread: rows, distinct visible rows, and groups. */
export async function duckDb(path: string, bare: boolean): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const csv = `read_csv('${path.replaceAll("'", "''")}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', max_line_size = 4000000)`;
    const names = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${csv}`)).getColumns()[0] ?? [];
    const quoted = (name: unknown) => `"${String(name).replaceAll('"', '""')}"`;
    const visible = names.filter((name) => isVisible(String(name))).map(quoted);
    const groups = names.includes(TASK_GROUP_COLUMN) ? `, count(DISTINCT ${TASK_GROUP_COLUMN})` : "";
    const questions = bare ? "count(*)" : `count(*), count(DISTINCT hash(${visible.join(", ")}))${groups}`;
    const [rows] = (await connection.runAndReadAll(`SELECT ${questions} FROM ${csv}`)).getRows()[0] ?? [];
    return Number(rows);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Only reads the bytes: the cost of the disk and the stream. */
export const rawRead: Reader = async (path) => {
  for await (const _ of createReadStream(path)) {
    // The bytes are ignored.
  }
  return 0;
};
