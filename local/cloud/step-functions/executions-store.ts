import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type NotWritten, settleWrites, writePatiently } from "../../patient-file.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT";

/** A try of a state that failed. */
export interface StateFailure {
  readonly error: string;
  readonly cause: string;
  /** In ISO 8601. */
  readonly at: string;
}

/** One execution on disk: enough to describe it, and to continue it after a restart. */
export interface ExecutionRecord {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly executionArn: string;
  /** As it was given, character by character. */
  readonly input: string;
  readonly startDate: string;
  status: ExecutionStatus;
  /** The state it is in, that state's input, when it was entered, and how often it has failed since. */
  at: {
    readonly state: string;
    readonly input: unknown;
    readonly entered?: string;
    readonly failures?: readonly StateFailure[];
  } | null;
  stopDate?: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** Executions in a folder, a file each, whole at any moment. */
export class ExecutionsStore {
  readonly #folder: string;
  readonly #records = new Map<string, ExecutionRecord>();
  /** For each execution its last write, running or done, and the next one. */
  readonly #writes = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  readonly #failed: NotWritten | undefined;

  private constructor(folder: string, failed: NotWritten | undefined) {
    this.#folder = folder;
    this.#failed = failed;
  }

  static async open(folder: string, failed?: NotWritten): Promise<ExecutionsStore> {
    await mkdir(folder, { recursive: true });
    const store = new ExecutionsStore(folder, failed);
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

  /**
   * Resolves when the record, in its current state or a newer one, is on disk. A record that changes during a write is
   * written once more, however often it changed.
   */
  save(record: ExecutionRecord): Promise<void> {
    this.#records.set(record.executionArn, record);
    const waiting = this.#waiting.get(record.executionArn);
    if (waiting) return waiting;
    const underWay = this.#writes.get(record.executionArn) ?? Promise.resolve();
    const write = underWay.then(() => {
      this.#waiting.delete(record.executionArn);
      const written = this.#write(record);
      this.#writes.set(record.executionArn, written);
      return written;
    });
    this.#waiting.set(record.executionArn, write);
    return write;
  }

  async #write(record: ExecutionRecord): Promise<void> {
    const path = join(this.#folder, `${record.name}.json`);
    const write = async () => {
      await writeFile(`${path}.part`, JSON.stringify(record));
      await rename(`${path}.part`, path);
    };
    await writePatiently(path, write, this.#failed);
  }

  async flush(): Promise<void> {
    await settleWrites(Promise.all(this.#waiting.values()).then(() => Promise.all(this.#writes.values())));
  }
}
