import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WrongUse } from "../terminal/wrong-use.ts";

/**
 * Takes a state folder for this process alone; answers with what gives it back.
 *
 * @throws {WrongUse} another process that still runs has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "lock");
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      const owner = Number(await readFile(path, "utf8").catch(() => "0"));
      if (isRunning(owner)) {
        throw new WrongUse(`${folder} is in use by another run (process ${owner}); end it, or use --folder.`);
      }
      // Whoever held it was killed before it could give it back.
      await rm(path, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
