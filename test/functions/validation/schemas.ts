import type { DatasetSchema, FieldType, SchemaField } from "../../../functions/validation/schema/dataset-schema.ts";

/** A schema, by its fields' types, or by its fields. */
export function schemaOf(fields: Readonly<Record<string, FieldType | SchemaField>>, strict = false): DatasetSchema {
  const entries = Object.entries(fields).map(
    ([name, field]) => [name, typeof field === "string" ? { type: field } : field] as const,
  );
  return { strict, fields: new Map(entries) };
}
