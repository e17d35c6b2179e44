import { createHash } from "node:crypto";
import { renameSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import type { DatasetStore } from "../dataset-store.ts";
import type { ProcessingOptions } from "../processing.ts";
import { Turns } from "../turns.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { failedOutcome, type ImportProgress, type ImportTask, importFile } from "./import-file.ts";
import { inOrder, isHeld, isUnderWay, timeline } from "./timeline.ts";
import type { ImportEnd, Outcome, StoredImport, TypedDataset } from "./typed-dataset.ts";

// Each may have a thread and the hashes of a dataset's records.
const MOST_AT_ONCE = 4;

const ASKED_FOR = "A fault that was asked for.";

/** A complete file, not yet in its place. */
interface ArrivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly md5: string;
}

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
    const job = this.#make("upload", filename);
    dataset.imports.push(job);
    await this.#options.store.save(dataset);
    return job;
  }

  /** Takes an import's file, which is moved away, and starts its processing. */
  async begin(dataset: TypedDataset, job: StoredImport, file: ArrivedFile, end: ImportEnd): Promise<void> {
    this.#arrive(dataset, job, file, this.#options.milliseconds, end);
    await this.#options.store.save(dataset);
    this.#advance(dataset);
  }

  /**
   * Imports records that come without an upload. Resolves when they are written; what a killed process did not write is
   * written after the next start.
   *
   * @returns undefined if an upload is under way
   */
  async append(dataset: TypedDataset, records: Buffer): Promise<StoredImport | undefined> {
    const { store, now } = this.#options;
    const path = store.partPath(dataset.id);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    try {
      await writeFile(path, records);
      if (isUnderWay(dataset.imports, now())) return undefined;
      const job = this.#make("append", null);
      const md5 = createHash("md5").update(records).digest("hex");
      this.#arrive(dataset, job, { path, bytes: records.length, md5 }, 0, { ends: "file" });
      dataset.imports.push(job);
      this.#ended.set(job.id, resolve);
      if (this.#stopped.signal.aborted) resolve();
      await store.save(dataset);
      this.#advance(dataset);
      await ended;
      return job;
    } finally {
      await rm(path, { force: true });
    }
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
    const { store, now } = this.#options;
    for (const dataset of store.typed()) {
      const moments = timeline(dataset.imports, now());
      const underWay = inOrder(dataset.imports).filter(({ id }) => moments.get(id)?.share !== 1);
      if (underWay.length === 0) continue;
      for (const job of underWay) {
        job.arrival.milliseconds = 0;
        if (isHeld(job)) job.arrival.end = { ends: "file" };
      }
      await store.save(dataset);
      this.#advance(dataset);
    }
    await Promise.all(this.#reading.values());
  }

  /** What was not read through by then is read after the next start. May be called again, after the last call has ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#turns.startAll();
    for (const end of this.#ended.values()) end();
    await Promise.all(this.#reading.values());
  }

  #make(type: StoredImport["type"], filename: string | null): StoredImport {
    const now = this.#options.now();
    return { id: uuidV7(now), type, filename, createdAt: new Date(now).toISOString(), arrival: null, outcome: null };
  }

  #arrive(
    { id, imports }: TypedDataset,
    job: StoredImport,
    { path, bytes, md5 }: ArrivedFile,
    milliseconds: number,
    end: ImportEnd,
  ): void {
    // Together with the decision to take the file, so that one of two concurrent uploads is the first.
    renameSync(path, this.#options.store.importPaths(id, job.id).upload);
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
