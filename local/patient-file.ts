import { appendFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Called when something can't be written, once until it can be again. It is tried again every second. */
export type NotWritten = (path: string, error: unknown) => void;

const RETRY_MS = 1000;
/** A stop waits no longer for a disk that stays full. */
const LAST_WAIT_MS = 2000;

/** Does a write until it succeeds: what could not be written, since the disk is full for instance, is written later. */
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

/** What was asked to be written, or as much of it as can be within a moment. */
export async function settleWrites(writes: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const { signal } = enough;
  await Promise.race([writes, sleep(LAST_WAIT_MS, undefined, { signal }).catch(() => {})]);
  enough.abort();
}

/** A file that texts are added to, in their order; nothing added is lost while the process lives, up to a limit. */
export class PatientFile {
  readonly #path: string;
  readonly #failed: NotWritten | undefined;
  readonly #mostBytes: number;
  #waiting: (string | Buffer)[] = [];
  #waitingBytes = 0;
  #written: Promise<void> = Promise.resolve();

  /** @param mostBytes how much waits at most; more is left out, with a line that says so */
  constructor(path: string, failed?: NotWritten, mostBytes = Number.POSITIVE_INFINITY) {
    this.#path = path;
    this.#failed = failed;
    this.#mostBytes = mostBytes;
  }

  add(text: string | Buffer): void {
    const isFirst = this.#waiting.length === 0;
    if (this.#waitingBytes + text.length > this.#mostBytes) {
      this.#waiting = ["\n… left out, since nothing could be written …\n"];
      this.#waitingBytes = 0;
    }
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    // What comes while a write is under way goes with the next one, in one piece.
    if (isFirst) this.#written = this.#written.then(() => this.#write());
  }

  /** Resolves when everything that was added is on disk, or can't be got there. */
  flush(): Promise<void> {
    return settleWrites(this.#written);
  }

  async #write(): Promise<void> {
    let taken: (string | Buffer)[] = [];
    await writePatiently(
      this.#path,
      async (tries) => {
        // A part may have been written before the disk was full: what follows begins a line of its own.
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
