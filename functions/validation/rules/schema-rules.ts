import type { FindingsList, Said } from "../findings-list.ts";
import { foldText } from "../scanners/fold-group.ts";
import { isInvisible } from "../scanners/invisible.ts";
import { type DatasetSchema, isShown } from "../schema/dataset-schema.ts";
import { certainMetaName, editDistance, META_PREFIX, SLIP_EDITS, TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";

/** Judges the names of a CSV's columns next to the fields of its schema. */
export function checkColumnsBySchema(names: readonly string[], schema: DatasetSchema, findings: FindingsList): void {
  checkSchema(schema, findings);
  const columns = new Set(names);
  const groups = findings.isWanted("missing-field") ? findUnusedGroups(names, schema) : undefined;
  for (const name of columns) {
    if (schema.fields.has(name) || isInvisible(name) || name === groups?.column) continue;
    findings.add("unknown-field", () => ({
      line: 1,
      column: name,
      message: `The schema has no field ${quoteValue(name)}: the service ignores the column.`,
      hint: hintFor(name, schema, "column", columns),
    }));
  }
  for (const name of schema.fields.keys()) {
    if (columns.has(name)) continue;
    findings.add("missing-field", () =>
      name === groups?.field ? sayUnusedGroups(groups, schema) : sayMissingColumn(name, schema),
    );
  }
}

/** A column that would group rows without a schema, and the schema's field that would do it instead. */
interface UnusedGroups {
  readonly column: string;
  readonly field: string;
}

function findUnusedGroups(names: readonly string[], { fields }: DatasetSchema): UnusedGroups | undefined {
  const [field] = [...fields].find(([, { type }]) => type === "task_group_id") ?? [];
  if (field === undefined || names.includes(field)) return undefined;
  const column = names.find((name) => isGroupColumn(name) && !fields.has(name));
  return column === undefined ? undefined : { column, field };
}

function isGroupColumn(name: string): boolean {
  return name === TASK_GROUP_COLUMN || certainMetaName(name) === TASK_GROUP_COLUMN;
}

function sayUnusedGroups({ column, field }: UnusedGroups, { strict }: DatasetSchema): Said {
  return {
    line: 1,
    column,
    ...(strict ? {} : { severity: "warning" }),
    message: `${quoteValue(column)} does not group rows: with this schema, only ${quoteValue(field)} does, and there is no such column${strict ? ". The schema is strict: the service would refuse every record" : ""}.`,
    hint: `Rename the column to ${quoteValue(field)}.`,
  };
}

/** What is odd about a schema itself. */
export function checkSchema({ fields }: DatasetSchema, findings: FindingsList): void {
  for (const [name, { type }] of fields) {
    if (!isShown(type) || !name.startsWith(META_PREFIX)) continue;
    findings.add("meta-shown", () => ({
      line: null,
      column: name,
      message: `Participants would see ${quoteValue(name)}: its type is ${type}, and with a schema the prefix ${META_PREFIX} hides nothing.`,
      hint: `Give it the type metadata to hide it, or a name without ${META_PREFIX}.`,
    }));
  }
}

function sayMissingColumn(name: string, { strict }: DatasetSchema): Said {
  return {
    line: 1,
    column: name,
    ...(strict ? {} : { severity: "warning" }),
    message: `There is no column for the schema's field ${quoteValue(name)}${strict ? ", and the schema is strict: the service would refuse every record" : ""}.`,
    hint: strict
      ? "Add the column, or remove the field from the schema."
      : "Add the column, unless no record has a value for it.",
  };
}

/** What the hint of an unknown name says: which field it may be, or what to do otherwise. */
export function hintFor(
  name: string,
  schema: DatasetSchema,
  what: "column" | "key",
  others: ReadonlySet<string> = new Set(),
): string {
  const meant = nearestField(name, schema, others);
  if (meant !== undefined) return `Rename it to ${quoteValue(meant)} if it is meant to be that field.`;
  const hasGroups = [...schema.fields.values()].some(({ type }) => type === "task_group_id");
  const ofType = isGroupColumn(name) && !hasGroups ? ", of the type task_group_id," : "";
  return `Remove the ${what}, or add a field of this name${ofType} to the schema.`;
}

/** The field that a name may be meant as: one that differs in case, white space and signs only, or by a typo. */
function nearestField(
  name: string,
  { fields }: DatasetSchema,
  others: ReadonlySet<string> = new Set(),
): string | undefined {
  const free = [...fields.keys()].filter((field) => !others.has(field));
  const bare = bareName(name);
  const alike = free.find((field) => bareName(field) === bare);
  if (alike !== undefined) return alike;
  // A short name is never far from another.
  const most = Math.min(SLIP_EDITS, Math.floor(bare.length / 4));
  return free.find((field) => editDistance(bareName(field), bare) <= most);
}

/** Longer names are compared by their beginnings. */
const COMPARED_LENGTH = 64;

function bareName(name: string): string {
  return foldText(name.slice(0, COMPARED_LENGTH)).replace(/[\s_.-]+/g, "");
}
