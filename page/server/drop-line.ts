import type { Outcome, Report, WorkRecord } from "../../functions/drops/report.ts";
import type { Severities } from "../../functions/validation/findings.ts";

/** How far a drop has come, in the order of the way; `delayed` is `validating` that will be tried again, `given-up` won't. */
export type DropStep = "dropped" | "validating" | "delayed" | "given-up" | "uploading" | "processing" | "answered";

/** A drop as the list shows it: what is known of it now. */
export interface DropLine {
  /** The drop's id. */
  readonly id: string;
  readonly key: string;
  readonly versionId: string;
  /** null until they are known. */
  readonly bytes: number | null;
  readonly rows: number | null;
  readonly step: DropStep;
  /** How much of the file the step has read, 0 to 1; null where that says nothing. */
  readonly done: number | null;
  readonly outcome: Outcome | null;
  /** Why it waits, and what follows; null where it doesn't. */
  readonly trouble: Trouble | null;
  /** How many findings there are, listed or not. */
  readonly findings: number;
  /** When it was dropped, in ISO 8601. */
  readonly startedAt: string;
  /** When its report was made, in ISO 8601. */
  readonly finishedAt: string | null;
}

export interface Trouble {
  /** `failed`: its ingest. `retried`: a call or a step, while the drop stays where it is. `paced`: nothing failed. */
  readonly kind: "failed" | "retried" | "paced";
  readonly reason: string;
  readonly tries: number;
  /** When it is tried again, at the latest, in ISO 8601; null where it isn't, and lies in the dead-letter queue. */
  readonly againAt: string | null;
  /** The command that has it moved back from there. */
  readonly redrive: string | null;
}

/** A workspace that files can be dropped for. */
export interface Workspace {
  readonly id: string;
  readonly label: string;
  /** What its drops' keys begin with, below `incoming/`: nothing, or a path that ends in a slash. */
  readonly prefix: string;
}

/** What a page that opens, or comes back after a restart, is told first. */
export interface Snapshot {
  readonly workspaces: readonly Workspace[];
  /** How many datasets are created in a minute, on average. */
  readonly dropsPerMinute: number;
  /** How the pipeline treats findings, so that a check before the drop comes to the same. */
  readonly severities: Severities;
  readonly drops: readonly DropLine[];
}

/** All that is known of one drop. */
export interface DropDetails {
  readonly line: DropLine;
  /** null until it is answered. */
  readonly report: Report | null;
  /** What validation learned, as soon as it has; null before. */
  readonly record: WorkRecord | null;
}
