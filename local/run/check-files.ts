import { stat } from "node:fs/promises";
import { quoted } from "../../cli/terminal/one-line.ts";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";

/** @throws {WrongUse} one of them is not a file */
export async function checkFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (!found) throw new WrongUse(`There is no file ${quoted(file)}.`);
    if (found.isDirectory()) throw new WrongUse(`${quoted(file)} is a folder. Name the files in it.`);
    // It could be read only once, and has no size.
    if (!found.isFile()) throw new WrongUse(`${quoted(file)} is a pipe or a device. Write it to a file first.`);
  }
}
