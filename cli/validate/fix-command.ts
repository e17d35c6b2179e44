import { isJsonLines } from "../../functions/validation/file-format.ts";
import { Explained } from "../terminal/explained.ts";
import { quoteFileForShell } from "../terminal/quote-for-shell.ts";
import type { Input } from "./input.ts";

/** In bytes. A fix reads a file five times: nobody waits for that who did not ask for it. */
const LARGEST = 100e6;

/** The command that fixes all errors of a rejected file; undefined if none does. */
export async function findFixCommand({ name, fileName, path, size = 0 }: Input): Promise<string | undefined> {
  if (path !== name || fileName === undefined || isJsonLines(fileName) || size > LARGEST) return undefined;
  // Most files are valid, and what fixes them is large.
  const [{ fixFile }, { NOWHERE }] = await Promise.all([import("../fix/fix-file.ts"), import("../fix/targets.ts")]);
  try {
    const result = await fixFile(path, NOWHERE, { fileName });
    const isFixed = result.outcome === "fixed" && result.validation.ok;
    return isFixed ? `dropset fix ${quoteFileForShell(name)}` : undefined;
  } catch (error) {
    // The file changed since it was validated.
    if (error instanceof Explained) return undefined;
    throw error;
  }
}
