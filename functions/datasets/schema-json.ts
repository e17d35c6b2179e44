import { quoteValue } from "../validation/rules/quote-value.ts";
import type { DatasetSchema, SchemaField } from "../validation/schema/dataset-schema.ts";

/** A schema as the service, our files and our settings have it. */
export interface SchemaJson {
  readonly strict: boolean;
  readonly fields: Readonly<Record<string, SchemaField>>;
}

export function schemaJson({ strict, fields }: DatasetSchema): SchemaJson {
  return { strict, fields: Object.fromEntries(fields) };
}

/**
 * What a dataset's schema has that another one has not, in words; undefined where they are the same, in whatever order
 * their fields are.
 */
export function schemaDifference(its: SchemaJson, other: SchemaJson): string | undefined {
  if (its.strict !== other.strict) return its.strict ? "it is strict" : "it is not strict";
  const others = new Map(Object.entries(other.fields));
  for (const [name, field] of Object.entries(its.fields)) {
    const quoted = quoteValue(name);
    const found = others.get(name);
    if (!found) return `it has a field ${quoted}`;
    if (found.type !== field.type) return `its field ${quoted} is ${field.type}, and not ${found.type}`;
    const [label, asked] = [field.label ?? name, found.label ?? name];
    if (label !== asked) return `its field ${quoted} has the label ${quoteValue(label)}, and not ${quoteValue(asked)}`;
    others.delete(name);
  }
  const [more] = others.keys();
  return more === undefined ? undefined : `it has no field ${quoteValue(more)}`;
}
