import { countRows } from "./datapoints.ts";
import type { DatasetStore, StoredDataset } from "./dataset-store.ts";

/** How processing is to end: as the file has it, or as a fault does. */
export type ProcessingEnd = "file" | "never" | "error";

/** What happens to a file after its upload: it is read, and takes a while. */
export class Processing {
  readonly #store: DatasetStore;
  readonly #milliseconds: number;
  readonly #now: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(store: DatasetStore, milliseconds: number, now: () => number) {
    this.#store = store;
    this.#milliseconds = milliseconds;
    this.#now = now;
  }

  /** A second upload to a dataset takes the first one's place [chosen here: the contract is silent]. */
  async begin(
    dataset: StoredDataset,
    filename: string,
    upload: { bytes: number; md5: string },
    end: ProcessingEnd,
  ): Promise<void> {
    dataset.filename = filename;
    dataset.upload = upload;
    dataset.uploads++;
    dataset.status = "PROCESSING";
    dataset.readyAt = this.#now() + this.#milliseconds;
    await this.#store.save(dataset);
    this.#schedule(dataset, end);
  }

  /** Goes on with what was being processed when the sandbox last stopped. */
  resume(): void {
    for (const dataset of this.#store.all()) if (dataset.status === "PROCESSING") this.#schedule(dataset, "file");
  }

  /** Ends the processing of everything now. */
  async finishAll(): Promise<void> {
    this.stop();
    const processing = this.#store.all().filter(({ status }) => status === "PROCESSING");
    await Promise.all(processing.map((dataset) => this.#finish(dataset, "file")));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #schedule(dataset: StoredDataset, end: ProcessingEnd): void {
    if (end === "never") return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        void this.#finish(dataset, end);
      },
      Math.max(0, (dataset.readyAt ?? 0) - this.#now()),
    );
    this.#timers.add(timer);
  }

  async #finish(dataset: StoredDataset, end: ProcessingEnd): Promise<void> {
    try {
      if (end === "error") throw new Error("A fault that was asked for.");
      Object.assign(dataset, await countRows(this.#store.filePath(dataset.id)), { status: "READY" });
    } catch (error) {
      dataset.status = "ERROR";
      dataset.problem = error instanceof Error ? error.message : String(error);
    }
    await this.#store.save(dataset);
  }
}
