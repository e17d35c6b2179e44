import { readFile } from "node:fs/promises";
import * as z from "zod";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";
import { cloudFaultRules } from "../cloud/faults.ts";
import { faultRules } from "../sandbox/faults.ts";

const faultsFile = z.strictObject({ cloud: cloudFaultRules.default([]), sandbox: faultRules.default([]) });

/** What is to break in a run, from its start on. */
export type FaultsFile = z.infer<typeof faultsFile>;

/**
 * Reads what is to break: `{"cloud": [rules], "sandbox": [rules]}`, either of which may be left out.
 *
 * @throws {WrongUse} there is no such file, or it is none of these
 */
export async function readFaultsFile(path: string | undefined): Promise<FaultsFile> {
  if (path === undefined) return { cloud: [], sandbox: [] };
  try {
    return faultsFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
    throw new WrongUse(`--faults ${path} can't be used: ${why}`);
  }
}
