import { isVisible, TASK_GROUP_COLUMN } from "./rules/meta-names.ts";
import type { ColumnKinds } from "./scanners/row-events.ts";
import { type DatasetSchema, isMedia, isShown, type SchemaField } from "./schema/dataset-schema.ts";
import type { Column } from "./validation.ts";

/** The columns of a file: what its header has, or of JSON Lines, what the schema has. */
export interface FileColumns {
  /** In the order in which rows have them. */
  readonly names: readonly string[];
  /** Of a typed file. */
  readonly schema?: DatasetSchema | undefined;
}

export function kindsOf({ names, schema }: FileColumns): ColumnKinds {
  const count = names.length;
  if (!schema) return { count, visible: names.map(isVisible), groupColumn: names.indexOf(TASK_GROUP_COLUMN) };
  const types = names.map((name) => schema.fields.get(name)?.type);
  return {
    count,
    visible: types.map((type) => type !== undefined && isShown(type)),
    groupColumn: types.indexOf("task_group_id"),
    media: types.map((type) => (type !== undefined && isMedia(type) ? type : undefined)),
    needsMedia: schema.strict,
  };
}

/** The places of the columns in the order in which a summary has them: that of the schema, and the unknown ones last. */
export function summaryOrder({ names, schema }: FileColumns): readonly number[] {
  const places = [...names.keys()];
  if (!schema) return places;
  const ranks = new Map([...schema.fields.keys()].map((name, rank) => [name, rank]));
  const rankOf = (place: number) => ranks.get(names[place] ?? "") ?? ranks.size;
  return places.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Whether participants see a column. */
export function isShownIn(schema: DatasetSchema | undefined, name: string): boolean {
  if (!schema) return isVisible(name);
  const type = schema.fields.get(name)?.type;
  return type !== undefined && isShown(type);
}

export function summariseColumns(columns: FileColumns): Column[] {
  return summaryOrder(columns).map((place) => {
    const name = columns.names[place] ?? "";
    return { name, visible: isShownIn(columns.schema, name), ...typeOf(columns.schema?.fields.get(name)) };
  });
}

function typeOf(field: SchemaField | undefined): Pick<Column, "type" | "label"> {
  if (!field) return {};
  return { type: field.type, ...(field.label === undefined ? {} : { label: field.label }) };
}
