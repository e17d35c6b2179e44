import type { Outcome, Report, WorkRecord } from "../../functions/drops/report.ts";
import type { Severities } from "../../functions/validation/findings.ts";

/** A drop's step. `delayed` and `given-up` are a failed ingest, with and without a retry to come. */
export type DropStep = "dropped" | "validating" | "delayed" | "given-up" | "uploading" | "processing" | "answered";

/** A drop in the list, with what is known about it now. */
export interface DropLine {
  /** The drop's id. */
  readonly id: string;
  readonly key: string;
  readonly versionId: string;
  /** null until they are known. */
  readonly bytes: number | null;
  readonly rows: number | null;
  readonly step: DropStep;
  /** The share of the file that the step has read, 0 to 1; null where it is unknown. */
  readonly done: number | null;
  readonly outcome: Outcome | null;
  /** Why it waits; null if it does not. */
  readonly trouble: Trouble | null;
  /** How many findings there are, listed or not. */
  readonly findings: number;
  /** When the file was uploaded, in ISO 8601. */
  readonly startedAt: string;
  /** When its report was written, in ISO 8601. */
  readonly finishedAt: string | null;
}

export interface Trouble {
  /** `failed`: its ingest. `retried`: a call or a step, while the drop stays where it is. `paced`: nothing failed. */
  readonly kind: "failed" | "retried" | "paced";
  readonly reason: string;
  readonly tries: number;
  /** When it is retried at the latest, in ISO 8601; null when it is in the dead-letter queue. */
  readonly againAt: string | null;
  /** The command that moves it back from there. */
  readonly redrive: string | null;
}

/** A workspace that files can be uploaded to. */
export interface Workspace {
  readonly id: string;
  readonly label: string;
  /** The key prefix of its drops below `incoming/`: empty, or a path that ends in a slash. */
  readonly prefix: string;
}

/** The first message to a page that opens, or reconnects after a restart. */
export interface Snapshot {
  readonly workspaces: readonly Workspace[];
  /** How many datasets are created in a minute, on average. */
  readonly dropsPerMinute: number;
  /** The pipeline's severities, so that a check in the browser has the same result. */
  readonly severities: Severities;
  readonly drops: readonly DropLine[];
}

/** The answer to an upload. */
export interface ReceivedDrop {
  /** The drop's id. */
  readonly id: string;
  readonly key: string;
}

/** Everything that is known about one drop. */
export interface DropDetails {
  readonly line: DropLine;
  /** null until the report is written. */
  readonly report: Report | null;
  /** What validation learned about the file; null before that. */
  readonly record: WorkRecord | null;
}
