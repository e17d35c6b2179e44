import type { DatasetService } from "../datasets/dataset-service.ts";
import { DatasetServiceAccessRefused, DatasetServiceRefused } from "../datasets/errors.ts";
import { type Destination, resolveDestination } from "../drops/destination.ts";
import { type Drop, isUnversioned } from "../drops/drop.ts";
import type { DropBucket, DroppedFile } from "../drops/drop-bucket.ts";
import { DropGone, describeError, StorageUnavailable } from "../drops/errors.ts";
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
    if (!validation.ok) return { verdict: "rejected", ...NOTHING, record };
    return await createDataset(event, file, resolution.destination, record, dependencies);
  } catch (error) {
    if (!(error instanceof DropGone)) throw error;
    return { verdict: "failed", ...NOTHING, record: withFinding(unreadRecord(event.bytes), dropGone(error)) };
  }
}

const NOTHING = { dataset: null, file: null } as const;

async function validate(drop: Drop, options: ValidationOptions, { bucket, measure }: IngestDependencies) {
  const start = performance.now();
  const validation = await validateCsv(read(bucket, drop), options);
  measure("ValidationSeconds", (performance.now() - start) / 1000);
  measure("Rows", validation.file.rows);
  measure("Bytes", validation.file.bytes);
  return validation;
}

async function createDataset(
  { drop, datasetAttempt = 1 }: DropEvent,
  file: DroppedFile,
  { workspaceId, datasetName, fileName }: Destination,
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
    return { verdict: "publish", dataset, file: { name: fileName, bytes: file.bytes, etag: file.etag }, record };
  } catch (error) {
    if (error instanceof DatasetServiceAccessRefused) {
      return { verdict: "rejected", ...NOTHING, record: withFinding(record, workspaceOutOfReach(workspaceId, error)) };
    }
    if (!(error instanceof DatasetServiceRefused)) throw error;
    return { verdict: "failed", ...NOTHING, record: withFinding(record, refusedByService(error)) };
  }
}

/** Opens the file only once its first byte is wanted: a file that is refused by its name or size is never read. */
export async function* read(bucket: Pick<DropBucket, "read">, drop: Drop): AsyncGenerator<Uint8Array> {
  const file = await bucket.read(drop);
  try {
    yield* file;
  } catch (error) {
    const what = `Reading ${JSON.stringify(drop.key)} broke off: ${describeError(error)}`;
    throw new StorageUnavailable(what, { cause: error });
  }
}
