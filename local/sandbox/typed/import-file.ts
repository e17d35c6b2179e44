import * as z from "zod";
import { FileProblem } from "../file-problem.ts";
import { inThread, LARGE_BYTES } from "../in-thread.ts";
import { mistakesIn, type RecordMistake } from "./check-record.ts";
import { GrowingFile } from "./growing-file.ts";
import { readRecords } from "./read-records.ts";
import { HASH_BYTES, hashOf, RecordHashes } from "./record-hashes.ts";
import { storedSchema } from "./schema.ts";
import { type Outcome, outcome } from "./typed-dataset.ts";

/** One file to import: all that a thread needs to know. */
export const importTask = z.object({
  path: z.string(),
  bytes: z.number(),
  format: z.enum(["csv", "jsonl"]),
  schema: storedSchema,
  /** The hashes of the records that are there already. */
  earlier: z.object({ paths: z.array(z.string()), records: z.number() }),
  /** Where to write the new records and their hashes. */
  records: z.string(),
  hashes: z.string(),
  /** Records to refuse although nothing is wrong with them, by their index; null for none. */
  refused: z
    .object({ indexes: z.union([z.array(z.number()), z.literal("every third")]), reason: z.string() })
    .nullable(),
});
export type ImportTask = z.infer<typeof importTask>;

const importProgress = z.object({ processed: z.number(), written: z.number() });
/** How far a reading is, in records. */
export type ImportProgress = z.infer<typeof importProgress>;

export const importMessage = z.union([z.object({ progress: importProgress }), z.object({ outcome })]);

// The contract does not say how many errors are listed. Chosen here.
const MOST_ERRORS = 1000;

const RECORDS_PER_PROGRESS = 10_000;
const WORKER = new URL("./import-file-worker.ts", import.meta.url);

/**
 * Reads an uploaded file, and writes its new records. Memory holds 16 bytes and their place for each record, not the records.
 *
 * @param signal ends the reading early: the promise is then rejected
 */
export async function importFile(
  task: ImportTask,
  signal: AbortSignal,
  progressed: (progress: ImportProgress) => void,
): Promise<Outcome> {
  if (task.bytes + task.earlier.records * HASH_BYTES <= LARGE_BYTES) return importHere(task, progressed, signal);
  return inThread(WORKER, task, signal, (message) => {
    const read = importMessage.parse(message);
    if ("outcome" in read) return read.outcome;
    progressed(read.progress);
    return undefined;
  });
}

/** The same in the thread that calls it. */
export async function importHere(
  task: ImportTask,
  progressed: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<Outcome> {
  const records = await GrowingFile.create(task.records);
  const hashes = await GrowingFile.create(task.hashes);
  try {
    const found = await writeRecords(task, { records, hashes }, progressed, signal);
    await records.end();
    await hashes.end();
    return found;
  } catch (error) {
    if (error instanceof FileProblem) return failedOutcome(error.message);
    throw error;
  } finally {
    await records.close();
    await hashes.close();
  }
}

/** That of a file of which nothing was taken. */
export function failedOutcome(reason: string): Outcome {
  return { status: "failed", records: 0, written: 0, duplicates: 0, rejected: 0, errors: [], reason };
}

async function writeRecords(
  { path, format, schema, earlier, refused }: ImportTask,
  to: { records: GrowingFile; hashes: GrowingFile },
  progressed: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<Outcome> {
  const known = new RecordHashes();
  await known.load(earlier.paths);
  const tally = { records: 0, written: 0, duplicates: 0, rejected: 0 };
  const errors: Outcome["errors"] = [];
  const fields = schema.fields.map(([name]) => name);
  const isRefused = refusalOf(refused);

  for await (const { values, mistakes: unreadable } of readRecords(path, format, fields, signal)) {
    const index = tally.records++;
    if (index > 0 && index % RECORDS_PER_PROGRESS === 0) progressed({ processed: index, written: tally.written });
    const mistakes: readonly RecordMistake[] =
      unreadable.length > 0 ? unreadable : (isRefused(index) ?? mistakesIn(values, schema));
    if (mistakes.length > 0) {
      tally.rejected++;
      const listed = mistakes.slice(0, MOST_ERRORS - errors.length);
      // From 0: the contract leaves it open, and the official client adds 1 to show it.
      errors.push(...listed.map(({ field, reason }) => ({ record_index: index, field, reason })));
      continue;
    }
    const record = JSON.stringify(values);
    const hash = hashOf(record);
    if (!known.add(hash)) {
      tally.duplicates++;
      continue;
    }
    tally.written++;
    const full = [to.records.add(Buffer.from(`${record}\n`)), to.hashes.add(hash)];
    if (full.some((write) => write !== undefined)) await Promise.all(full);
  }
  return { ...conclude(tally), ...tally, errors };
}

/** A file without records is not in the contract. Chosen here: it failed, since nothing was taken. */
function conclude({ records, rejected }: { records: number; rejected: number }): Pick<Outcome, "status" | "reason"> {
  if (records === 0) return { status: "failed", reason: "The file has no records." };
  if (rejected === records) return { status: "failed", reason: "All records were refused." };
  return { status: rejected > 0 ? "partial" : "complete", reason: null };
}

function refusalOf(refused: ImportTask["refused"]): (index: number) => RecordMistake[] | undefined {
  if (refused === null) return () => undefined;
  const { indexes, reason } = refused;
  const isRefused = indexes === "every third" ? (index: number) => index % 3 === 2 : setOf(indexes);
  return (index) => (isRefused(index) ? [{ field: null, reason }] : undefined);
}

function setOf(indexes: readonly number[]): (index: number) => boolean {
  const set = new Set(indexes);
  return (index) => set.has(index);
}
