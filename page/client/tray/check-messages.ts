import type { Excerpt } from "../../../functions/report/html/findings-view.tsx";
import type { Severities } from "../../../functions/validation/findings.ts";
import type { DatasetSchema } from "../../../functions/validation/schema/dataset-schema.ts";
import type { Validation } from "../../../functions/validation/validation.ts";
import type { TypedFolder } from "../folders/schema-here.ts";
import type { FileKind } from "./find-kind.ts";

export interface CheckRequest {
  readonly file: File;
  readonly severities: Severities;
  /** The typed folder that the file goes to, and its schema. */
  readonly folder: TypedFolder | undefined;
  readonly schema: DatasetSchema | undefined;
}

export interface CheckResult {
  readonly validation: Validation;
  readonly excerpts: readonly (Excerpt | null)[];
  readonly kind: FileKind;
}

export type CheckAnswer =
  | { readonly kind: "progress"; readonly bytes: number }
  | { readonly kind: "result"; readonly result: CheckResult }
  /** The browser could not read it: it is a folder, or no longer exists. */
  | { readonly kind: "unreadable" };
