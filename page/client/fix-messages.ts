import type { Severities } from "../../functions/validation/findings.ts";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import type { DatasetSchema } from "../../functions/validation/schema/dataset-schema.ts";
import type { CheckResult } from "./check-messages.ts";

export interface FixRequest {
  readonly file: File;
  readonly severities: Severities;
  /** Of the typed folder that the file goes to. */
  readonly schema: DatasetSchema | undefined;
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
