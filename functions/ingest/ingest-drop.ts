import { isUnversioned } from "../drops/drop.ts";
import { workKey } from "../drops/object-keys.ts";
import type { PublishInput } from "../drops/publish-input.ts";
import { type DecisionDependencies, decideDrop } from "./decide-drop.ts";
import type { Executions } from "./executions.ts";
import type { IngestProgress } from "./ingest-progress.ts";
import { type DropEvent, isLaterWrite } from "./s3-events.ts";

export interface IngestDependencies extends DecisionDependencies {
  readonly executions: Executions;
  readonly progress: IngestProgress;
}

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
  const { bucket, executions, ledger, progress } = dependencies;
  const { drop, droppedAt, sequencer } = event;

  let isDuplicate = true;
  const outcome = await ledger.once("ingest", drop, attempt, async (): Promise<RememberedOutcome> => {
    isDuplicate = false;
    await progress.begin(attempt);
    const { record, ...decision } = await decideDrop({ ...event, datasetAttempt }, dependencies);
    await bucket.writeJson(drop.bucket, workKey(drop), record);
    // Before the execution, which goes on from there.
    if (decision.verdict === "publish") await progress.publish(record, decision.dataset?.id ?? "");
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
