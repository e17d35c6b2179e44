import type { SchemaJson } from "../datasets/schema-json.ts";
import type { FolderDefinitionJson, Mistake } from "../drops/folder-definition.ts";
import type { DefinitionSource } from "../drops/folders.ts";
import type { Report } from "../drops/report.ts";
import type { DatasetSchema } from "../validation/schema/dataset-schema.ts";

/** A folder that has a definition. */
export interface FolderLine {
  /** Below `incoming/`, without slashes at its ends. */
  readonly path: string;
  /** The path, and the dataset's name where it has one. */
  readonly label: string;
  readonly source: DefinitionSource;
  /** null where it has mistakes: then files in the folder are rejected. */
  readonly definition: FolderDefinitionJson | null;
  readonly mistakes: readonly Mistake[];
}

/** A schema as validation has it. */
export function schemaOf({ strict, fields }: SchemaJson): DatasetSchema {
  return { strict, fields: new Map(Object.entries(fields)) };
}

/** The schema that a drop's file was validated by; undefined where it is not typed. */
export function schemaOfReport(report: Pick<Report, "definition"> | undefined): DatasetSchema | undefined {
  return report?.definition ? schemaOf(report.definition.schema) : undefined;
}
