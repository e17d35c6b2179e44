import type { Change } from "../../functions/validation/fix/changes.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import type { CheckRequest, CheckResult } from "./check-messages.ts";

export interface FixRequest extends CheckRequest {
  /** The sheet of a workbook that has more than one. */
  readonly sheet: string | undefined;
}

/** A fixed file, and what was changed in it. */
export interface FixedResult {
  readonly file: File;
  readonly changes: readonly Change[];
  readonly result: CheckResult;
}

export type FixAnswer =
  | { readonly kind: "fixed"; readonly fixed: FixedResult }
  | { readonly kind: "nothing-to-fix" }
  | { readonly kind: "not-fixable"; readonly refusal: Refusal }
  | { readonly kind: "unreadable" };
