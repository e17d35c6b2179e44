import { type LegacyDataset, type ProcessingEnd, statusOf } from "./dataset.ts";
import type { DatasetStore } from "./dataset-store.ts";
import { inspectCsv } from "./inspect-csv.ts";
import { Turns } from "./turns.ts";

export interface ProcessingOptions {
  readonly store: DatasetStore;
  /** How long a dataset is PROCESSING, in milliseconds; longer only where the file takes longer to read. */
  readonly milliseconds: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** A whole file that arrived. */
export interface Arrival {
  readonly filename: string;
  readonly bytes: number;
  readonly md5: string;
}

// A thousand small files at once would otherwise be a thousand open ones.
const MOST_AT_ONCE = 4;

/**
 * What happens to a file after its upload: it is read at once, in the background, and what was found shows when the time
 * is over. No timer runs: a dataset's status is asked for, and then follows from the clock.
 */
export class Processing {
  readonly #options: ProcessingOptions;
  readonly #reading = new Map<string, Promise<void>>();
  readonly #turns = new Turns(MOST_AT_ONCE);
  readonly #stopped = new AbortController();

  constructor(options: ProcessingOptions) {
    this.#options = options;
  }

  async begin(dataset: LegacyDataset, { filename, bytes, md5 }: Arrival, ends: ProcessingEnd): Promise<void> {
    const { store, milliseconds, now } = this.#options;
    dataset.upload = { filename, bytes, md5, readyAt: now() + milliseconds, ends };
    dataset.inspection = ends === "error" ? { ok: false, problem: "A fault that was asked for." } : null;
    await store.save(dataset);
    this.#read(dataset);
  }

  /** Goes on with what was being processed when the sandbox last stopped, however it stopped. */
  resume(): void {
    for (const dataset of this.#options.store.legacy()) this.#read(dataset);
  }

  /** Ends all processing now, however long it was to take; even what was never to end. */
  async finishAll(): Promise<void> {
    const { store, now } = this.#options;
    for (const dataset of store.legacy()) {
      if (!dataset.upload || statusOf(dataset, now()) !== "PROCESSING") continue;
      const ends = dataset.upload.ends === "never" ? "file" : dataset.upload.ends;
      dataset.upload = { ...dataset.upload, ends, readyAt: Math.min(dataset.upload.readyAt, now()) };
      await store.save(dataset);
      this.#read(dataset);
    }
    await Promise.all(this.#reading.values());
  }

  /** What was not read through by then is read after the next start. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#turns.startAll();
    await Promise.all(this.#reading.values());
  }

  #read(dataset: LegacyDataset): void {
    const { upload, inspection, id } = dataset;
    if (upload?.ends !== "file" || inspection !== null || this.#reading.has(id)) return;
    const reading = this.#inspect(dataset, upload.bytes).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
  }

  async #inspect(dataset: LegacyDataset, bytes: number): Promise<void> {
    const { store, log } = this.#options;
    const path = store.filePath(dataset.id);
    try {
      dataset.inspection = await this.#turns.run(() => inspectCsv({ path, bytes }, this.#stopped.signal));
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      dataset.inspection = { ok: false, problem: error instanceof Error ? error.message : String(error) };
    }
    if (!dataset.inspection.ok) log(`dataset ${dataset.id} ends in ERROR: ${dataset.inspection.problem}`);
    await store.save(dataset);
  }
}
