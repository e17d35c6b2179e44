import type { Progress } from "../../cli/drops/progress.ts";
import { type DropRecord, type DropStep, placeOf } from "../../functions/drops/records/drop-record.ts";

/** A drop's progress, as far as its record alone has it. */
export type RecordedProgress =
  | Exclude<Progress, { readonly step: "uploading" | "answered" }>
  | { readonly step: "uploading" }
  | { readonly step: "answered" };

/** The steps of a drop that is published. What comes after another means that this one was passed. */
const WAY: readonly DropStep[] = ["dropped", "validating", "uploading", "processing"];

/**
 * What happened between two states of a drop's record, in order.
 *
 * @param before undefined for a drop that was not seen before
 * @param redrive the command that moves a drop back from the dead-letter queue
 */
export function progressBetween(
  before: DropRecord | undefined,
  after: DropRecord,
  redrive: string,
): RecordedProgress[] {
  const isAnother = before === undefined || after.attempt > before.attempt;
  const passed = WAY.filter((step) => {
    const place = placeOf(1, step);
    // A drop that was rejected was neither uploaded nor processed.
    const isOnItsWay = after.datasetId !== null || step === "dropped" || step === "validating";
    const isNew = isAnother ? !before || step !== "dropped" : place > placeOf(1, before.step);
    return isNew && isOnItsWay && place < placeOf(1, after.step);
  });
  const progress = [...passed, ...(isSame(before, after) ? [] : [after.step])].map((step) =>
    progressAt(step, after, redrive),
  );
  const waits = isTroubleNew(before, after) ? waitOf(after) : undefined;
  return waits ? [...progress, waits] : progress;
}

function isSame(before: DropRecord | undefined, after: DropRecord): boolean {
  if (before?.step !== after.step || before.attempt !== after.attempt) return false;
  // Each failed try of ingest is worth a line.
  return after.step !== "delayed" || before.trouble?.tries === after.trouble?.tries;
}

function isTroubleNew(before: DropRecord | undefined, { trouble, step }: DropRecord): boolean {
  if (!trouble) return false;
  const known = before?.trouble;
  return before?.step !== step || known?.tries !== trouble.tries || known.reason !== trouble.reason;
}

function progressAt(step: DropStep, { bytes, trouble }: DropRecord, redrive: string): RecordedProgress {
  const { reason = "see the log", tries = 1, mostTries = null, againAt = null, needsPerson = false } = trouble ?? {};
  switch (step) {
    case "dropped":
      return { step, bytes: bytes ?? 0 };
    case "delayed":
      return { step, reason, tries, mostTries, againAt: Date.parse(againAt ?? ""), needsPerson };
    case "given-up":
      return { step, reason, tries, redrive };
    default:
      return { step };
  }
}

/** Why a drop stays at its step. */
function waitOf({ trouble }: DropRecord): RecordedProgress | undefined {
  if (!trouble || trouble.againAt === null) return undefined;
  const againAt = Date.parse(trouble.againAt);
  const { kind, reason, tries, needsPerson } = trouble;
  if (kind === "paced") return { step: "paced", until: againAt };
  return kind === "retried" ? { step: "retrying", reason, tries, againAt, needsPerson } : undefined;
}
