import type { Outcome } from "../report.ts";

/** A drop's step. `delayed` and `given-up` are a failed ingest, with and without a retry to come. */
export const DROP_STEPS = [
  "dropped",
  "validating",
  "delayed",
  "given-up",
  "uploading",
  "processing",
  "answered",
] as const;
export type DropStep = (typeof DROP_STEPS)[number];

/** A drop's progress, for people. It is not the source of truth: the ledger and Step Functions are. */
export interface DropRecord {
  /** The drop's id. */
  readonly id: string;
  readonly key: string;
  readonly versionId: string;
  /** The workspace that it goes to; null where it names none, or none is known yet. */
  readonly workspaceId: string | null;
  /** Who uploaded it, if the upload says so. */
  readonly droppedBy: string | null;
  /** null until they are known. */
  readonly bytes: number | null;
  readonly rows: number | null;
  readonly step: DropStep;
  /** The share of the file that the step has read, 0 to 1; null where it is unknown. */
  readonly done: number | null;
  readonly outcome: Outcome | null;
  /** How a drop ended that failed, such as `dataset-error`; null if it did not. */
  readonly failedWith: string | null;
  /** How many findings there are, listed or not. */
  readonly findings: number;
  /** Which attempt at the drop this is, from 1. */
  readonly attempt: number;
  /** Why it waits; null if it does not. */
  readonly trouble: Trouble | null;
  readonly datasetId: string | null;
  /** When the file was uploaded, in ISO 8601. */
  readonly startedAt: string;
  /** When this was written, in ISO 8601. */
  readonly changedAt: string;
  /** When its report was written, in ISO 8601. */
  readonly finishedAt: string | null;
}

export interface Trouble {
  /** `failed`: its ingest. `retried`: a call or a step, while the drop stays where it is. `paced`: nothing failed. */
  readonly kind: "failed" | "retried" | "paced";
  readonly reason: string;
  /** How many tries failed. */
  readonly tries: number;
  /** How many tries there are; null where there is no limit. */
  readonly mostTries: number | null;
  /** When it is retried at the latest, in ISO 8601; null when it is in the dead-letter queue. */
  readonly againAt: string | null;
  /** Whether a person has to fix the cause before a retry can succeed. */
  readonly needsPerson: boolean;
}

/** Steps that may follow each other in any order have the same rank. */
const RANKS: Readonly<Record<DropStep, number>> = {
  dropped: 0,
  validating: 1,
  delayed: 1,
  "given-up": 1,
  uploading: 2,
  processing: 3,
  answered: 4,
};

/** More than there are ranks. */
const RANKS_OF_AN_ATTEMPT = 10;

/** Where a drop is on its way: a record only moves to a place that is as high or higher. */
export function placeOf(attempt: number, step: DropStep): number {
  return attempt * RANKS_OF_AN_ATTEMPT + RANKS[step];
}

/** What lists can be narrowed down to: drops on their way, those that wait for a person, and each outcome. */
export type ListedState = "in-progress" | "given-up" | Outcome;

export function listedStateOf(step: DropStep, outcome: Outcome | null): ListedState {
  if (outcome !== null) return outcome;
  return step === "given-up" ? "given-up" : "in-progress";
}
