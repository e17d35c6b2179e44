import type { DatasetSchema } from "../../../../functions/validation/schema/dataset-schema.ts";

// What JSON Lines hold, read with JSON.parse: what our reader is held against.

export interface ReferenceRecord {
  readonly line: number;
  /** The fields' values as text: a number or an object as it is written, and nothing for null. */
  readonly cells: readonly string[];
  readonly missing: readonly string[];
  readonly duplicates: boolean;
  readonly nested: readonly string[];
  readonly literals: readonly string[];
  readonly unknown: readonly string[];
}

export interface Reference {
  readonly records: readonly ReferenceRecord[];
  /** Lines that are no records. */
  readonly bad: readonly number[];
}

export function readReference(text: string, schema: DatasetSchema): Reference {
  const records: ReferenceRecord[] = [];
  const bad: number[] = [];
  let line = 1;
  for (const unit of text.replace(/^\ufeff/, "").split("\n")) {
    const parts = unit.replace(/\r$/, "").split("\r");
    for (const part of parts) {
      if (!/^[ \t]*$/.test(part)) {
        const members = parts.length === 1 ? readMembers(part) : undefined;
        if (members) records.push(recordOf(line, members, schema));
        else bad.push(line);
      }
      line++;
    }
  }
  return { records, bad };
}

interface Member {
  readonly key: string;
  readonly raw: string;
}

/** An object's members in their order, those with the same key too; undefined where it is no object. */
function readMembers(text: string): Member[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  const members: Member[] = [];
  let depth = 0;
  let key: string | undefined;
  let start = 0;
  const end = (at: number) => {
    if (key !== undefined) members.push({ key, raw: text.slice(start, at).trim() });
    key = undefined;
  };
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (depth === 1 && key === undefined && token[0] === '"') key = JSON.parse(token) as string;
    else if (depth === 1 && token === ":") start = index + 1;
    else if (depth === 1 && (token === "," || token === "}")) end(index);
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
  }
  return members;
}

function recordOf(line: number, members: readonly Member[], { fields }: DatasetSchema): ReferenceRecord {
  const last = new Map(members.map(({ key, raw }) => [key, raw]));
  const names = [...fields.keys()];
  const rawOf = (name: string) => last.get(name) ?? "null";
  return {
    line,
    cells: names.map((name) => textOf(rawOf(name))),
    missing: names.filter((name) => rawOf(name) === "null"),
    duplicates: last.size < members.length,
    nested: names.filter((name) => /^[{[]/.test(rawOf(name))),
    literals: names.filter((name) => /^[-\dtf]/.test(rawOf(name))),
    unknown: [...last.keys()].filter((key) => !fields.has(key)),
  };
}

function textOf(raw: string): string {
  if (raw === "null") return "";
  return raw[0] === '"' ? (JSON.parse(raw) as string).toWellFormed() : raw;
}
