import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { Explained } from "../../cli/terminal/explained.ts";
import { isRunning } from "../is-running.ts";
import { startOf } from "./process-start.ts";

/** A process and its start time, since the operating system reuses process ids. */
const owner = z.object({ pid: z.number().int().positive(), started: z.nullable(z.string()) });
type Owner = z.infer<typeof owner>;

/** The folders that this process holds. Its id in any other lock is from an earlier process, as 1 is in a container. */
const held = new Set<string>();

/**
 * Locks a state folder for this process. @returns a function that unlocks it
 *
 * @throws {Explained} another run has locked it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(resolve(folder), "lock");
  const mine: Owner = { pid: process.pid, started: await startOf(process.pid) };
  for (;;) {
    try {
      await writeFile(path, JSON.stringify(mine), { flag: "wx" });
      held.add(path);
      return async () => {
        held.delete(path);
        await rm(path, { force: true });
      };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      if (await isHeld(path)) {
        throw new Explained(
          `Another run of dropset uses ${folder}. Stop it first, or choose another folder with --folder.`,
          { exitCode: 2 },
        );
      }
      // Its owner was killed before it could unlock it.
      await rm(path, { force: true });
    }
  }
}

async function isHeld(path: string): Promise<boolean> {
  if (held.has(path)) return true;
  const written = await readOwner(path);
  if (!written || written.pid === process.pid || !isRunning(written.pid)) return false;
  const started = await startOf(written.pid);
  // Without a start time, only the id can be compared.
  return started === null || started === written.started;
}

/** undefined for a lock that was cut short by a full disk or a power failure. */
async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    // Earlier versions only wrote the id.
    return owner.parse(typeof content === "number" ? { pid: content, started: null } : content);
  } catch {
    return undefined;
  }
}
