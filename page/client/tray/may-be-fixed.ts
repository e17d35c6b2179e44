import { isJsonLines } from "../../../functions/validation/file-format.ts";
import { FIX_CODES } from "../../../functions/validation/fix/changes.ts";
import type { Validation } from "../../../functions/validation/validation.ts";
import type { FileKind } from "./find-kind.ts";

const FIXED_CODES: readonly string[] = FIX_CODES;

/**
 * Whether a fix may help a file, as far as its check can tell: at least one of its errors is of a kind that a fix changes. A
 * fix that cannot be made without guessing is only found by trying.
 */
export function mayBeFixed(
  name: string,
  { validation: { ok, findings }, kind }: { readonly validation: Validation; readonly kind: FileKind },
): boolean {
  if (kind !== "text") return kind === "workbook";
  if (ok || isJsonLines(name)) return false;
  return findings.some(({ severity, code }) => severity === "error" && FIXED_CODES.includes(code));
}
