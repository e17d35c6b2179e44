import type { FileSummary } from "../../functions/csv/validation.ts";
import type { Report } from "../../functions/drops/report.ts";

/** How far a drop has come. */
export type Progress =
  | { readonly step: "dropped"; readonly bytes: number }
  | { readonly step: "validating" }
  | ({ readonly step: "delayed" } & Delay)
  /** It lies in the dead-letter queue, until somebody has it moved back, by the command `redrive`. */
  | { readonly step: "given-up"; readonly reason: string; readonly tries: number; readonly redrive: string }
  | { readonly step: "uploading"; readonly file: FileSummary }
  | { readonly step: "processing" }
  | { readonly step: "answered"; readonly answer: Answer };

/** A drop that could not be taken in, and will be tried again. */
export interface Delay {
  readonly reason: string;
  /** How often it was tried so far, and how often it is tried at most; null where there is no end to it. */
  readonly tries: number;
  readonly mostTries: number | null;
  /** In milliseconds since the epoch. */
  readonly againAt: number;
}

export interface Answer {
  readonly report: Report;
  /** Where the report is to be found, as people are told it. */
  readonly reportPath: string;
}
