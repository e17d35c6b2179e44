import type { Report } from "../../functions/drops/report.ts";
import type { FileSummary } from "../../functions/validation/validation.ts";

/** A drop's progress. */
export type Progress =
  | { readonly step: "dropped"; readonly bytes: number }
  | { readonly step: "validating" }
  | ({ readonly step: "delayed" } & Delay)
  /** In the dead-letter queue, until the command `redrive` moves it back. */
  | { readonly step: "given-up"; readonly reason: string; readonly tries: number; readonly redrive: string }
  /** Waits until a time in milliseconds since the epoch, because datasets are created at a limited rate. */
  | { readonly step: "paced"; readonly until: number }
  /** A call or a state failed and is retried; the drop stays at its step. */
  | ({ readonly step: "retrying" } & Retrying)
  | { readonly step: "uploading"; readonly file: FileSummary }
  | { readonly step: "processing" }
  | { readonly step: "answered"; readonly answer: Answer };

export interface Retrying {
  /** The last failure. */
  readonly reason: string;
  /** The number of failed attempts. */
  readonly tries: number;
  /** When the next retry is made at the latest, in milliseconds since the epoch. */
  readonly againAt: number;
  /** Whether a person has to fix the cause before a retry can succeed: the token is refused, or the host is unknown. */
  readonly needsPerson: boolean;
}

/** A failed ingest that will be retried. */
export interface Delay {
  readonly reason: string;
  /** The number of attempts so far, and the most that are made; null where there is no limit. */
  readonly tries: number;
  readonly mostTries: number | null;
  /** In milliseconds since the epoch. */
  readonly againAt: number;
  /** Whether a person has to fix the cause before a retry can succeed. */
  readonly needsPerson: boolean;
}

export interface Answer {
  readonly report: Report;
  /** The report's location, in the form that people see. */
  readonly reportPath: string;
}
