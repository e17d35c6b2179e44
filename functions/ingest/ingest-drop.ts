import type { DatasetService } from "../datasets/dataset-service.ts";
import { DatasetServiceAccessRefused, DatasetServiceRefused } from "../datasets/errors.ts";
import { type Destination, resolveDestination } from "../drops/destination.ts";
import { type Drop, isUnversioned } from "../drops/drop.ts";
import type { DropBucket, DroppedFile, StoredObject } from "../drops/drop-bucket.ts";
import { DropGone } from "../drops/errors.ts";
import { dropGone, refusedByService, schemaNeeded, workspaceOutOfReach } from "../drops/findings.ts";
import type { Ledger } from "../drops/ledger.ts";
import { workKey } from "../drops/object-keys.ts";
import type { Pace } from "../drops/pace.ts";
import type { PublishInput } from "../drops/publish-input.ts";
import { recordOf, unreadRecord, type WorkRecord, withFinding } from "../drops/report.ts";
import type { Workspaces } from "../drops/workspaces.ts";
import type { Severities } from "../validation/findings.ts";
import type { ValidationOptions } from "../validation/validate-bytes.ts";
import { validateCsv } from "../validation/validate-csv.ts";
import type { Executions } from "./executions.ts";
import { type FixedDrop, fixDrop } from "./fix-drop.ts";
import { readDrop } from "./read-drop.ts";
import { type DropEvent, isLaterWrite } from "./s3-events.ts";

export interface IngestDependencies {
  readonly bucket: DropBucket;
  readonly datasets: DatasetService;
  readonly ledger: Ledger;
  readonly executions: Executions;
  readonly pace: Pace;
  readonly workspaces: Workspaces;
  /** How findings are treated, where not by default, and the largest file that is taken, in bytes. */
  readonly rules: { readonly severities: Severities; readonly largest: number };
  /** Whether drops are fixed, by the id of their workspace, and the largest workbook that is read, in bytes. */
  readonly fixing: { readonly isOn: (workspaceId: string) => boolean; readonly largestWorkbook: number };
  /** Told what is worth measuring, once for each drop that is really worked on. */
  readonly measure: (measured: IngestMeasure, value: number) => void;
  /** Called where the drop has to wait for its turn, with when that is, in milliseconds since the epoch. */
  readonly paced: (until: number) => void;
}

export type IngestMeasure = "Rows" | "Bytes" | "ValidationSeconds" | "PacedSeconds";

export interface IngestOutcome {
  readonly verdict: PublishInput["verdict"];
  readonly datasetId: string | null;
  readonly rows: number;
  readonly bytes: number;
  /** Whether an earlier event had done all of it already. */
  readonly isDuplicate: boolean;
}

/** What the ledger remembers of an attempt. */
interface RememberedOutcome extends Omit<IngestOutcome, "isDuplicate"> {
  /** The event's sequencer; a redrive has none. */
  readonly sequencer?: string;
}

/**
 * Turns one drop into a dataset and hands it to the publish state machine, which also answers for a drop that
 * can't be published.
 *
 * Safe to call again for the same drop: the ledger answers with what the first call did, and the dataset and the
 * execution are each made once, wherever an earlier call ended. A redrive's attempt has an execution of its own, and
 * goes on with the dataset of the attempt that it names.
 *
 * In a bucket without versions the same bytes are the same drop. Uploaded again after an attempt that did not end READY,
 * they are a new attempt with a dataset of its own, as a new version is elsewhere.
 *
 * @throws {ClaimedElsewhere} another invocation works on the drop
 * @throws what is worth another try: the storage, the service or the token is not to be had just now
 */
export async function ingestDrop(event: DropEvent, dependencies: IngestDependencies): Promise<IngestOutcome> {
  const { attempt: redriven, datasetAttempt = 1 } = event;
  if (redriven !== undefined) return forget(await ingestAttempt(event, redriven, datasetAttempt, dependencies));

  let lastWrite: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const outcome = await ingestAttempt(event, attempt, attempt, dependencies);
    if (!outcome.isDuplicate) return forget(outcome);
    lastWrite = outcome.sequencer ?? lastWrite;
    if (!isDroppedAgain(event, lastWrite)) return forget(outcome);
    if ((await dependencies.executions.stateOf(event.drop, attempt)) !== "ended") return forget(outcome);
  }
}

async function ingestAttempt(
  event: DropEvent,
  attempt: number,
  datasetAttempt: number,
  dependencies: IngestDependencies,
): Promise<RememberedOutcome & Pick<IngestOutcome, "isDuplicate">> {
  const { bucket, executions, ledger } = dependencies;
  const { drop, droppedAt, sequencer } = event;

  let isDuplicate = true;
  const outcome = await ledger.once("ingest", drop, attempt, async (): Promise<RememberedOutcome> => {
    isDuplicate = false;
    const { record, ...decision } = await decide({ ...event, datasetAttempt }, dependencies);
    await bucket.writeJson(drop.bucket, workKey(drop), record);
    await executions.start({ drop, attempt, datasetAttempt, startedAt: droppedAt, ...decision });

    const { verdict, dataset } = decision;
    const { rows, bytes } = record.file;
    return { verdict, datasetId: dataset?.id ?? null, rows, bytes, ...(sequencer !== undefined && { sequencer }) };
  });
  return { ...outcome, isDuplicate };
}

