export { bytesText } from "../../functions/report/html/words.ts";

import { plural } from "../../functions/report/html/words.ts";
import { numberText } from "../../functions/validation/number-text.ts";
import type { FileSummary } from "../../functions/validation/validation.ts";

/** A file's rows, columns and task groups in a few words. */
export function describeFile({ rows, columns, taskGroups }: FileSummary): string {
  const visible = columns.filter((column) => column.visible).length;
  const groups = taskGroups ? `, ${plural(taskGroups.count, "task group")}` : "";
  const metadata = plural(columns.length - visible, "metadata column");
  return `${plural(rows, "row")}, ${numberText(visible)} visible and ${metadata}${groups}`;
}
