import { type FieldType, isMedia } from "../../../functions/validation/schema/dataset-schema.ts";
import { mediaMistake } from "./media-url.ts";
import type { StoredSchema } from "./schema.ts";

/** A record's values in the order of the schema's fields; null where it has none. */
export type Values = readonly (string | null)[];

/** Why a record is refused: because of one of its fields, or as a whole. */
export interface RecordMistake {
  readonly field: string | null;
  readonly reason: string;
}

/**
 * All that is wrong with a record.
 *
 * The contract refuses what lacks a field of a strict schema, and URLs of other kinds. Chosen here: a record without any of
 * the fields is refused; an empty value is a value, but no address in a strict schema, and never a task group.
 */
export function mistakesIn(values: Values, { strict, fields }: StoredSchema): RecordMistake[] {
  if (values.every((value) => value === null)) {
    return [{ field: null, reason: "The record has none of the schema's fields." }];
  }
  const mistakes: RecordMistake[] = [];
  for (const [index, [field, { type }]] of fields.entries()) {
    const reason = mistakeIn(values[index] ?? null, type, strict);
    if (reason !== undefined) mistakes.push({ field, reason });
  }
  return mistakes;
}

function mistakeIn(value: string | null, type: FieldType, strict: boolean): string | undefined {
  if (value === null) return strict ? "The field is missing." : undefined;
  if (value === "") {
    if (type === "task_group_id") return "A task group may not be empty.";
    return strict && isMedia(type) ? "A URL is required." : undefined;
  }
  return isMedia(type) ? mediaMistake(value, type) : undefined;
}
