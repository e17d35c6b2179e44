import { readFile } from "node:fs/promises";
import { GetObjectCommand, NoSuchKey } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import { INCOMING_PREFIX } from "../../functions/drops/drop.ts";
import { type Mistake, readDefinition } from "../../functions/drops/folder-definition.ts";
import { DEFINITION_FILE } from "../../functions/drops/folder-keys.ts";
import type { DatasetSchema } from "../../functions/validation/schema/dataset-schema.ts";
import { isDefinitionFile } from "../schema/read-schema.ts";
import type { Stack } from "../stack/connect.ts";

/** What files in a folder are checked against. `unknown`: the folder is defined, and the definition cannot be read here. */
export type FolderSchema =
  | { readonly kind: "untyped" }
  | { readonly kind: "typed"; readonly schema: DatasetSchema }
  | { readonly kind: "unknown"; readonly why: string }
  /** The definition among the files has mistakes. It is not uploaded, so that the folder would be another one's. */
  | { readonly kind: "mistaken"; readonly mistakes: readonly Mistake[] };

const folders = z.array(z.string());

/**
 * What the files are checked against that are uploaded below a prefix: a `_dataset.json` among them, or the one that is in the
 * folder.
 */
export async function findFolderSchema(stack: Stack, prefix: string, files: readonly string[]): Promise<FolderSchema> {
  const defined = folders.safeParse(JSON.parse(stack.find("TypedFolders") ?? "[]")).data ?? [];
  if (defined.includes(prefix.slice(INCOMING_PREFIX.length, -1))) {
    return { kind: "unknown", why: "the stack's settings define this folder" };
  }
  const uploaded = files.find(isDefinitionFile);
  if (uploaded !== undefined) {
    const reading = readDefinition(await readFile(uploaded));
    return reading.ok
      ? { kind: "typed", schema: reading.definition.schema }
      : { kind: "mistaken", mistakes: reading.mistakes };
  }
  try {
    const object = await stack.s3.send(new GetObjectCommand({ Bucket: stack.bucket, Key: prefix + DEFINITION_FILE }));
    return schemaOf((await object.Body?.transformToByteArray()) ?? new Uint8Array());
  } catch (error) {
    if (error instanceof NoSuchKey) return { kind: "untyped" };
    return {
      kind: "unknown",
      why: `${prefix}${DEFINITION_FILE} cannot be read: ${error instanceof Error ? error.message : error}`,
    };
  }
}

function schemaOf(content: Uint8Array): FolderSchema {
  const reading = readDefinition(content);
  if (reading.ok) return { kind: "typed", schema: reading.definition.schema };
  return { kind: "unknown", why: `the folder's ${DEFINITION_FILE} has mistakes` };
}
