import type { DatasetSchema, SchemaField } from "../validation/schema/dataset-schema.ts";

/** A schema as the service, our files and our settings have it. */
export interface SchemaJson {
  readonly strict: boolean;
  readonly fields: Readonly<Record<string, SchemaField>>;
}

export function schemaJson({ strict, fields }: DatasetSchema): SchemaJson {
  return { strict, fields: Object.fromEntries(fields) };
}

/** Whether two schemas are the same, in whatever order their fields are. */
export function isSameSchema(one: SchemaJson, other: SchemaJson): boolean {
  return canonical(one) === canonical(other);
}

function canonical({ strict, fields }: SchemaJson): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([strict, sorted.map(([name, { type, label }]) => [name, type, label ?? name])]);
}
