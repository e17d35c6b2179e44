import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { watch } from "chokidar";
import { DEFINITION_FILE } from "../../functions/drops/folder-keys.ts";
import { whyLeftAlone } from "./left-alone.ts";
import { type FileState, waitUntilWhole } from "./whole-file.ts";

export interface WatchOptions {
  readonly folder: string;
  /** The list of uploaded files, so that a restart does not upload them again. */
  readonly memoryFile: string;
  /** How long a growing file must stay unchanged, in milliseconds. */
  readonly quietMs: number;
  /** Names to ignore besides temporary ones, as globs. */
  readonly ignore: readonly string[];
  /** Uploads one file; its path below the folder, with slashes, becomes the end of its key. */
  readonly drop: (path: string, name: string) => Promise<void>;
  readonly watched: WatchEvents;
}

/** Events about files that are not uploaded, or not yet. */
export interface WatchEvents {
  /** The upload failed and is retried at this time, in milliseconds since the epoch. Called once per reason. */
  failed(name: string, error: unknown, againAt: number): void;
  /** The file is ignored. Called once per name. */
  leftAlone(name: string, why: string): void;
  /** The file is still being written. Called once each time. */
  unfinished(name: string, why: "open" | "growing"): void;
  /** A folder's definition was removed here. What was uploaded of it still applies. */
  definitionRemoved(name: string): void;
}

export interface FolderWatcher {
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/** Uploads every new or changed file in a folder once it is complete. */
export async function watchFolder(options: WatchOptions): Promise<FolderWatcher> {
  const { folder, quietMs, ignore, watched } = options;
  await mkdir(folder, { recursive: true });
  const memory = await openMemory(options.memoryFile);
  const stopping = new AbortController();
  const { signal } = stopping;
  const nameOf = (path: string) => relative(folder, path).split(sep).join("/");
  const left = new Set<string>();
  const leaveAlone = (name: string, why: string) => {
    if (!left.has(name)) watched.leftAlone(name, why);
    left.add(name);
  };

  async function dropOnceWhole(path: string): Promise<void> {
    const name = nameOf(path);
    const waits = (why: "open" | "growing") => watched.unfinished(name, why);
    let said = "";
    for (let pause = FIRST_RETRY_MS; !signal.aborted; pause = Math.min(LONGEST_RETRY_MS, pause * 2)) {
      const state = await waitUntilWhole(path, { quietMs, signal, waits });
      if (!state || memory.has(name, state)) return;
      await definitionFirst(path);
      try {
        await options.drop(path, name);
        await memory.add(name, state);
      } catch (error) {
        const reason = String(error);
        if (reason !== said) watched.failed(name, error, Date.now() + pause);
        said = reason;
        await sleep(pause, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** A folder's definition applies to what is uploaded after it. */
  async function definitionFirst(path: string): Promise<void> {
    const definition = join(dirname(path), DEFINITION_FILE);
    if (definition === path || !existsSync(definition)) return;
    changed(definition);
    await busy.get(definition);
  }

  const busy = new Map<string, Promise<void>>();
  const again = new Set<string>();
  /** Changes of one file are handled one after the other. */
  const changed = (path: string): void => {
    if (busy.has(path)) {
      again.add(path);
      return;
    }
    const looked = dropOnceWhole(path).finally(() => {
      busy.delete(path);
      if (again.delete(path) && !signal.aborted) changed(path);
    });
    busy.set(path, looked);
  };

  const watcher = watch(folder, {
    // `atomic` would hide some editors' temporary files, which are reported once.
    atomic: false,
    ignored: (path) => {
      const why = path === folder ? undefined : whyLeftAlone(path, ignore);
      if (why !== undefined) leaveAlone(nameOf(path), why);
      return why !== undefined;
    },
  });
  watcher.on("add", changed).on("change", changed);
  watcher.on("unlink", (path) => {
    if (basename(path) === DEFINITION_FILE) watched.definitionRemoved(nameOf(path));
  });
  const nameUnreadable = async () => {
    for (const name of await unreadableNames(folder)) {
      leaveAlone(name, "its name is not valid UTF-8; rename it");
    }
  };
  // A name that is not UTF-8 has a replacement character, and no file is found under it.
  watcher.on("raw", (_event, path) => {
    if (path?.includes("\ufffd")) void nameUnreadable();
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  await nameUnreadable();
  return {
    async close() {
      stopping.abort();
      await watcher.close();
      await Promise.all(busy.values());
    },
  };
}

/** The names below a folder that are not UTF-8, with their bytes escaped. */
async function unreadableNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { encoding: "buffer", withFileTypes: true }).catch(() => []);
  const found = entries.map((entry) => {
    const name = entry.name.toString("utf8");
    if (!entry.name.equals(Buffer.from(name))) return [escapeBytes(entry.name)];
    return entry.isDirectory() ? unreadableNames(join(folder, name)) : [];
  });
  return (await Promise.all(found)).flat();
}

function escapeBytes(name: Buffer): string {
  return [...name.toString("latin1")]
    .map((char) => (/[\x20-\x7e]/.test(char) ? char : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`))
    .join("");
}

/** The content of each file that was uploaded, kept on disk. */
async function openMemory(path: string) {
  const dropped = await readMemory(path);
  let saved = Promise.resolve();
  const versionOf = ({ size, mtimeMs }: FileState) => `${size} ${mtimeMs}`;
  return {
    has: (name: string, state: FileState) => dropped.get(name) === versionOf(state),
    add(name: string, state: FileState): Promise<void> {
      dropped.set(name, versionOf(state));
      // If a write fails, the next one includes it.
      saved = saved.catch(() => {}).then(() => writeMemory(path, dropped));
      return saved;
    },
  };
}

async function readMemory(file: string): Promise<Map<string, string>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, "utf8"))));
  } catch {
    return new Map();
  }
}

async function writeMemory(file: string, dropped: ReadonlyMap<string, string>): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(Object.fromEntries(dropped)));
  await rename(`${file}.part`, file);
}
