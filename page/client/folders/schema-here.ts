import type { FolderDefinitionJson } from "../../../functions/drops/folder-definition.ts";
import { schemaOf } from "../../../functions/page/folder-line.ts";
import type { DatasetSchema } from "../../../functions/validation/schema/dataset-schema.ts";
import { drops } from "../drops/drops.ts";
import { folderAt, uploadPlace } from "../tray/upload-place.ts";
import { folders } from "./folders.ts";

export interface TypedFolder {
  /** Below `incoming/`. */
  readonly path: string;
  readonly definition: FolderDefinitionJson;
}

/** The typed folder that files go to now; undefined where it has no definition that can be read. */
export function folderHere(): TypedFolder | undefined {
  const line = folderAt(uploadPlace.value, folders.value ?? [], drops.value.workspaces);
  return line?.definition ? { path: line.path, definition: line.definition } : undefined;
}

/** Its schema, as validation has it. */
export function schemaHere(): DatasetSchema | undefined {
  const folder = folderHere();
  return folder && schemaOf(folder.definition.schema);
}
