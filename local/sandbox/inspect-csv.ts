import { isVisible, TASK_GROUP_COLUMN } from "./columns.ts";
import { readCsvRows } from "./csv-rows.ts";
import { type Inspection, inspection } from "./dataset.ts";
import { FileProblem } from "./file-problem.ts";
import { inThread, LARGE_BYTES } from "./in-thread.ts";

const WORKER = new URL("./inspect-csv-worker.ts", import.meta.url);

/**
 * Reads an uploaded file. @returns its content, or why it is invalid
 *
 * @param signal ends the reading early: the promise is then rejected
 */
export async function inspectCsv(file: { path: string; bytes: number }, signal: AbortSignal): Promise<Inspection> {
  return file.bytes > LARGE_BYTES
    ? inThread(WORKER, file.path, signal, (message) => inspection.parse(message))
    : inspectHere(file.path, signal);
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
      if (!header.some(isVisible)) throw new FileProblem("No column would be shown to participants.");
    }
    if (rows === 0) throw new FileProblem("The file is empty.");
    if (rows === 1) throw new FileProblem("The file has a header and no datapoints.");
    return { ok: true, datapoints: rows - 1, hasGroupingId };
  } catch (error) {
    if (error instanceof FileProblem) return { ok: false, problem: error.message };
    throw error;
  }
}
