import { realpath, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { openForWriting } from "./open-writers.ts";

/** Identifies the content of a file. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export interface WholeFileOptions {
  /** How long a growing file whose writer is not visible must stay unchanged, in milliseconds. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
  /** Called once if there is something to wait for. */
  readonly waits: (why: "open" | "growing") => void;
}

/** The time between two checks of a file. */
const LOOK_MS = 100;
/** Long enough to detect a visible writer. */
const AT_LEAST_MS = 500;

/**
 * Waits until a file is complete: no process has it open for writing, and it has not changed for long enough. A renamed
 * file is complete at once.
 *
 * @returns its state then; undefined if it was deleted, or on abort
 */
export async function waitUntilWhole(path: string, options: WholeFileOptions): Promise<FileState | undefined> {
  const { quietMs, signal, waits } = options;
  const real = await realpath(path).catch(() => path);
  let before = await look(path);
  let quietSince = Date.now();
  // Growth without a visible writer may continue after any pause; a visible writer that closed the file is done.
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

/** Writing sets both times. A later change of only the inode is a rename, or the last step of a copy. */
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

/** Shares one lookup between files that are checked at the same time. */
const writers = {
  last: undefined as Promise<ReadonlySet<string> | undefined> | undefined,
  look() {
    this.last ??= openForWriting().finally(() => {
      this.last = undefined;
    });
    return this.last;
  },
};
