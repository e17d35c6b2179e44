import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Explained } from "./explained.ts";
import { quoted } from "./one-line.ts";
import { removeOnExit } from "./remove-on-exit.ts";
import { explainFailedWrite } from "./system-error.ts";

export interface TemporaryFolder {
  readonly path: string;
  /** Does some work that writes to it. @throws {Explained} it cannot be written */
  write<T>(work: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/**
 * Makes a temporary folder, which is removed at the process's end at the latest.
 *
 * @throws {Explained} the system's folder for it cannot be used
 */
export async function makeTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const { path, isRemoved } = await explained(async () => {
    // No signal is handled between the two, so that the folder is removed whenever the process ends.
    const path = mkdtempSync(join(tmpdir(), prefix));
    return { path, isRemoved: removeOnExit(path) };
  });
  return {
    path,
    write: explained,
    async remove() {
      await rm(path, { recursive: true, force: true });
      isRemoved();
    },
  };
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Some work also reads what it writes, or is aborted.
    if (!(error instanceof Error && "syscall" in error) || error.syscall === "read") throw error;
    const why = await explainFailedWrite(error, tmpdir());
    const message = `The temporary folder ${quoted(tmpdir())} cannot be used: ${why}. Set TMPDIR to another one.`;
    throw new Explained(message, { exitCode: 2, cause: error });
  }
}
