import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { removeOnExit } from "../terminal/remove-on-exit.ts";

/** A copy of what can be read only once. */
export interface Spooled {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Copies standard input, or a pipe that has a name, to a temporary file: a file that is fixed is read more than once.
 *
 * @returns undefined for a file on a disk
 */
export async function spool(file: string, signal: AbortSignal): Promise<Spooled | undefined> {
  if (file !== "-" && (await stat(file)).isFile()) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "dropset-stdin-"));
  const path = join(folder, "input");
  const isRemoved = removeOnExit(folder);
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    isRemoved();
  };
  try {
    await pipeline(file === "-" ? process.stdin : createReadStream(file), createWriteStream(path), { signal });
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
