import { parse } from "csv-parse/sync";
import * as z from "zod/mini";
import type { FileFormat } from "../validation/file-format.ts";
import { judgeMediaUrl } from "../validation/scanners/media-url.ts";
import { type DatasetSchema, isMedia } from "../validation/schema/dataset-schema.ts";
import type { FileRecord } from "./read-records.ts";

const anyObject = z.record(z.string(), z.unknown());

/** A record's values by their fields; undefined where it cannot be read. */
export function readValues(
  { bytes }: FileRecord,
  format: FileFormat,
  header: readonly string[],
): ReadonlyMap<string, unknown> | undefined {
  const text = new TextDecoder().decode(bytes);
  try {
    if (format === "jsonl") return new Map(Object.entries(anyObject.parse(JSON.parse(text))));
    const [values = []] = parse(text, { record_delimiter: "\u0000\u0000\u0000", relax_column_count: true });
    return new Map(header.map((name, index) => [name, values[index]]));
  } catch {
    return undefined;
  }
}

/** A CSV's header. */
export function readHeader({ bytes }: FileRecord): string[] {
  const text = new TextDecoder().decode(bytes);
  const [names = []] = parse(text, { record_delimiter: "\u0000\u0000\u0000", relax_quotes: true });
  return names;
}

/** Whether the service may refuse a record for this field; for its whole, where no field is named. */
export function mayBeRefused(
  values: ReadonlyMap<string, unknown> | undefined,
  field: string | null,
  schema: DatasetSchema,
): boolean {
  if (!values) return true;
  const names = field === null ? [...schema.fields.keys()] : [field];
  return names.some((name) => isOdd(values.get(name), name, schema));
}

function isOdd(value: unknown, name: string, { fields }: DatasetSchema): boolean {
  if (value === undefined || typeof value === "object") return true;
  const type = fields.get(name)?.type;
  if (type === undefined) return false;
  const text = String(value).trim();
  if (isMedia(type)) return judgeMediaUrl(text, type) !== undefined;
  return type === "task_group_id" && text === "";
}
