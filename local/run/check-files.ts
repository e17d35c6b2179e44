import { stat } from "node:fs/promises";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";

/** @throws {WrongUse} one of them is not a file */
export async function checkFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (!found) throw new WrongUse(`There is no file ${JSON.stringify(file)}.`);
    if (!found.isFile()) throw new WrongUse(`${JSON.stringify(file)} is a folder. Name the files in it.`);
  }
}
