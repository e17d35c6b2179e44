import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRunning } from "../../is-running.ts";

/** In an assembly: a file for each process that uses it, named by its id. */
const USERS = "used-by";

/**
 * Keeps an assembly as long as this process runs, which starts functions from it until its end.
 * @returns false if it is not there, or not whole: another process may delete it at the same time
 */
export async function keepInUse(assembly: string): Promise<boolean> {
  try {
    // Not with its parents: a folder that was deleted would be made again, without what it needs.
    await mkdir(join(assembly, USERS)).catch(unless("EEXIST"));
    await writeFile(join(assembly, USERS, String(process.pid)), "");
    const now = new Date();
    await utimes(assembly, now, now);
  } catch (error) {
    unless("ENOENT")(error);
  }
  return isWhole(assembly);
}

/** Moves a finished assembly to its place, unless another process has put the same one there. */
export async function putInPlace(finished: string, assembly: string): Promise<void> {
  await rename(finished, assembly).catch(async () => {
    if (await isWhole(assembly)) return;
    // Parts of one would fail every later move.
    await rm(assembly, { recursive: true, force: true });
    await rename(finished, assembly);
  });
}

/** Deletes all assemblies but those that were used last, and those that a process uses. */
export async function forgetOldAssemblies(folder: string, most: number): Promise<void> {
  const assemblies = await Promise.all(
    (await readdir(folder)).map(async (name) => ({
      path: join(folder, name),
      // Another process may have finished or deleted it just now.
      used: await stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.POSITIVE_INFINITY,
      ),
    })),
  );
  const old = assemblies.sort((a, b) => b.used - a.used).slice(most);
  await Promise.all(
    old.map(async ({ path }) => {
      if (!(await isInUse(path))) await deleteWhole(path);
    }),
  );
}

/** Under its name, an assembly is whole or not there, also if its deletion is interrupted. */
async function deleteWhole(assembly: string): Promise<void> {
  const deleted = `${assembly}.${randomUUID().slice(0, 8)}`;
  // Another process may have deleted it.
  await rename(assembly, deleted).catch(unless("ENOENT"));
  await rm(deleted, { recursive: true, force: true });
}

async function isWhole(assembly: string): Promise<boolean> {
  return stat(join(assembly, "manifest.json")).then(
    (found) => found.isFile(),
    () => false,
  );
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && "code" in error && error.code === code)) throw error;
  };
}

async function isInUse(assembly: string): Promise<boolean> {
  const users = await readdir(join(assembly, USERS)).catch(() => []);
  return users.some((pid) => isRunning(Number(pid)));
}
