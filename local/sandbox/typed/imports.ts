import { createHash } from "node:crypto";
import { renameSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import type { DatasetStore } from "../dataset-store.ts";
import type { ProcessingOptions } from "../processing.ts";
import { Turns } from "../turns.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { failedOutcome, type ImportProgress, type ImportTask, importFile } from "./import-file.ts";
import { inOrder, isHeld } from "./timeline.ts";
import type { ImportEnd, Outcome, StoredImport, TypedDataset } from "./typed-dataset.ts";

// Each may have a thread and the hashes of a dataset's records.
const MOST_AT_ONCE = 4;

const ASKED_FOR = "A fault that was asked for.";

/**
 * What happens to the files of typed datasets. The files of one dataset are read one after the other in the order of their
 * arrival, in the background; what was found shows when the import's time is over. No timer runs.
 */
export class Imports {
  readonly #options: ProcessingOptions;
  readonly #reading = new Map<string, Promise<void>>();
  readonly #progress = new Map<string, ImportProgress>();
  readonly #ended = new Map<string, () => void>();
  readonly #turns = new Turns(MOST_AT_ONCE);
  readonly #stopped = new AbortController();

  constructor(options: ProcessingOptions) {
    this.#options = options;
  }

  /** Makes an import that waits for its file. */
  async open(dataset: TypedDataset, filename: string): Promise<StoredImport> {
    const job = this.#add(dataset, "upload", filename);
    await this.#options.store.save(dataset);
    return job;
  }

  /** Takes an import's file, which is moved away, and starts its processing. */
  async begin(
    dataset: TypedDataset,
    job: StoredImport,
    file: { path: string; bytes: number; md5: string },
    end: ImportEnd,
  ): Promise<void> {
    const { store, milliseconds } = this.#options;
    // Together with the decision to take it, so that one of two concurrent uploads is the first.
    renameSync(file.path, store.importPaths(dataset.id, job.id).upload);
    this.#arrive(dataset, job, file, milliseconds, end);
    await store.save(dataset);
    this.#advance(dataset);
  }

  /** Imports records without an upload. Resolves when they are written; the records of a killed process are not lost. */
  async append(dataset: TypedDataset, records: Buffer): Promise<StoredImport> {
    const { store } = this.#options;
    const job = this.#add(dataset, "append", null);
    const part = store.partPath(dataset.id);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    this.#ended.set(job.id, resolve);
    try {
      await writeFile(part, records);
      await rename(part, store.importPaths(dataset.id, job.id).upload);
    } catch (error) {
      dataset.imports = dataset.imports.filter((other) => other !== job);
      throw error;
    }
    const md5 = createHash("md5").update(records).digest("hex");
    this.#arrive(dataset, job, { bytes: records.length, md5 }, 0, { ends: "file" });
    await store.save(dataset);
    this.#advance(dataset);
    await ended;
    return job;
  }

  /** How far the reading of a file is; undefined where it is not being read. */
  progressOf(importId: string): ImportProgress | undefined {
    return this.#progress.get(importId);
  }

  /** Goes on with what was being processed when the sandbox last stopped, however it stopped. */
  resume(): void {
    for (const dataset of this.#options.store.typed()) this.#advance(dataset);
  }

  /** Ends all imports now, however long they were to take; even what was never to end. */
  async finishAll(): Promise<void> {
    const { store } = this.#options;
    for (const dataset of store.typed()) {
      for (const job of inOrder(dataset.imports)) {
        job.arrival.milliseconds = 0;
        if (isHeld(job)) job.arrival.end = { ends: "file" };
      }
      await store.save(dataset);
      this.#advance(dataset);
    }
    await Promise.all(this.#reading.values());
  }

  /** What was not read through by then is read after the next start. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#turns.startAll();
    for (const end of this.#ended.values()) end();
    await Promise.all(this.#reading.values());
  }

  #add(dataset: TypedDataset, type: StoredImport["type"], filename: string | null): StoredImport {
    const now = this.#options.now();
    const createdAt = new Date(now).toISOString();
    const job: StoredImport = { id: uuidV7(now), type, filename, createdAt, arrival: null, outcome: null };
    dataset.imports.push(job);
    return job;
  }

  #arrive(
    { imports }: TypedDataset,
    job: StoredImport,
    { bytes, md5 }: { bytes: number; md5: string },
    milliseconds: number,
    end: ImportEnd,
  ): void {
    const at = this.#options.now();
    const order = 1 + Math.max(0, ...imports.map(({ arrival }) => arrival?.order ?? 0));
    job.arrival = { bytes, md5, at, order, milliseconds, end };
    if (end.ends === "failed") job.outcome = { ...failedOutcome(end.reason ?? ASKED_FOR), at };
    if (end.ends === "pending_schema") {
      job.outcome = { ...failedOutcome(end.reason ?? "The dataset has no schema."), status: "pending_schema", at };
    }
  }

  /** Reads all of a dataset's files that can be read, one after the other. */
  #advance(dataset: TypedDataset): void {
    if (this.#reading.has(dataset.id) || !nextToRead(dataset)) return;
    const reading = this.#readAll(dataset).catch((error: unknown) => {
      this.#reading.delete(dataset.id);
      this.#options.log(`dataset ${dataset.id}: ${error instanceof Error ? error.stack : error}`);
    });
    this.#reading.set(dataset.id, reading);
  }

  async #readAll(dataset: TypedDataset): Promise<void> {
    for (let job = nextToRead(dataset); job; job = nextToRead(dataset)) {
      await this.#read(dataset, job);
      if (this.#stopped.signal.aborted) break;
    }
    // In the same step as the last look, so that a file that arrives afterwards starts another reading.
    this.#reading.delete(dataset.id);
  }

  async #read(dataset: TypedDataset, job: StoredImport): Promise<void> {
    const { store, now, log } = this.#options;
    const part = { records: store.partPath(dataset.id), hashes: store.partPath(dataset.id) };
    const to = store.importPaths(dataset.id, job.id);
    let found: Outcome;
    try {
      const task = taskOf(dataset, job, store, part);
      const progressed = (progress: ImportProgress) => void this.#progress.set(job.id, progress);
      found = await this.#turns.run(() => importFile(task, this.#stopped.signal, progressed));
      if (found.written > 0) {
        await rename(part.records, to.records);
        await rename(part.hashes, to.hashes);
      }
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      found = failedOutcome(error instanceof Error ? error.message : String(error));
    } finally {
      await rm(part.records, { force: true });
      await rm(part.hashes, { force: true });
      this.#progress.delete(job.id);
    }
    job.outcome = { ...found, at: now() };
    if (found.status === "failed") log(`import ${job.id} of dataset ${dataset.id} failed: ${found.reason}`);
    try {
      await store.save(dataset);
    } finally {
      this.#ended.get(job.id)?.();
      this.#ended.delete(job.id);
    }
  }
}

