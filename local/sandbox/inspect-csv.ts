import { Worker } from "node:worker_threads";
import { isVisible, TASK_GROUP_COLUMN } from "./columns.ts";
import { CsvProblem, readCsvRows } from "./csv-rows.ts";
import type { Inspection } from "./dataset.ts";

// Reading this much takes 0.2 s. Larger files are read in their own thread, so that they do not block the embedded cloud.
const LARGE_BYTES = 5 * 1024 ** 2;

/**
 * Reads an uploaded file. @returns its content, or why it is invalid
 *
 * @param signal ends the reading early: the promise is then rejected
 */
export async function inspectCsv(file: { path: string; bytes: number }, signal: AbortSignal): Promise<Inspection> {
  return file.bytes > LARGE_BYTES ? inspectInThread(file.path, signal) : inspectHere(file.path, signal);
}

/** The same in the thread that calls it. */
export async function inspectHere(path: string, signal?: AbortSignal): Promise<Inspection> {
  try {
    let rows = 0;
    let hasGroupingId = false;
    for await (const { header } of readCsvRows(path, signal)) {
      if (rows++ > 0) continue;
      hasGroupingId = header.includes(TASK_GROUP_COLUMN);
      // The guide does not specify files without visible columns or rows. Chosen here: ERROR.
      if (!header.some(isVisible)) throw new CsvProblem("No column would be shown to participants.");
    }
    if (rows === 0) throw new CsvProblem("The file is empty.");
    if (rows === 1) throw new CsvProblem("The file has a header and no datapoints.");
    return { ok: true, datapoints: rows - 1, hasGroupingId };
  } catch (error) {
    if (error instanceof CsvProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function inspectInThread(path: string, signal: AbortSignal): Promise<Inspection> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL("./inspect-csv-worker.ts", import.meta.url), {
      workerData: path,
      // It makes much garbage and keeps a row at a time: more room would only fill.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const stop = () => void worker.terminate();
    signal.addEventListener("abort", stop, { once: true });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => {
      signal.removeEventListener("abort", stop);
      reject(new Error("The thread that read the file ended early."));
    });
  });
}
