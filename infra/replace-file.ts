import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BUNDLES_FOLDER } from "./bundles.ts";

/** Whole at any moment, and untouched where nothing changed: somebody else may be reading it. */
export async function replaceFile(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  // Not next to it: all that lies there is deployed.
  const unfinished = join(BUNDLES_FOLDER, `.${process.pid}-${basename(dirname(path))}-${basename(path)}`);
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
}
