import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT";

/** One execution, as it is kept on disk: enough to answer for it, and to go on with it after a restart. */
export interface ExecutionRecord {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly executionArn: string;
  /** As it was given, character by character. */
  readonly input: string;
  readonly startDate: string;
  status: ExecutionStatus;
  /** The state it is in, that state's input, and when it was entered. */
  at: { readonly state: string; readonly input: unknown; readonly entered?: string } | null;
  stopDate?: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** Executions in a folder, a file each, whole at any moment. */
export class ExecutionsStore {
  readonly #folder: string;
  readonly #records = new Map<string, ExecutionRecord>();
  /** One write at a time for each execution, in their order. */
  readonly #writes = new Map<string, Promise<void>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<ExecutionsStore> {
    await mkdir(folder, { recursive: true });
    const store = new ExecutionsStore(folder);
    for (const file of await readdir(folder)) {
      if (!file.endsWith(".json")) continue;
      const record: ExecutionRecord = JSON.parse(await readFile(join(folder, file), "utf8"));
      store.#records.set(record.executionArn, record);
    }
    return store;
  }

  get(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }

  all(): ExecutionRecord[] {
    return [...this.#records.values()];
  }

  save(record: ExecutionRecord): Promise<void> {
    this.#records.set(record.executionArn, record);
    const content = JSON.stringify(record);
    const path = join(this.#folder, `${record.name}.json`);
    const earlier = this.#writes.get(record.executionArn) ?? Promise.resolve();
    const write = earlier.then(async () => {
      await writeFile(`${path}.part`, content);
      await rename(`${path}.part`, path);
    });
    this.#writes.set(record.executionArn, write);
    return write;
  }

  async flush(): Promise<void> {
    await Promise.all(this.#writes.values());
  }
}
