import type { Destination } from "../drops/destination.ts";
import { resolveDestination } from "../drops/destination.ts";
import type { Drop } from "../drops/drop.ts";
import type { DropBucket, DroppedFile, StoredObject } from "../drops/drop-bucket.ts";
import { DropGone } from "../drops/errors.ts";
import { dropGone } from "../drops/findings.ts";
import { definitionMissing, folderMistaken } from "../drops/folder-findings.ts";
import { isDefinitionFile } from "../drops/folder-keys.ts";
import {
  type AppliedDefinition,
  askFolder,
  type FolderDependencies,
  rememberTyped,
  reportedDefinition,
} from "../drops/folders.ts";
import { type DropOrigin, originOf, originOfKey } from "../drops/origin.ts";
import type { PublishInput } from "../drops/publish-input.ts";
import { readDrop } from "../drops/read-drop.ts";
import { type OnShare, readingShare } from "../drops/reading-share.ts";
import { recordOf, unreadRecord, type WorkRecord, withFinding } from "../drops/report.ts";
import type { Workspaces } from "../drops/workspaces.ts";
import { csvNameOf } from "../validation/file-endings.ts";
import { isJsonLines } from "../validation/file-format.ts";
import type { Finding, Severities } from "../validation/findings.ts";
import type { ValidationOptions } from "../validation/validate-bytes.ts";
import { validateCsv } from "../validation/validate-csv.ts";
import { createDataset, type DatasetDependencies } from "./create-dataset.ts";
import { decideDefinition } from "./decide-definition.ts";
import { type FixedDrop, fixDrop } from "./fix-drop.ts";
import type { DropEvent } from "./s3-events.ts";

export interface DecisionDependencies extends Omit<DatasetDependencies, "measure">, FolderDependencies {
  readonly bucket: DropBucket;
  readonly workspaces: Workspaces;
  /** How findings are treated, where not by default, and the largest file that is taken, in bytes. */
  readonly rules: { readonly severities: Severities; readonly largest: number };
  /** Whether drops are fixed, by the id of their workspace, and the largest workbook that is read, in bytes. */
  readonly fixing: { readonly isOn: (workspaceId: string) => boolean; readonly largestWorkbook: number };
  /** Called with what is worth measuring, once for each drop that is really processed. */
  readonly measure: (measured: IngestMeasure, value: number) => void;
  /** Called with how much of the file was read. */
  readonly read: OnShare;
}

export type IngestMeasure = "Rows" | "Bytes" | "ValidationSeconds" | "PacedSeconds";

/** What is to be done with a drop, and what was learned of it. */
export interface Decision extends Pick<PublishInput, "verdict" | "dataset" | "file"> {
  readonly record: WorkRecord;
}

const NOTHING = { dataset: null, file: null } as const;

/**
 * Validates a drop, fixes it where that is wanted, and creates its dataset. A `_dataset.json` is judged as what it is.
 *
 * @throws {ClaimedElsewhere} {StorageUnavailable} {DatasetServiceError}
 */
export async function decideDrop(event: DropEvent, dependencies: DecisionDependencies): Promise<Decision> {
  const { drop } = event;
  const unread = () => ({ ...unreadRecord(event.bytes), ...originOfKey(drop.key, dependencies.workspaces) });
  try {
    if (isDefinitionFile(drop)) {
      const decided = await decideDefinition(drop, dependencies);
      if (decided.verdict === "accepted") await rememberTyped(drop, event.droppedAt, dependencies);
      return { ...NOTHING, ...decided };
    }
    const word = await askFolder(drop, event, dependencies);
    const rejected = (finding: Finding): Decision => {
      return { verdict: "rejected", ...NOTHING, record: withFinding(unread(), finding) };
    };
    if (word.kind === "mistaken") return rejected(folderMistaken(word.mistakes));
    if (word.kind === "definition-missing") return rejected(definitionMissing());
    return await decideFile(event, word.kind === "typed" ? word : undefined, dependencies);
  } catch (error) {
    if (!(error instanceof DropGone)) throw error;
    return { verdict: "failed", ...NOTHING, record: withFinding(unread(), dropGone(error)) };
  }
}

