import { stat } from "node:fs/promises";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { Dialect } from "../../functions/validation/fix/dialect.ts";
import { fixCsv } from "../../functions/validation/fix/fix-csv.ts";
import type { FixOptions } from "../../functions/validation/fix/plan-fix.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import { writeValidated } from "../../functions/validation/fix/write-validated.ts";
import { validateCsv } from "../../functions/validation/validate-csv.ts";
import type { Validation } from "../../functions/validation/validation.ts";
import { Explained } from "../terminal/explained.ts";
import { readFileChunks } from "../validate/read-file.ts";
import type { Target } from "./targets.ts";

/** What became of one file. */
export type FixResult =
  | {
      readonly outcome: "fixed";
      readonly dialect: Dialect;
      readonly changes: readonly Change[];
      /** What validation finds in the fixed file. */
      readonly validation: Validation;
    }
  | { readonly outcome: "nothing-to-fix"; readonly validation: Validation }
  | { readonly outcome: "not-fixable"; readonly refusal: Refusal };

/**
 * Fixes a file and validates the result. A file in which there is nothing to fix goes to the target byte for byte.
 *
 * @param path the file, which is read several times and not changed
 * @param signal ends it; what was written is removed then
 * @throws {Explained} the target exists or cannot be written, or the file changed meanwhile; what was written of it is removed
 */
export async function fixFile(
  path: string,
  target: Target,
  options: FixOptions,
  signal?: AbortSignal,
): Promise<FixResult> {
  const before = await stateOf(path);
  const open = () => readUntil(path, signal);
  const fix = await fixCsv(open, options);
  if (fix.outcome === "not-fixable") return fix;
  const chunks = fix.outcome === "fixed" ? fix.file.csv() : open();
  const isWritten = fix.outcome === "fixed" || target.takesUnchanged;
  const output = isWritten ? await target.open() : undefined;
  try {
    const write = async (chunk: Uint8Array) => output?.write(chunk);
    const validation = await writeValidated(chunks, write, validateCsv);
    if ((await stateOf(path)) !== before) throw changed(path);
    await output?.close();
    if (fix.outcome === "nothing-to-fix") return { outcome: "nothing-to-fix", validation };
    return { outcome: "fixed", dialect: fix.dialect, changes: fix.file.changes, validation };
  } catch (error) {
    await output?.discard();
    // In a file that changed, the reading that was found may not hold any more.
    const isOther = (await stateOf(path).catch(() => undefined)) !== before;
    throw isOther && !signal?.aborted ? changed(path, error) : error;
  }
}

async function* readUntil(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of readFileChunks(path)) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

/** The file is read several times: another one, or one that grew, would be written as a table that nobody had. */
async function stateOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

function changed(path: string, cause?: unknown): Explained {
  const message = `${JSON.stringify(path)} changed while it was read. Wait until it is complete, and fix it again.`;
  return new Explained(message, { exitCode: 2, cause });
}
