import type { Severities } from "../../../functions/validation/findings.ts";
import type { DatasetSchema } from "../../../functions/validation/schema/dataset-schema.ts";

export interface RowsRequest {
  readonly file: File;
  readonly severities: Severities;
  readonly schema: DatasetSchema | undefined;
}

export type RowsAnswer =
  | { readonly kind: "rows"; readonly rows: Blob }
  /** The browser could not read the file: it was changed, or no longer exists. */
  | { readonly kind: "unreadable" };