async function decideFile(
  event: DropEvent,
  applied: AppliedDefinition | undefined,
  dependencies: DecisionDependencies,
): Promise<Decision> {
  const { drop } = event;
  const { bucket, workspaces, rules } = dependencies;
  const file = await bucket.describe(drop);
  const resolution = resolveDestination(drop.key, file.metadata, workspaces, applied?.definition);
  const fileName = resolution.ok ? resolution.destination.fileName : resolution.fileName;
  const schema = applied?.definition.schema;
  const validation = await validate(drop, { ...rules, fileName, size: file.bytes, schema }, dependencies);
  const about: About = {
    ...originOf(drop.key, file.metadata, workspaces, applied?.definition),
    ...(applied && { definition: reportedDefinition(applied) }),
  };
  const record = { ...recordOf(validation), ...about };

  if (!resolution.ok) return { verdict: "rejected", ...NOTHING, record: withFinding(record, resolution.finding) };
  const { destination } = resolution;
  const publish = (upload: Upload, its: WorkRecord) =>
    publishFile(event, upload, { destination, applied, record: its }, dependencies);
  if (validation.ok) return await publish(uploadOf(file, destination), record);

  const isOn = dependencies.fixing.isOn(destination.workspaceId);
  const outcome = await fixRejected(event.drop, file, { fileName, isOn, schema }, dependencies);
  if (!outcome) return { verdict: "rejected", ...NOTHING, record };
  const { changes, finding, stored } = outcome;
  if (!stored) {
    return { verdict: "rejected", ...NOTHING, record: { ...withFinding(record, finding), fixable: changes } };
  }
  const fixedRecord = withFinding({ ...recordOf(outcome.validation), ...about, fixes: changes }, finding);
  return await publish(uploadOfFixed(stored, destination), fixedRecord);
}

/** What a record says besides what is in the file. */
type About = DropOrigin & Pick<WorkRecord, "definition">;

/** Beyond this, only what is published is fixed: to report what could be fixed, a file is read several times more. */
const LARGEST_REPORTED_BYTES = 100 * 1024 ** 2;
/** A fix reads the file five times. Of a larger one, S3 may take longer for that than the function has by default. */
const LARGEST_FIXED_BYTES = 2 * 1024 ** 3;

async function fixRejected(
  drop: Drop,
  { bytes }: DroppedFile,
  { fileName, isOn, schema }: { fileName: string; isOn: boolean; schema: ValidationOptions["schema"] },
  { bucket, rules, fixing }: DecisionDependencies,
): Promise<FixedDrop | undefined> {
  const largest = isOn ? Math.min(rules.largest, LARGEST_FIXED_BYTES) : LARGEST_REPORTED_BYTES;
  if (isJsonLines(fileName) || bytes > largest) return undefined;
  return fixDrop(drop, {
    bucket,
    severities: rules.severities,
    schema,
    fileName,
    largestWorkbook: fixing.largestWorkbook,
    isStored: isOn,
  });
}

type Upload = NonNullable<PublishInput["file"]>;

function uploadOf({ bytes, etag }: DroppedFile, { fileName }: Destination): Upload {
  return { name: fileName, bytes, etag };
}

/** The service takes a name that ends in .csv. */
function uploadOfFixed({ drop, bytes, etag }: StoredObject, { fileName }: Destination): Upload {
  return { name: csvNameOf(fileName), bytes, etag, object: drop };
}

async function validate(drop: Drop, options: ValidationOptions, { bucket, measure, read }: DecisionDependencies) {
  const start = performance.now();
  const chunks = readingShare(readDrop(bucket, drop), options.size ?? 0, read);
  const validation = await validateCsv(chunks, options);
  measure("ValidationSeconds", (performance.now() - start) / 1000);
  measure("Rows", validation.file.rows);
  measure("Bytes", validation.file.bytes);
  return validation;
}

async function publishFile(
  { drop, datasetAttempt = 1 }: DropEvent,
  file: Upload,
  {
    destination,
    applied,
    record,
  }: { destination: Destination; applied: AppliedDefinition | undefined; record: WorkRecord },
  dependencies: DecisionDependencies,
): Promise<Decision> {
  const outcome = await createDataset({ drop, datasetAttempt, destination, applied }, dependencies);
  if (outcome.ok) return { verdict: "publish", dataset: outcome.dataset, file, record };
  const { verdict, dataset, finding } = outcome;
  return { verdict, dataset, file: null, record: withFinding(record, finding) };
}
