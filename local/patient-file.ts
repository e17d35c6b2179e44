import { appendFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Called once when a write fails. It is retried every second. */
export type NotWritten = (path: string, error: unknown) => void;

const RETRY_MS = 1000;
/** How long a stop waits for a full disk. */
const LAST_WAIT_MS = 2000;

/** Retries a write until it succeeds, for instance when the disk is full. */
export async function writePatiently(
  path: string,
  write: (tries: number) => Promise<unknown>,
  failed?: NotWritten,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await write(tries);
      return;
    } catch (error) {
      if (tries === 0) failed?.(path, error);
      await sleep(RETRY_MS, undefined, { ref: false });
    }
  }
}

/** Waits for writes, but not longer than two seconds. */
export async function settleWrites(writes: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const { signal } = enough;
  await Promise.race([writes, sleep(LAST_WAIT_MS, undefined, { signal }).catch(() => {})]);
  enough.abort();
}

/** A file to append to. While the process runs, nothing is lost, up to a limit. */
export class PatientFile {
  readonly #path: string;
  readonly #failed: NotWritten | undefined;
  readonly #mostBytes: number;
  #waiting: (string | Buffer)[] = [];
  #waitingBytes = 0;
  #written: Promise<void> = Promise.resolve();

  /** @param mostBytes the most that is buffered; beyond it, the buffer is replaced by a line that says so */
  constructor(path: string, failed?: NotWritten, mostBytes = Number.POSITIVE_INFINITY) {
    this.#path = path;
    this.#failed = failed;
    this.#mostBytes = mostBytes;
  }

  add(text: string | Buffer): void {
    const isFirst = this.#waiting.length === 0;
    if (this.#waitingBytes + text.length > this.#mostBytes) {
      this.#waiting = ["\n… lines are missing here: the disk could not be written …\n"];
      this.#waitingBytes = 0;
    }
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    // Everything that is added during a write goes into the next one.
    if (isFirst) this.#written = this.#written.then(() => this.#write());
  }

  /** Resolves when everything is on disk, or cannot be written. */
  flush(): Promise<void> {
    return settleWrites(this.#written);
  }

  async #write(): Promise<void> {
    let taken: (string | Buffer)[] = [];
    await writePatiently(
      this.#path,
      async (tries) => {
        // A part may have been written before the disk was full: start a new line.
        taken = [...taken, ...this.#waiting];
        this.#waiting = [];
        this.#waitingBytes = 0;
        const text = [...(tries > 0 ? ["\n"] : []), ...taken].map((part) => Buffer.from(part));
        await appendFile(this.#path, Buffer.concat(text));
      },
      this.#failed,
    );
  }
}
