import type { Finding } from "./findings.ts";

/** A column of the file, and whether participants see it (metadata columns begin with `META_`). */
export interface Column {
  readonly name: string;
  readonly visible: boolean;
}

/** The task groups that `META_TASK_GROUP_ID` defines: how many, and the rows in the smallest and the largest. */
export interface TaskGroups {
  readonly count: number;
  readonly smallest: number;
  readonly largest: number;
}

/** What was learned of a file. */
export interface FileSummary {
  readonly bytes: number;
  /** Datapoints: the header is not one. */
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly taskGroups: TaskGroups | null;
}

/** What validation has to say about one file. */
export interface Validation {
  /** No finding is an error. */
  readonly ok: boolean;
  readonly file: FileSummary;
  /** At most 100, in the order in which they were met. */
  readonly findings: readonly Finding[];
  /** Every finding, listed or not, counted by its code. */
  readonly findingCounts: Readonly<Record<string, number>>;
}
