import type { Report } from "../../functions/drops/report.ts";
import type { FileSummary } from "../../functions/validation/validation.ts";

/** How far a drop has come. */
export type Progress =
  | { readonly step: "dropped"; readonly bytes: number }
  | { readonly step: "validating" }
  | ({ readonly step: "delayed" } & Delay)
  /** It lies in the dead-letter queue, until somebody has it moved back, by the command `redrive`. */
  | { readonly step: "given-up"; readonly reason: string; readonly tries: number; readonly redrive: string }
  /** It waits for its turn: datasets are created at a set pace. */
  | ({ readonly step: "paced" } & Paced)
  /** Something failed and is tried again; the drop stays at the step it is at. */
  | ({ readonly step: "retrying" } & Retrying)
  /** A second event, for which nothing is done. */
  | { readonly step: "duplicate"; readonly of: "in-progress" | "done" }
  | { readonly step: "uploading"; readonly file: FileSummary }
  | { readonly step: "processing" }
  | { readonly step: "answered"; readonly answer: Answer };

export interface Paced {
  /** When its turn is, in milliseconds since the epoch. */
  readonly until: number;
  /** How many drops wait behind it, and when the last one's turn is about. */
  readonly behind: number;
  readonly lastAt: number;
}

export interface Retrying {
  /** What failed last. */
  readonly reason: string;
  /** How many tries there were. */
  readonly tries: number;
  /** When the next one is made at the latest, in milliseconds since the epoch. */
  readonly againAt: number;
  /** Whether no retry can help before a person has done something: the token is refused, or the host unknown. */
  readonly needsPerson: boolean;
}

/** A drop that could not be taken in, and will be tried again. */
export interface Delay {
  readonly reason: string;
  /** How often it was tried so far, and how often it is tried at most; null where there is no end to it. */
  readonly tries: number;
  readonly mostTries: number | null;
  /** In milliseconds since the epoch. */
  readonly againAt: number;
  /** Whether no retry can help before a person has done something. */
  readonly needsPerson: boolean;
}

export interface Answer {
  readonly report: Report;
  /** Where the report is to be found, as people are told it. */
  readonly reportPath: string;
}
