import { resolveDestination } from "../drops/destination.ts";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket } from "../drops/drop-bucket.ts";
import { definitionJson, type FolderDefinition } from "../drops/folder-definition.ts";
import { definitionMistake, definitionOverridden, nameKept, shownMetadata } from "../drops/folder-findings.ts";
import { folderOf } from "../drops/folder-keys.ts";
import { type DefinedFolders, folderId, readDefinitionFile, reportedDefinition } from "../drops/folders.ts";
import type { Ledger } from "../drops/ledger.ts";
import { originOf } from "../drops/origin.ts";
import { unreadRecord, type WorkRecord } from "../drops/report.ts";
import type { Workspaces } from "../drops/workspaces.ts";
import type { Finding } from "../validation/findings.ts";
import { LISTED_FINDINGS } from "../validation/findings-list.ts";
import { META_PREFIX } from "../validation/rules/meta-names.ts";
import { isShown } from "../validation/schema/dataset-schema.ts";
import { conflictWith, type FolderDataset } from "./create-dataset.ts";

export interface DefinitionDependencies {
  readonly bucket: Pick<DropBucket, "describe" | "read">;
  readonly ledger: Pick<Ledger, "doneForFolder">;
  readonly workspaces: Workspaces;
  readonly folders: DefinedFolders;
}

/**
 * Judges a `_dataset.json` that was dropped: whether it applies to what is dropped into its folder from then on.
 *
 * @throws {DropGone} {StorageUnavailable}
 */
export async function decideDefinition(
  drop: Drop,
  dependencies: DefinitionDependencies,
): Promise<{ readonly verdict: "accepted" | "rejected"; readonly record: WorkRecord }> {
  const { bytes, metadata } = await dependencies.bucket.describe(drop);
  const reading = await readDefinitionFile(dependencies.bucket, drop);
  const findings = reading.ok
    ? await judgeDefinition(drop, reading.definition, dependencies)
    : reading.mistakes.map(definitionMistake);
  const applies = findings.every(({ severity }) => severity === "warning");
  const plain: WorkRecord = {
    ...unreadRecord(bytes),
    ...originOf(drop.key, metadata, dependencies.workspaces, reading.ok ? reading.definition : undefined),
    ...(reading.ok && { definition: reportedDefinition({ source: "file", definition: reading.definition }) }),
  };
  return { verdict: applies ? "accepted" : "rejected", record: withFindings(plain, findings) };
}

/** A definition may have a mistake in each of ten thousand fields: all are counted, and the first ones are listed. */
function withFindings(record: WorkRecord, findings: readonly Finding[]): WorkRecord {
  const findingCounts: Record<string, number> = {};
  for (const { code } of findings) findingCounts[code] = (findingCounts[code] ?? 0) + 1;
  return { ...record, findings: findings.slice(0, LISTED_FINDINGS), findingCounts };
}

async function judgeDefinition(
  drop: Drop,
  definition: FolderDefinition,
  { ledger, workspaces, folders }: DefinitionDependencies,
): Promise<Finding[]> {
  if (folders.has(folderOf(drop))) return [definitionOverridden(folderOf(drop))];
  const resolution = resolveDestination(drop.key, {}, workspaces, definition);
  if (!resolution.ok) return [resolution.finding];
  const warnings = [...definition.schema.fields].flatMap(([name, { type }]) =>
    isShown(type) && name.startsWith(META_PREFIX) ? [shownMetadata(name)] : [],
  );
  if (definition.files === "a-dataset-each") return warnings;
  // Written by this function alone.
  const dataset = (await ledger.doneForFolder(folderId(drop))) as FolderDataset | undefined;
  if (!dataset) return warnings;
  const { workspaceId, datasetName } = resolution.destination;
  const conflict = conflictWith(dataset, { workspaceId, schema: definitionJson(definition).schema });
  if (conflict) return [conflict];
  return dataset.name === datasetName ? warnings : [nameKept(dataset.id, dataset.name), ...warnings];
}
