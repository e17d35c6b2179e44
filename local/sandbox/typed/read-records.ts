import { readCsvRows } from "../csv-rows.ts";
import type { RecordMistake, Values } from "./check-record.ts";
import { readLines } from "./read-lines.ts";

export type RecordFormat = "csv" | "jsonl";

/** A record as it was read, or why it cannot be. */
export interface ReadRecord {
  readonly values: Values;
  readonly mistakes: readonly RecordMistake[];
}

/**
 * A file's records, with the values of the schema's fields; other fields are ignored. Blank lines are skipped and not
 * counted [the contract for JSONL, chosen here for CSV].
 *
 * @throws {FileProblem} the file cannot be read as its format
 */
export function readRecords(
  path: string,
  format: RecordFormat,
  fields: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<ReadRecord> {
  return format === "csv" ? readCsv(path, fields, signal) : readJsonl(path, fields, signal);
}

async function* readCsv(path: string, fields: readonly string[], signal?: AbortSignal): AsyncGenerator<ReadRecord> {
  let columns: readonly number[] | undefined;
  for await (const { header, values } of readCsvRows(path, signal, "skipped")) {
    if (!columns) columns = fields.map((field) => header.indexOf(field));
    // A line of white space is the only one that has not as many values as the header.
    else if (values.length === header.length) {
      yield { values: columns.map((column) => values[column] ?? null), mistakes: [] };
    }
  }
}

async function* readJsonl(path: string, fields: readonly string[], signal?: AbortSignal): AsyncGenerator<ReadRecord> {
  for await (const line of readLines(path, signal)) {
    if (!isBlank(line)) yield readJsonRecord(line, fields);
  }
}

export function isBlank(line: string): boolean {
  return !/\S/.test(line);
}

/** Chosen here: numbers and booleans are values as their JSON text, null is no value, and nested values are refused. */
function readJsonRecord(line: string, fields: readonly string[]): ReadRecord {
  const record = parseObject(line);
  if (!record) return { values: [], mistakes: [{ field: null, reason: "The line is not a JSON object." }] };
  const mistakes: RecordMistake[] = [];
  const values = fields.map((field) => {
    const value = record.get(field);
    if (value === undefined || value === null) return null;
    if (typeof value !== "object") return String(value);
    mistakes.push({ field, reason: "The value is a list or an object, not text." });
    return null;
  });
  return { values, mistakes };
}

/** An object's own members: not what `constructor` and `__proto__` are elsewhere. Numbers keep their spelling. */
function parseObject(line: string): Map<string, unknown> | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== "object" || record === null || Array.isArray(record)) return undefined;
    const members = Object.entries(record);
    const hasNumber = members.some(([, value]) => typeof value === "number");
    return new Map(hasNumber ? Object.entries(JSON.parse(line, numberAsText)) : members);
  } catch {
    return undefined;
  }
}

function numberAsText(_name: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? value) : value;
}
