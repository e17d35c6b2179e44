/** Rows with the same value in this column form one task group [guide]. */
export const TASK_GROUP_COLUMN = "META_TASK_GROUP_ID";

/** Participants see every column but those whose names begin with `META_` [guide]. */
export function isVisible(column: string): boolean {
  return !column.startsWith("META_");
}