/** Whether the same bytes were uploaded again: a repeated event has the sequencer of the first one. */
function isDroppedAgain({ drop, sequencer }: DropEvent, lastWrite: string | undefined): boolean {
  if (!isUnversioned(drop) || sequencer === undefined || lastWrite === undefined) return false;
  return isLaterWrite(sequencer, lastWrite);
}

function forget({ sequencer: _, ...outcome }: RememberedOutcome & Pick<IngestOutcome, "isDuplicate">): IngestOutcome {
  return outcome;
}

type Decision = Pick<PublishInput, "verdict" | "dataset" | "file"> & { readonly record: WorkRecord };

async function decide(event: DropEvent, dependencies: IngestDependencies): Promise<Decision> {
  const { drop } = event;
  const { bucket, workspaces, rules } = dependencies;
  try {
    const file = await bucket.describe(drop);
    const resolution = resolveDestination(drop.key, file.metadata, workspaces);
    const fileName = resolution.ok ? resolution.destination.fileName : resolution.fileName;
    const validation = await validate(drop, { ...rules, fileName, size: file.bytes }, dependencies);
    const record = recordOf(validation);

    if (!resolution.ok) return { verdict: "rejected", ...NOTHING, record: withFinding(record, resolution.finding) };
    const { destination } = resolution;
    if (validation.ok)
      return await createDataset(event, uploadOf(file, destination), destination, record, dependencies);

    const isOn = dependencies.fixing.isOn(destination.workspaceId);
    const outcome = await fixRejected(drop, file, isOn, dependencies);
    if (!outcome) return { verdict: "rejected", ...NOTHING, record };
    const { changes, finding, stored } = outcome;
    if (!stored) {
      return { verdict: "rejected", ...NOTHING, record: { ...withFinding(record, finding), fixable: changes } };
    }
    const fixedRecord = withFinding({ ...recordOf(outcome.validation), fixes: changes }, finding);
    return await createDataset(event, uploadOfFixed(stored, destination), destination, fixedRecord, dependencies);
  } catch (error) {
    if (!(error instanceof DropGone)) throw error;
    return { verdict: "failed", ...NOTHING, record: withFinding(unreadRecord(event.bytes), dropGone(error)) };
  }
}

/** Beyond this, only what is published is fixed: to report what could be fixed, a file is read several times more. */
const LARGEST_REPORTED_BYTES = 100 * 1024 ** 2;

async function fixRejected(
  drop: Drop,
  { bytes }: DroppedFile,
  isOn: boolean,
  { bucket, rules, fixing }: IngestDependencies,
): Promise<FixedDrop | undefined> {
  if (bytes > (isOn ? rules.largest : LARGEST_REPORTED_BYTES)) return undefined;
  return fixDrop(drop, {
    bucket,
    severities: rules.severities,
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
  return { name: `${fileName.replace(/\.(?:csv|tsv|xlsx)$/i, "")}.csv`, bytes, etag, object: drop };
}

const NOTHING = { dataset: null, file: null } as const;

async function validate(drop: Drop, options: ValidationOptions, { bucket, measure }: IngestDependencies) {
  const start = performance.now();
  const validation = await validateCsv(readDrop(bucket, drop), options);
  measure("ValidationSeconds", (performance.now() - start) / 1000);
  measure("Rows", validation.file.rows);
  measure("Bytes", validation.file.bytes);
  return validation;
}

async function createDataset(
  { drop, datasetAttempt = 1 }: DropEvent,
  file: Upload,
  { workspaceId, datasetName }: Destination,
  record: WorkRecord,
  { datasets, ledger, pace, measure, paced }: IngestDependencies,
): Promise<Decision> {
  try {
    const { needsSchema, ...dataset } = await ledger.once("dataset", drop, datasetAttempt, async () => {
      measure("PacedSeconds", await pace.takeTurn(paced));
      const { id, needsSchema } = await datasets.create({ name: datasetName, workspaceId });
      return { id, name: datasetName, workspaceId, needsSchema };
    });
    if (needsSchema) {
      return { verdict: "failed", dataset, file: null, record: withFinding(record, schemaNeeded(dataset.id)) };
    }
    return { verdict: "publish", dataset, file, record };
  } catch (error) {
    if (error instanceof DatasetServiceAccessRefused) {
      return { verdict: "rejected", ...NOTHING, record: withFinding(record, workspaceOutOfReach(workspaceId, error)) };
    }
    if (!(error instanceof DatasetServiceRefused)) throw error;
    return { verdict: "failed", ...NOTHING, record: withFinding(record, refusedByService(error)) };
  }
}
