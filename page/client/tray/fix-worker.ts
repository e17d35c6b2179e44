import { csvNameOf } from "../../../functions/validation/file-endings.ts";
import { CONTENT_TYPES } from "../../../functions/validation/file-format.ts";
import { planFix } from "../../../functions/validation/fix/plan-fix.ts";
import { renameToCsv } from "../../../functions/validation/fix/rename-to-csv.ts";
import { isDecodable } from "../../../functions/validation/utf8-check.ts";
import { chunksOf } from "../read-file.ts";
import { checkFile } from "./check-file.ts";
import type { FixAnswer, FixRequest } from "./fix-messages.ts";

addEventListener("message", ({ data }: MessageEvent<FixRequest>) => {
  fix(data).then(postMessage, () => postMessage({ kind: "unreadable" } satisfies FixAnswer));
});

/** Fixes the file in the browser, with the code of `dropset fix`, and checks the result. */
async function fix({ file, choice, ...check }: FixRequest): Promise<FixAnswer> {
  const plan = await planFix(() => chunksOf(file), isDecodable, choice);
  if (plan.outcome === "not-fixable") return { kind: "not-fixable", refusal: plan.refusal };
  const name = csvNameOf(file.name);
  const renames = renameToCsv(file.name, name);
  if (plan.outcome === "nothing-to-fix" && renames.length === 0) return { kind: "nothing-to-fix" };
  const parts: BlobPart[] = [];
  if (plan.outcome === "nothing-to-fix") parts.push(file);
  else for await (const part of plan.file.csv()) parts.push(part);
  const fixed = new File(parts, name, { type: CONTENT_TYPES.csv });
  // Which changes there are is known once the file is written.
  const changes = [...renames, ...(plan.outcome === "fixed" ? plan.file.changes : [])];
  const result = await checkFile({ ...check, file: fixed });
  return { kind: "fixed", fixed: { file: fixed, changes, result } };
}