/** Before it, all have been read, so that it is known which of its records are there already. */
function nextToRead({ imports }: TypedDataset) {
  const next = inOrder(imports).find((job) => job.outcome === null);
  return next && !isHeld(next) ? next : undefined;
}

function taskOf(
  dataset: TypedDataset,
  job: StoredImport,
  store: DatasetStore,
  part: { records: string; hashes: string },
): ImportTask {
  const earlier = inOrder(dataset.imports).filter(({ outcome }) => outcome !== null && outcome.written > 0);
  const end = job.arrival?.end;
  return {
    path: store.importPaths(dataset.id, job.id).upload,
    bytes: job.arrival?.bytes ?? 0,
    format: job.type === "append" || isJsonl(job.filename ?? "") ? "jsonl" : "csv",
    schema: dataset.schema,
    earlier: {
      paths: earlier.map(({ id }) => store.importPaths(dataset.id, id).hashes),
      records: earlier.reduce((sum, { outcome }) => sum + (outcome?.written ?? 0), 0),
    },
    ...part,
    refused: end?.ends === "partial" ? { indexes: end.reject ?? "every third", reason: end.reason ?? ASKED_FOR } : null,
  };
}

/** Endings count in any case [chosen here]: the official client sends the name as it is. */
export function isJsonl(filename: string): boolean {
  return filename.toLowerCase().endsWith(".jsonl");
}
