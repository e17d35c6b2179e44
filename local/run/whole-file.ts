import { realpath, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { openForWriting } from "./open-writers.ts";

/** What tells one content of a file from the next. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export interface WholeFileOptions {
  /** How long a file that was seen to grow must stay as it is, in milliseconds, where its writer can't be seen. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
  /** Called once where there is something to wait for. */
  readonly waits: (why: "open" | "growing") => void;
}

/** Between two looks at a file. */
const LOOK_MS = 100;
/** A copy of a small file is there in one piece; a writer that is visible is seen within this. */
const AT_LEAST_MS = 500;

/**
 * Waits until a file is whole: no process has it open for writing, and it has been quiet for long enough. A file that was
 * renamed is whole at once.
 *
 * @returns its state then; undefined where it went away, or the signal came first
 */
export async function waitUntilWhole(path: string, options: WholeFileOptions): Promise<FileState | undefined> {
  const { quietMs, signal, waits } = options;
  const real = await realpath(path).catch(() => path);
  let before = await look(path);
  let quietSince = Date.now();
  // Growth that nobody is seen to cause may go on after any pause; where the writer was seen to close the file, it is done.
  let grewUnseen = false;
  let waited = false;
  const wait = (why: "open" | "growing") => {
    if (!waited) waits(why);
    waited = true;
  };

  while (before && !signal.aborted) {
    const isOpen = (await writers.look())?.has(real) ?? false;
    const now = await look(path);
    if (!now) return undefined;
    if (isOpen) {
      grewUnseen = false;
      quietSince = Date.now();
      wait("open");
    } else if (!isSame(before, now)) {
      grewUnseen = true;
      quietSince = Date.now();
    } else if (isRenamed(now) || Date.now() - quietSince >= (grewUnseen ? quietMs : AT_LEAST_MS)) return now;
    else if (grewUnseen && Date.now() - quietSince >= AT_LEAST_MS) wait("growing");
    before = now;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** Writing sets both times. A later change of the inode alone is a rename, or what copying programs do at their end. */
function isRenamed({ size, mtimeMs, ctimeMs }: FileState): boolean {
  return size > 0 && ctimeMs > mtimeMs;
}

function isSame(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

async function look(path: string): Promise<FileState | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && { size: found.size, mtimeMs: found.mtimeMs, ctimeMs: found.ctimeMs };
}

/** A thousand files that appear together are looked up together. */
const writers = {
  last: undefined as Promise<ReadonlySet<string> | undefined> | undefined,
  look() {
    this.last ??= openForWriting().finally(() => {
      this.last = undefined;
    });
    return this.last;
  },
};
