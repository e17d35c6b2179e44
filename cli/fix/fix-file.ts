import { basename } from "node:path";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { Dialect } from "../../functions/validation/fix/dialect.ts";
import { fixCsv } from "../../functions/validation/fix/fix-csv.ts";
import type { FixOptions } from "../../functions/validation/fix/plan-fix.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import { renameToCsv } from "../../functions/validation/fix/rename-to-csv.ts";
import { writeValidated } from "../../functions/validation/fix/write-validated.ts";
import { validateCsv } from "../../functions/validation/validate-csv.ts";
import type { Validation } from "../../functions/validation/validation.ts";
import { changedWhileRead, stateOf } from "../validate/file-state.ts";
import { readFileChunks } from "../validate/read-file.ts";
import { fixedName } from "./fixed-name.ts";
import type { Output, Target } from "./targets.ts";

/** What became of one file. */
export type FixResult =
  | {
      readonly outcome: "fixed";
      readonly dialect: Dialect;
      readonly changes: readonly Change[];
      /** What validation finds in the fixed file. */
      readonly validation: Validation;
    }
  | {
      readonly outcome: "nothing-to-fix";
      readonly validation: Validation;
      /** Whether it is at the target too, byte for byte. */
      readonly isCopied: boolean;
    }
  | { readonly outcome: "not-fixable"; readonly refusal: Refusal };

export interface FixFileOptions extends FixOptions {
  /** The file's name, whose ending is fixed too; undefined if it has none that anybody chose. */
  readonly fileName?: string | undefined;
}

/**
 * Fixes a file and validates the result. A valid file goes to the target byte for byte, if the target takes it; of a file
 * that is invalid and was not changed, nothing is written.
 *
 * @param path the file, which is read several times and not changed
 * @param signal ends it; what was written is removed then
 * @throws {Explained} the target exists or cannot be written, or the file changed meanwhile; what was written of it is removed
 */
export async function fixFile(
  path: string,
  target: Target,
  { fileName, ...options }: FixFileOptions,
  signal?: AbortSignal,
): Promise<FixResult> {
  // It is read several times: another one, or one that grew, would be written as a table that nobody had.
  const before = await stateOf(path);
  const open = () => readUntil(path, signal);
  const fix = await fixCsv(open, options);
  if (fix.outcome === "not-fixable") return fix;
  const written = target.path === undefined ? fixedName(fileName ?? "") : basename(target.path);
  const renames = renameToCsv(fileName, written, options);
  const isFixed = fix.outcome === "fixed";
  let output: Output | undefined;
  try {
    if (!isFixed) {
      const validation = await validateCsv(open());
      const isWritten = validation.ok && (target.takesUnchanged || renames.length > 0);
      if ((await stateOf(path)) !== before) throw changedWhileRead(path);
      if (!isWritten) return { outcome: "nothing-to-fix", validation, isCopied: false };
    }
    const to = await target.open();
    output = to;
    const validation = await writeValidated(isFixed ? fix.file.csv() : open(), (chunk) => to.write(chunk), validateCsv);
    if ((await stateOf(path)) !== before) throw changedWhileRead(path);
    await to.close();
    if (!isFixed && renames.length === 0) return { outcome: "nothing-to-fix", validation, isCopied: true };
    const { dialect } = fix;
    const changes = [...renames, ...(isFixed ? fix.file.changes : [])];
    return { outcome: "fixed", dialect, changes, validation };
  } catch (error) {
    await output?.discard();
    // In a file that changed, the reading that was found may not hold any more.
    const isOther = (await stateOf(path).catch(() => undefined)) !== before;
    throw isOther && !signal?.aborted ? changedWhileRead(path, error) : error;
  }
}

async function* readUntil(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for await (const chunk of readFileChunks(path)) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
