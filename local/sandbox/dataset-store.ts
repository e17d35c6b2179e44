import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type DatasetStatus = "UNINITIALISED" | "PROCESSING" | "READY" | "ERROR";

/** A dataset, as the sandbox keeps it on disk. */
export interface StoredDataset {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly createdAt: string;
  status: DatasetStatus;
  /** The name that the upload URL was asked for with, once something was uploaded. */
  filename: string | null;
  /** When processing is over, in milliseconds since the epoch. */
  readyAt: number | null;
  datapoints: number;
  hasGroupingId: boolean;
  /** Why processing ended in ERROR. The API doesn't tell; the sandbox's log does. */
  problem: string | null;
  upload: { readonly bytes: number; readonly md5: string } | null;
  /** How often a whole file arrived. */
  uploads: number;
}

/** Datasets in a folder: a JSON file each, and beside it the uploaded file. Whole at any moment. */
export class DatasetStore {
  readonly #folder: string;
  readonly #datasets = new Map<string, StoredDataset>();
  readonly #writes = new Map<string, Promise<void>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<DatasetStore> {
    await mkdir(folder, { recursive: true });
    const store = new DatasetStore(folder);
    for (const name of await readdir(folder)) {
      if (!name.endsWith(".json")) continue;
      const dataset: StoredDataset = JSON.parse(await readFile(join(folder, name), "utf8"));
      store.#datasets.set(dataset.id, dataset);
    }
    return store;
  }

  get(id: string): StoredDataset | undefined {
    return this.#datasets.get(id);
  }

  all(): StoredDataset[] {
    return [...this.#datasets.values()];
  }

  async save(dataset: StoredDataset): Promise<void> {
    this.#datasets.set(dataset.id, dataset);
    const path = join(this.#folder, `${dataset.id}.json`);
    const content = JSON.stringify(dataset, null, 2);
    const write = (this.#writes.get(dataset.id) ?? Promise.resolve()).then(async () => {
      await writeFile(`${path}.part`, content);
      await rename(`${path}.part`, path);
    });
    this.#writes.set(dataset.id, write);
    await write;
  }

  /** Where a dataset's file lies. */
  filePath(id: string): string {
    return join(this.#folder, `${id}.csv`);
  }

  async flush(): Promise<void> {
    await Promise.all(this.#writes.values());
  }
}
