import * as z from "zod";
import { FIELD_TYPES, type FieldType } from "../../../functions/validation/schema/dataset-schema.ts";
import { parseOrdered } from "./ordered-json.ts";

const storedField = z.object({ type: z.enum(FIELD_TYPES), label: z.string().optional() });
export type StoredField = z.infer<typeof storedField>;

/** A schema on disk. Its fields are pairs, since an object does not keep the order of all names. */
export const storedSchema = z.object({ strict: z.boolean(), fields: z.array(z.tuple([z.string(), storedField])) });
export type StoredSchema = z.infer<typeof storedSchema>;

/** A schema as the API answers it. */
export interface SchemaJson {
  readonly strict: boolean;
  readonly fields: Readonly<Record<string, StoredField>>;
}

export function schemaJson({ strict, fields }: StoredSchema): SchemaJson {
  return { strict, fields: Object.fromEntries(fields) };
}

/** What is wrong with a schema, and where in the creation's body: names from the outside in. */
export interface SchemaMistake {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Reads the `schema` of a creation: all its mistakes at once. Unknown members are ignored, as everywhere in the API.
 *
 * @param value as `parseOrdered` has it
 */
export function readSchema(value: unknown): { schema: StoredSchema } | { mistakes: readonly SchemaMistake[] } {
  if (!(value instanceof Map)) return { mistakes: [{ path: ["schema"], message: "A JSON object is required." }] };
  const mistakes: SchemaMistake[] = [];
  const strict: unknown = value.get("strict") ?? false;
  if (typeof strict !== "boolean" || value.get("strict") === null) {
    mistakes.push({ path: ["schema", "strict"], message: "true or false is required." });
  }
  const fields = readFields(value.get("fields"), mistakes);
  return mistakes.length > 0 ? { mistakes } : { schema: { strict: strict === true, fields } };
}

function readFields(value: unknown, mistakes: SchemaMistake[]): [string, StoredField][] {
  const refuse = (message: string, ...path: string[]) =>
    void mistakes.push({ path: ["schema", "fields", ...path], message });
  if (!(value instanceof Map)) {
    refuse("A JSON object is required.");
    return [];
  }
  if (value.size === 0) refuse("At least one field is required.");
  const fields: [string, StoredField][] = [];
  let groupField: string | undefined;
  for (const [name, field] of value) {
    if (name === "") refuse("A field's name may not be empty.", name);
    if (!(field instanceof Map)) {
      refuse("A JSON object is required.", name);
      continue;
    }
    const type: unknown = field.get("type");
    const label: unknown = field.get("label");
    if (!isFieldType(type)) refuse(`One of ${FIELD_TYPES.join(", ")} is required.`, name, "type");
    if (label !== undefined && typeof label !== "string") refuse("Text is required.", name, "label");
    if (type === "task_group_id") {
      if (groupField !== undefined) refuse(`${JSON.stringify(groupField)} is a task_group_id already.`, name, "type");
      groupField ??= name;
    }
    if (isFieldType(type)) fields.push([name, { type, ...(typeof label === "string" && { label }) }]);
  }
  return fields;
}

function isFieldType(value: unknown): value is FieldType {
  return FIELD_TYPES.some((type) => type === value);
}

/** The schema in the text of a creation's body; undefined if it has none, or is not a JSON object. */
export function schemaIn(text: string): ReturnType<typeof readSchema> | undefined {
  try {
    const body = parseOrdered(text);
    return body instanceof Map && body.has("schema") ? readSchema(body.get("schema")) : undefined;
  } catch {
    return undefined;
  }
}
