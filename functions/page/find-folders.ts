import type { S3Client } from "@aws-sdk/client-s3";
import { INCOMING_PREFIX } from "../drops/drop.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { type DefinitionReading, definitionJson } from "../drops/folder-definition.ts";
import { DEFINITION_FILE } from "../drops/folder-keys.ts";
import { type DefinedFolders, readDefinitionFile } from "../drops/folders.ts";
import type { RecordReader } from "../drops/records/record-reader.ts";
import type { FolderLine } from "./folder-line.ts";
import { folderProblem } from "./folder-path.ts";

/** Where folders are defined. */
export interface FolderSources {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Folders that the stack's settings define. */
  readonly folders: DefinedFolders;
}

/** Concurrent reads of definitions. */
const READ_AT_ONCE = 16;

/**
 * The folders that have a definition, by their paths: those of the stack's settings, and those into which a `_dataset.json` was
 * dropped. The bucket is not listed, which takes longer with each file in it.
 *
 * @param isWanted which folders are looked for
 */
export async function findFolders(
  sources: FolderSources & { readonly records: Pick<RecordReader, "folders"> },
  isWanted: (path: string) => boolean,
): Promise<FolderLine[]> {
  const kept = await sources.records.folders();
  // A `_dataset.json` in a folder of the settings does not apply.
  const paths = kept.filter((path) => folderProblem(path) === null && !sources.folders.has(path)).filter(isWanted);
  const defined = [...sources.folders.keys()].filter(isWanted);
  const found = defined.flatMap((path) => definedFolder(path, sources) ?? []);
  for (let start = 0; start < paths.length; start += READ_AT_ONCE) {
    const read = await Promise.all(paths.slice(start, start + READ_AT_ONCE).map((path) => readFolder(path, sources)));
    found.push(...read.filter((folder) => folder !== undefined));
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** undefined where the folder has no definition. */
export async function findFolder(path: string, sources: FolderSources): Promise<FolderLine | undefined> {
  if (folderProblem(path) !== null) return undefined;
  return definedFolder(path, sources) ?? (await readFolder(path, sources));
}

/** The key of a folder's definition. */
export function definitionKey(path: string): string {
  return `${INCOMING_PREFIX}${path}/${DEFINITION_FILE}`;
}

function definedFolder(path: string, { folders }: FolderSources): FolderLine | undefined {
  const definition = folders.get(path);
  return definition && lineOf(path, "settings", { ok: true, definition });
}

async function readFolder(path: string, { s3, bucket }: FolderSources): Promise<FolderLine | undefined> {
  const drops = connectDropBucket(s3);
  const version = await drops.versionAt(bucket, definitionKey(path), new Date().toISOString());
  return version ? lineOf(path, "file", await readDefinitionFile(drops, version)) : undefined;
}

function lineOf(path: string, source: FolderLine["source"], reading: DefinitionReading): FolderLine {
  if (!reading.ok) return { path, label: path, source, definition: null, mistakes: reading.mistakes };
  const { name } = reading.definition;
  const label = name === undefined ? path : `${path} (${name})`;
  return { path, label, source, definition: definitionJson(reading.definition), mistakes: [] };
}
