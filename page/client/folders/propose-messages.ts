import type { SchemaProposal } from "../../../functions/validation/schema/propose-schema.ts";

export interface ProposeRequest {
  readonly file: File;
}

export type ProposeAnswer =
  | { readonly kind: "proposed"; readonly proposal: SchemaProposal }
  /** The browser could not read it: it is a folder, or no longer exists. */
  | { readonly kind: "unreadable" };
