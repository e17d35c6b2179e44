import type { Finding } from "./findings.ts";
import type { FieldType } from "./schema/dataset-schema.ts";

/** A column of the file, and whether participants see it (without a schema, those that do not begin with `META_`). */
export interface Column {
  readonly name: string;
  readonly visible: boolean;
  /** What the schema of a typed file says of it; left out where it has no such field. */
  readonly type?: FieldType | undefined;
  readonly label?: string | undefined;
}

/** How many task groups have a size in a range, both ends included. */
export interface GroupSizes {
  readonly from: number;
  readonly to: number;
  readonly groups: number;
}

/** The task groups that the group column defines: how many, and the rows in the smallest and the largest. */
export interface TaskGroups {
  readonly count: number;
  readonly smallest: number;
  readonly largest: number;
  /** In ranges that double: 1, 2, 3 to 4, 5 to 8 and so on. Ranges without a group are left out. */
  readonly histogram: readonly GroupSizes[];
}

/** What was learned of a file. */
export interface FileSummary {
  readonly bytes: number;
  /** Datapoints: the header is not one. */
  readonly rows: number;
  /** As the file has them; of a typed file in the schema's order, those that it does not have last. */
  readonly columns: readonly Column[];
  readonly taskGroups: TaskGroups | null;
  /** The first rows as participants will see them: the visible columns' values, long ones cut. */
  readonly preview: readonly (readonly string[])[];
  /** Of the same rows, what participants will not see: the metadata columns' values, long ones cut. */
  readonly previewHidden: readonly (readonly string[])[];
}

/** What validation has to say about one file. */
export interface Validation {
  /** No finding is an error. */
  readonly ok: boolean;
  readonly file: FileSummary;
  /** At most 100: errors first, each in the order of their lines. */
  readonly findings: readonly Finding[];
  /** Every finding, listed or not, counted by its code. */
  readonly findingCounts: Readonly<Record<string, number>>;
}
