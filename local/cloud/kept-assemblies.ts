import { mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRunning } from "../is-running.ts";

/** In an assembly: a file for each process that uses it, named by its id. */
const USERS = "used-by";

/** Keeps an assembly as long as this process runs, which starts functions from it until its end. */
export async function keepInUse(assembly: string): Promise<void> {
  await mkdir(join(assembly, USERS), { recursive: true });
  await writeFile(join(assembly, USERS, String(process.pid)), "");
  const now = new Date();
  await utimes(assembly, now, now);
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
      if (!(await isInUse(path))) await rm(path, { recursive: true, force: true });
    }),
  );
}

async function isInUse(assembly: string): Promise<boolean> {
  const users = await readdir(join(assembly, USERS)).catch(() => []);
  return users.some((pid) => isRunning(Number(pid)));
}
