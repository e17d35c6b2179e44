import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  chmod,
  constants,
  copyFile,
  type FileHandle,
  link,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Explained } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";
import { removeOnExit } from "../terminal/remove-on-exit.ts";
import { explainSystemError, messageOf } from "../terminal/system-error.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { fixedName } from "./fixed-name.ts";

/** Where a fixed file goes. */
export interface Target {
  /** The path to show; undefined if the file goes nowhere. */
  readonly path: string | undefined;
  /** Whether a valid file, in which there is nothing to fix, goes there too. */
  readonly takesUnchanged: boolean;
  open(): Promise<Output>;
}

export interface Output {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

export interface TargetOptions {
  readonly output: string | undefined;
  readonly isDryRun: boolean;
  readonly overwrites: boolean;
}

/**
 * The targets of files, by the option `-o`: a file, a folder, or - for standard output. Without it, each goes next to its file.
 *
 * @throws {WrongUse} more than one file for one target, by -o or by their names, standard input without one, or a file that
 * would overwrite itself
 */
export async function targetsOf(
  files: readonly string[],
  { output, isDryRun, overwrites }: TargetOptions,
): Promise<Target[]> {
  if (isDryRun) return files.map(() => NOWHERE);
  const folder = output !== undefined && output !== "-" && (await isFolder(output)) ? output : undefined;
  if (output !== undefined && folder === undefined && files.length > 1) {
    throw new WrongUse("-o must name a folder if there is more than one file.");
  }
  const toFile = (path: string, takesUnchanged: boolean) =>
    fileTarget(path, { takesUnchanged, overwrites, toReplace: "Use --overwrite" });
  const targets = files.map((file) => {
    if (output === "-" || (output === undefined && file === "-")) return STANDARD_OUTPUT;
    if (output !== undefined && folder === undefined) return toFile(output, true);
    if (file === "-") throw new WrongUse("-o must name a file for standard input, not a folder.");
    return toFile(join(folder ?? dirname(file), fixedName(basename(file))), folder !== undefined);
  });
  const paths = targets.map(({ path }) => path);
  const placesOfFiles = await Promise.all(files.map(placeOnDisk));
  checkPathsDiffer(files, placesOfFiles, paths);
  for (const [index, path] of paths.entries()) {
    const place = path === undefined ? undefined : await placeOnDisk(path);
    const itself = placesOfFiles[index];
    // Without --overwrite, another file is kept.
    const other = overwrites ? placesOfFiles.indexOf(place) : -1;
    if (place === undefined || (place !== itself && other < 0)) continue;
    const what = place === itself ? "overwrite itself" : "be overwritten";
    const file = files[place === itself ? index : other];
    throw new WrongUse(`${quoted(file ?? "")} would ${what}. Name another file with -o.`);
  }
  return targets;
}

function checkPathsDiffer(
  files: readonly string[],
  places: readonly (string | undefined)[],
  paths: readonly (string | undefined)[],
): void {
  const resolved = paths.map((path) => (path === undefined || path === "-" ? path : resolve(path)));
  const second = resolved.findIndex((path, index) => path !== "-" && resolved.indexOf(path) < index);
  if (second < 0) return;
  const first = resolved.indexOf(resolved[second]);
  const [one, other] = [quoted(files[first] ?? ""), quoted(files[second] ?? "")];
  if (places[first] !== undefined && places[first] === places[second]) {
    throw new WrongUse(one === other ? `${one} is named twice.` : `${one} and ${other} are the same file.`);
  }
  const path = quoted(paths[second] ?? "");
  throw new WrongUse(
    `${one} and ${other} would both be written to ${path}. Fix one at a time, and name its file with -o.`,
  );
}

/** The same for every name of a file; undefined where there is no file. */
async function placeOnDisk(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found?.isFile() ? `${found.dev} ${found.ino}` : undefined;
}

/** Whether a target is a folder, or is named as one. */
export async function isFolder(path: string): Promise<boolean> {
  return /[\\/]$/.test(path) || (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

export const NOWHERE: Target = {
  path: undefined,
  takesUnchanged: false,
  open: async () => ({ write: async () => {}, close: async () => {}, discard: async () => {} }),
};

const STANDARD_OUTPUT: Target = {
  path: "-",
  takesUnchanged: true,
  open: async () => ({
    async write(chunk) {
      if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
    },
    close: async () => {},
    discard: async () => {},
  }),
};

/** There is a file or a link of this name, which is not overwritten. */
export class TargetExists extends Explained {
  /**
   * @param why what is there
   * @param toReplace what the command offers, to have it replaced
   */
  constructor(path: string, why: string, toReplace: string, cause?: unknown) {
    super(`${quoted(path)} ${why}. ${toReplace}, or name another file with -o.`, { exitCode: 2, cause });
  }
}

const IS_KEPT = "exists already, and is not overwritten";

export interface FileTargetOptions {
  readonly takesUnchanged: boolean;
  /** Whether an existing file is replaced, once the new one is whole. */
  readonly overwrites: boolean;
  /** What to do where it is kept. Default: to remove it. */
  readonly toReplace?: string;
}

/** A file. @throws {TargetExists} when it is opened or closed, if there is one of its name, unless it is overwritten */
export function fileTarget(path: string, { takesUnchanged, ...options }: FileTargetOptions): Target {
  return { path, takesUnchanged, open: () => openFile(path, options) };
}

/** A file which is there only when it is whole. */
async function openFile(
  path: string,
  { overwrites, toReplace = "Remove it" }: Omit<FileTargetOptions, "takesUnchanged">,
): Promise<Output> {
  const explained = <T>(work: () => Promise<T>) => explainedWrite(path, toReplace, work);
  const before = await stat(path).catch(() => undefined);
  if (before && !before.isFile()) {
    throw new WrongUse(`${quoted(path)} is not a file that can be replaced. For standard output, use -o -.`);
  }
  if (before && !overwrites) throw new TargetExists(path, IS_KEPT, toReplace);
  // A new file in its place would end the link, and one where it leads is not what was named.
  const leadsTo = before ? undefined : await readlink(path).catch(() => undefined);
  if (leadsTo !== undefined) {
    throw new TargetExists(path, `is a link to ${quoted(leadsTo)}, where there is no file`, "Remove it");
  }
  // What a link leads to is replaced, and not the link.
  const target = before ? await realpath(path) : path;
  // Not by the process's id: in a container it may be that of a run that was killed.
  const part = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.part`);
  const file = await explained(() => open(part, "wx"));
  const isRemoved = removeOnExit(part);
  const remove = async () => {
    await rm(part, { force: true });
    isRemoved();
  };
  return {
    write: (chunk) => explained(() => writeWhole(file, chunk)),
    async close() {
      await explained(async () => {
        await file.close();
        if (before) await chmod(part, before.mode & 0o777);
        if (overwrites) return await rename(part, target);
        // Unlike a rename, these fail if somebody made a file of this name in the meantime. Not every disk has links.
        await link(part, path).catch(() => copyFile(part, path, constants.COPYFILE_EXCL));
      }).finally(remove);
    },
    async discard() {
      await file.close().catch(() => {});
      await remove();
    },
  };
}

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}

async function explainedWrite<T>(path: string, toReplace: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") throw new TargetExists(path, IS_KEPT, toReplace, error);
    const why = code === "ENOENT" ? "its folder does not exist" : (explainSystemError(error) ?? messageOf(error));
    throw new Explained(`${quoted(path)} could not be written: ${why}.`, { exitCode: 2, cause: error });
  }
}
