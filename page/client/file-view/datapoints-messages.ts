import type {
  DatapointsFormat,
  DatapointsPage,
  DatapointsQuery,
} from "../../../functions/validation/datapoints/read-datapoints.ts";

export interface DatapointsRequest extends DatapointsFormat {
  readonly file: File;
  readonly query: DatapointsQuery;
}

export type DatapointsAnswer =
  | { readonly kind: "page"; readonly page: DatapointsPage }
  /** The browser could not read the file: it was changed, or no longer exists. */
  | { readonly kind: "unreadable" };
