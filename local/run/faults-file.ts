import { readFile } from "node:fs/promises";
import * as z from "zod";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";
import { cloudFaultRules } from "../cloud/faults/faults.ts";
import { faultRules } from "../sandbox/faults.ts";
import { checkFiles } from "./check-files.ts";

const faultsFile = z.strictObject({ cloud: cloudFaultRules.default([]), sandbox: faultRules.default([]) });

/** The faults of a run, from its start. */
export type FaultsFile = z.infer<typeof faultsFile>;

/**
 * Reads the faults to inject: `{"cloud": [rules], "sandbox": [rules]}`, both optional.
 *
 * @throws {WrongUse} the file does not exist or is not valid
 */
export async function readFaultsFile(path: string | undefined): Promise<FaultsFile> {
  if (path === undefined) return { cloud: [], sandbox: [] };
  try {
    // Said as it is of any other file.
    await checkFiles([path]);
    return faultsFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
    throw new WrongUse(`--faults ${path} cannot be used: ${why}`);
  }
}
