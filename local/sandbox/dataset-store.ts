import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { isRunning } from "../is-running.ts";
import { type LegacyDataset, readStoredDataset, type StoredDataset } from "./dataset.ts";
import type { TypedDataset } from "./typed/typed-dataset.ts";

/**
 * Datasets in a folder: a JSON file each, and next to it what was uploaded. Files are written next to their place and
 * renamed into it, so that a killed process leaves each one whole, as it was or as it became.
 */
export class DatasetStore {
  readonly #folder: string;
  readonly #datasets = new Map<string, StoredDataset>();
  readonly #writes = new Map<string, Promise<void>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {Error} a dataset's file cannot be read; the message names it */
  static async open(folder: string): Promise<DatasetStore> {
    await mkdir(folder, { recursive: true });
    const store = new DatasetStore(folder);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (name.endsWith(".part")) await removeLeftover(path);
      if (!name.endsWith(".json")) continue;
      const dataset = readDataset(path, await readFile(path, "utf8"));
      store.#datasets.set(dataset.id, dataset);
    }
    return store;
  }

  get(id: string): StoredDataset | undefined {
    return this.#datasets.get(id);
  }

  /** In the order of their creation. */
  all(): StoredDataset[] {
    return [...this.#datasets.values()];
  }

  /** Those of version 3. */
  legacy(): LegacyDataset[] {
    return this.all().filter((dataset) => dataset.schemaVersion === 3);
  }

  /** Those of version 4. */
  typed(): TypedDataset[] {
    return this.all().filter((dataset) => dataset.schemaVersion === 4);
  }

  /** Resolves once the dataset's current state is on disk. */
  async save(dataset: StoredDataset): Promise<void> {
    this.#datasets.set(dataset.id, dataset);
    const path = join(this.#folder, `${dataset.id}.json`);
    const content = JSON.stringify(dataset, null, 2);
    const before = this.#writes.get(dataset.id) ?? Promise.resolve();
    const write = before
      .catch(() => {})
      .then(async () => {
        const part = this.partPath(dataset.id);
        await writeFile(part, content);
        await rename(part, path);
      });
    this.#writes.set(dataset.id, write);
    try {
      await write;
    } finally {
      if (this.#writes.get(dataset.id) === write) this.#writes.delete(dataset.id);
    }
  }

  /** A dataset's file. Never under the name it was uploaded with, which can be anything. */
  filePath(id: string): string {
    return join(this.#folder, `${id}.csv`);
  }

  /** An import's files: what was uploaded, the records that were written, and their hashes. */
  importPaths(id: string, importId: string) {
    const path = join(this.#folder, `${id}.${importId}`);
    return { upload: `${path}.upload`, records: `${path}.records`, hashes: `${path}.hashes` };
  }

  /** A temporary path for a write. The process's id distinguishes leftovers from current writes. */
  partPath(id: string): string {
    return join(this.#folder, `${id}.${process.pid}.${crypto.randomUUID()}.part`);
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.#writes.values());
  }
}

function readDataset(path: string, content: string): StoredDataset {
  try {
    return readStoredDataset(JSON.parse(content));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(
      `${path} is not a dataset that this sandbox can read. Remove it to continue without it.\n${reason}`,
    );
  }
}

/** Removes the temporary files of killed processes, but not those of another running sandbox. */
async function removeLeftover(path: string): Promise<void> {
  const writer = Number(/\.(\d+)\.[^.]+\.part$/.exec(path)?.[1]);
  if (writer !== process.pid && isRunning(writer)) return;
  await rm(path, { force: true });
}
