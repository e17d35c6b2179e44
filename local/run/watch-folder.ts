import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";

export interface WatchOptions {
  readonly folder: string;
  /** Where it is kept which files were dropped, so that a restart doesn't drop them again. */
  readonly memoryFile: string;
  /** Drops one file; its path below the folder, with slashes, becomes the end of its key. */
  readonly drop: (path: string, name: string) => Promise<void>;
  readonly failed: (name: string, error: unknown) => void;
}

/** Drops every file that appears in a folder or is written again, once it is whole. */
export async function watchFolder(options: WatchOptions): Promise<FSWatcher> {
  const { folder, memoryFile } = options;
  await mkdir(folder, { recursive: true });
  const dropped = await readMemory(memoryFile);
  let saved = Promise.resolve();

  const changed = async (path: string, stats: { size: number; mtimeMs: number } | undefined) => {
    const name = relative(folder, path).split(sep).join("/");
    const version = stats ? `${stats.size} ${stats.mtimeMs}` : "";
    if (dropped.get(name) === version) return;
    try {
      await options.drop(path, name);
      dropped.set(name, version);
      saved = saved.then(() => writeMemory(memoryFile, dropped));
      await saved;
    } catch (error) {
      options.failed(name, error);
    }
  };

  const watcher = watch(folder, {
    alwaysStat: true,
    // A copy under way grows; half a second of quiet is taken for its end.
    awaitWriteFinish: { stabilityThreshold: 500, pollInterval: 100 },
    // What editors and file managers put there for themselves.
    ignored: (path) => /^(\.|~\$)|~$/.test(basename(path)) && path !== folder,
  });
  watcher.on("add", changed).on("change", changed);
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return watcher;
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
