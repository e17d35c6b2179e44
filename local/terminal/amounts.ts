import type { FileSummary } from "../../functions/csv/validation.ts";

/** What a file holds, in a few words. */
export function describeFile({ rows, columns, taskGroups }: FileSummary): string {
  const visible = columns.filter((column) => column.visible).length;
  const groups = taskGroups ? `, ${plural(taskGroups.count, "task group")}` : "";
  return `${plural(rows, "row")}, ${visible} visible and ${columns.length - visible} metadata columns${groups}`;
}

/** A size in the unit that suits it. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
