import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { attemptId, type Drop } from "./drop.ts";
import type { DropBucket } from "./drop-bucket.ts";
import { DropGone } from "./errors.ts";
import {
  type DefinitionReading,
  definitionJson,
  type FolderDefinition,
  type FolderDefinitionJson,
  folderDefinition,
  type Mistake,
  readDefinition,
} from "./folder-definition.ts";
import { DEFINITION_FILE, folderOf } from "./folder-keys.ts";
import type { LedgerFacts } from "./ledger-facts.ts";
import { readDrop } from "./read-drop.ts";

/** Folders that the stack's settings define, by their path below `incoming/`. */
export type DefinedFolders = ReadonlyMap<string, FolderDefinition>;

/** As the function's environment has them. */
export const definedFolders = z.pipe(
  z.record(z.string(), folderDefinition),
  z.transform((given): DefinedFolders => new Map(Object.entries(given))),
);

/** Where a definition comes from: the stack's settings, or a version of the folder's `_dataset.json`. */
export type DefinitionSource = "settings" | "file";

/** The definition that applies to a drop. */
export interface AppliedDefinition {
  readonly source: DefinitionSource;
  readonly definition: FolderDefinition;
}

/** What its folder says of a drop: nothing, nothing any more, what its datasets are, or what has mistakes. */
export type FolderWord =
  | { readonly kind: "untyped" }
  | { readonly kind: "definition-missing" }
  | ({ readonly kind: "typed" } & AppliedDefinition)
  | { readonly kind: "mistaken"; readonly mistakes: readonly Mistake[] };

/** A definition is a page of text. One that is longer is not read. */
export const LARGEST_DEFINITION_BYTES = 256 * 1024;

/** Stands for a folder in the ledger. */
export function folderId(drop: Drop): string {
  return createHash("sha256")
    .update(JSON.stringify([drop.bucket, folderOf(drop)]))
    .digest("hex");
}

export interface FolderDependencies {
  readonly bucket: Pick<DropBucket, "versionAt" | "read">;
  readonly facts: LedgerFacts;
  readonly folders: DefinedFolders;
  /** Whether S3 removes a `_dataset.json` after some time, as other dropped files. */
  readonly definitionsExpire: boolean;
}

/** A folder that is uploaded as a whole arrives in any order: its definition may come a little after its files. */
const LATE_DEFINITION_SECONDS = 300;

const time = z.string();
const kept = z.object({ source: z.enum(["settings", "file"]), definition: folderDefinition });

/**
 * What its folder said of a drop when it was dropped. It is kept with the drop: whatever becomes of the folder and of the
 * settings, a redelivery and a redrive mean the same. Another dataset decides again, since the same bytes that are uploaded
 * again to a bucket without versions are the same drop.
 *
 * Where definitions expire, a folder that had one does not become one without: what it hides would be shown.
 *
 * @param datasetAttempt the attempt whose dataset is used
 * @throws {StorageUnavailable}
 */
export async function askFolder(
  drop: Drop,
  { droppedAt, datasetAttempt = 1 }: { readonly droppedAt: string; readonly datasetAttempt?: number },
  dependencies: FolderDependencies,
): Promise<FolderWord> {
  const { facts, definitionsExpire } = dependencies;
  const name = `definition#${attemptId(drop, datasetAttempt)}`;
  const before = kept.safeParse(await facts.recall(name));
  if (before.success) return { kind: "typed", ...before.data };
  const word = await findDefinition(drop, droppedAt, dependencies);
  if (word.kind === "untyped" && definitionsExpire) {
    const { data: since } = time.safeParse(await facts.recall(typedSince(drop)));
    return since !== undefined && Date.parse(droppedAt) > Date.parse(since) ? { kind: "definition-missing" } : word;
  }
  if (word.kind !== "typed") return word;
  const { source, definition } = word;
  if (source === "file") await rememberTyped(drop, droppedAt, dependencies);
  // Two invocations may be first; what was kept counts.
  const first = kept.parse(await facts.keepFirst(name, { source, definition: definitionJson(definition) }));
  return { kind: "typed", ...first };
}

/** Remembers, where definitions expire, that a drop's folder has one. @throws what DynamoDB says */
export async function rememberTyped(
  drop: Drop,
  droppedAt: string,
  { facts, definitionsExpire }: Pick<FolderDependencies, "facts" | "definitionsExpire">,
): Promise<void> {
  if (definitionsExpire) await facts.keepForGood(typedSince(drop), droppedAt);
}

function typedSince(drop: Drop): string {
  return `typed#${folderId(drop)}`;
}

async function findDefinition(
  drop: Drop,
  droppedAt: string,
  { bucket, folders }: FolderDependencies,
): Promise<FolderWord> {
  const definition = folders.get(folderOf(drop));
  if (definition) return { kind: "typed", source: "settings", definition };
  const key = drop.key.slice(0, drop.key.lastIndexOf("/") + 1) + DEFINITION_FILE;
  const version = await bucket.versionAt(drop.bucket, key, droppedAt, LATE_DEFINITION_SECONDS);
  if (!version) return { kind: "untyped" };
  try {
    const reading = await readDefinitionFile(bucket, version);
    return reading.ok
      ? { kind: "typed", source: "file", definition: reading.definition }
      : { kind: "mistaken", mistakes: reading.mistakes };
  } catch (error) {
    if (!(error instanceof DropGone)) throw error;
    // It was removed for good: nobody can know what it said.
    return { kind: "mistaken", mistakes: [{ path: "", message: error.message, line: null }] };
  }
}

/** Reads one version of a `_dataset.json`. @throws {DropGone} {StorageUnavailable} */
export async function readDefinitionFile(bucket: Pick<DropBucket, "read">, file: Drop): Promise<DefinitionReading> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of readDrop(bucket, file)) {
    bytes += chunk.length;
    if (bytes > LARGEST_DEFINITION_BYTES) {
      const message = `The definition is larger than ${LARGEST_DEFINITION_BYTES / 1024} KiB: remove fields, or shorten labels.`;
      return { ok: false, mistakes: [{ path: "", message, line: null }] };
    }
    chunks.push(chunk);
  }
  return readDefinition(Buffer.concat(chunks));
}

/** What a report says of the definition that applied. */
export interface ReportedDefinition extends FolderDefinitionJson {
  readonly source: DefinitionSource;
}

export function reportedDefinition({ source, definition }: AppliedDefinition): ReportedDefinition {
  return { source, ...definitionJson(definition) };
}

const keptWithDrop = z.object({ definition: z.looseObject({ source: z.string() }) });

/** The definition in what ingest kept of a drop; undefined where it has none. */
export function readKeptDefinition(record: unknown): FolderDefinition | undefined {
  const { data } = keptWithDrop.safeParse(record);
  if (!data) return undefined;
  const { source: _, ...written } = data.definition;
  return folderDefinition.safeParse(written).data;
}
