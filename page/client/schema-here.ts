import type { SchemaJson } from "../../functions/datasets/schema-json.ts";
import { schemaOf } from "../../functions/page/folder-line.ts";
import type { DatasetSchema } from "../../functions/validation/schema/dataset-schema.ts";
import { drops } from "./drops.ts";
import { folders } from "./folders.ts";
import { folderAt, uploadPlace } from "./upload-place.ts";

/** The schema of the folder that files go to now; undefined where it has none. */
export function schemaJsonHere(): SchemaJson | undefined {
  return folderAt(uploadPlace.value, folders.value ?? [], drops.value.workspaces)?.definition?.schema;
}

/** The same, as validation has it. */
export function schemaHere(): DatasetSchema | undefined {
  const schema = schemaJsonHere();
  return schema && schemaOf(schema);
}
