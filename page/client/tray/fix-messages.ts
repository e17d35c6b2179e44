import type { Change } from "../../../functions/validation/fix/changes.ts";
import type { Refusal } from "../../../functions/validation/fix/refusals.ts";
import type { CheckRequest, CheckResult } from "./check-messages.ts";

/** What somebody chose where a file can be read in more than one way. */
export type FixChoice =
  /** Of a workbook that has more than one. */
  | { readonly sheet: string }
  /** As the Encoding Standard calls it. */
  | { readonly encoding: string };

export interface FixRequest extends CheckRequest {
  readonly choice: FixChoice | undefined;
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
