import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Mistake, readDefinition } from "../../functions/drops/folder-definition.ts";
import { DEFINITION_FILE } from "../../functions/drops/folder-keys.ts";
import type { DatasetSchema } from "../../functions/validation/schema/dataset-schema.ts";
import { quoted } from "../terminal/one-line.ts";
import { explainSystemError, messageOf } from "../terminal/system-error.ts";
import { WrongUse } from "../terminal/wrong-use.ts";

export function isDefinitionFile(path: string): boolean {
  return basename(path) === DEFINITION_FILE;
}

/** Reads a schema from a `_dataset.json`. @throws {WrongUse} names every mistake in it */
export async function readSchemaFile(path: string): Promise<DatasetSchema> {
  const content = await readFile(path).catch((error: unknown) => {
    throw new WrongUse(`--schema: ${quoted(path)} cannot be read: ${explainSystemError(error) ?? messageOf(error)}.`);
  });
  const reading = readDefinition(content);
  if (reading.ok) return reading.definition.schema;
  throw new WrongUse(`--schema: ${quoted(path)} has mistakes:\n${reading.mistakes.map(mistakeText).join("\n")}`);
}

export function mistakeText({ path, message }: Mistake): string {
  return `  ${path === "" ? message : `${path}: ${message}`}`;
}
