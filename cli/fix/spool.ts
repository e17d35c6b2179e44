import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeTemporaryFolder } from "../terminal/temporary-folder.ts";

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
  const folder = await makeTemporaryFolder("dropset-stdin-");
  const path = join(folder.path, "input");
  try {
    const from = file === "-" ? process.stdin : createReadStream(file);
    await folder.write(() => pipeline(from, createWriteStream(path), { signal }));
    return { path, remove: folder.remove };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
