import type { FileSummary } from "../../functions/csv/validation.ts";
import type { Report } from "../../functions/drops/report.ts";

/** How far a drop has come. */
export type Progress =
  | { readonly step: "dropped"; readonly bytes: number }
  | { readonly step: "validating" }
  | { readonly step: "delayed" }
  | { readonly step: "uploading"; readonly file: FileSummary }
  | { readonly step: "processing" }
  | { readonly step: "answered"; readonly answer: Answer };

export interface Answer {
  readonly report: Report;
  /** Where the report is to be found, as people are told it. */
  readonly reportPath: string;
}
