import type { Finding } from "../validation/findings.ts";
import type { Change } from "../validation/fix/changes.ts";
import type { FileSummary, Validation } from "../validation/validation.ts";
import type { Drop } from "./drop.ts";
import type { ReportedDefinition } from "./folders.ts";

/**
 * `partial`: the dataset can be used, and the service refused some of the file's records. `accepted`: a definition applies to
 * what is dropped into its folder from then on.
 */
export const OUTCOMES = ["ready", "partial", "accepted", "rejected", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Whether there is nothing left to do for a drop. */
export function isDone(outcome: Outcome): boolean {
  return outcome === "ready" || outcome === "accepted";
}

/** The dataset that a drop became. */
export interface ReportedDataset {
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  /** As the dataset service last said it. */
  readonly status: string;
}

/** What became of a file that was imported into a typed dataset. */
export interface ReportedImport {
  readonly id: string;
  /** As the dataset service last said it. */
  readonly status: string;
  /** How many of its records were added; null where the service did not say. */
  readonly added: number | null;
  /** How many were there already. */
  readonly duplicates: number | null;
  readonly rejected: number | null;
}

/** Everything said about a drop: the answer that the person who dropped it gets. */
export interface Report {
  readonly drop: Drop;
  readonly outcome: Outcome;
  /** null where no dataset was created. */
  readonly dataset: ReportedDataset | null;
  /** Where the file could not be read, only its size is known: no rows, no columns. */
  readonly file: FileSummary;
  readonly findings: readonly Finding[];
  readonly findingCounts: Readonly<Record<string, number>>;
  /** What was changed in the file before it was published; empty if the drop itself was. */
  readonly fixes: readonly Change[];
  /** The key under which the fixed file is kept, in the drop's bucket; null if the drop itself was published. */
  readonly fixedFile: string | null;
  /** What could be changed in a rejected file without guessing, so that it is valid; null if that is not all that is wrong. */
  readonly fixable: readonly Change[] | null;
  /** The definition of the folder that applied; null where none did. */
  readonly definition: ReportedDefinition | null;
  /** null where the dataset has no schema, or nothing was uploaded. */
  readonly import: ReportedImport | null;
  /** The key under which the refused records are kept, in the drop's bucket, to be fixed and dropped again; null if there are none. */
  readonly refusedFile: string | null;
  /** Who uploaded the file, if the upload says so. */
  readonly droppedBy: string | null;
  /** When the file was dropped, in ISO 8601. */
  readonly startedAt: string;
  /** When this report was made, in ISO 8601. */
  readonly finishedAt: string;
}

/** What a report says of fixes where there are none. */
export const NOT_FIXED = { fixes: [], fixedFile: null, fixable: null } as const;
/** What a report says of a dataset without a schema. */
export const NOT_TYPED = { definition: null, import: null, refusedFile: null } as const;

/** What ingest learned of a drop, kept until its report is written. It holds what a file says, so it stays in the bucket. */
export interface WorkRecord {
  readonly file: FileSummary;
  readonly findings: readonly Finding[];
  readonly findingCounts: Readonly<Record<string, number>>;
  /** What was changed in the file that is published; empty if nothing was. */
  readonly fixes?: readonly Change[];
  /** What could be changed in a file that was rejected, so that it is valid. */
  readonly fixable?: readonly Change[];
  /** The definition of the folder that applied. */
  readonly definition?: ReportedDefinition;
  /** Whose the drop is; not in what an earlier version wrote. */
  readonly workspaceId?: string | null;
  readonly droppedBy?: string | null;
}

/** How many findings there are, listed or not. */
export function totalFindings({ findingCounts }: Pick<WorkRecord, "findingCounts">): number {
  return Object.values(findingCounts).reduce((sum, count) => sum + count, 0);
}

/** The record of a drop that was validated. */
export function recordOf({ file, findings, findingCounts }: Validation): WorkRecord {
  return { file, findings, findingCounts };
}

/** The same record with one more finding, said first: it is why the drop ended as it did. */
export function withFinding(record: WorkRecord, finding: Finding): WorkRecord {
  return {
    ...record,
    findings: [finding, ...record.findings],
    findingCounts: { ...record.findingCounts, [finding.code]: (record.findingCounts[finding.code] ?? 0) + 1 },
  };
}

/** A validation with something that rejects the file besides its content. */
export function rejectedFor(validation: Validation, finding: Finding): Validation {
  return { ...validation, ...withFinding(validation, finding), ok: false };
}

/** The record of a drop of which nothing is known but its size in bytes. */
export function unreadRecord(bytes: number): WorkRecord {
  return {
    file: { bytes, rows: 0, columns: [], taskGroups: null, preview: [], previewHidden: [] },
    findings: [],
    findingCounts: {},
  };
}
