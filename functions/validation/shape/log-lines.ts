import type { SampleRecord } from "./sample.ts";
import { areNames, isBlankRecord } from "./table.ts";

/** A line that a program logged: with a time and a level, or as Python, MySQL and PHP write it; or the title of SAS and R. */
const LOG_LINE =
  /^(?:\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d.*\b(?:DEBUG|INFO|WARN|WARNING|ERROR)\b|(?:DEBUG|INFO|WARNING|ERROR):[\w.]+:|\w+: \[Warning\] |(?:PHP )?(?:Notice|Warning|Deprecated): .* on line \d|\S+\.py:\d+: \w+Warning: |# A (?:tibble|data frame): \d|\s*(?:The|Das|Le|El) (?:SAS System|Système SAS|Sistema SAS)\s+\d\d?:\d\d\b)/;

export function isLogLine({ fields }: SampleRecord): boolean {
  return LOG_LINE.test(fields.join(","));
}

/** Where there are names right below what a program logged; 0 where there are none. A list of such lines has them further down. */
export function belowLog(records: readonly SampleRecord[]): number {
  const below = records.findIndex((record) => !isLogLine(record) && !isBlankRecord(record));
  const names = records[below]?.fields ?? [];
  if (below < 1 || !areNames(names)) return 0;
  const rows = records.slice(below + 1);
  // A list of such lines may end in a word.
  const isEnd = names.length === 1 && rows.length < below;
  return isEnd || rows.some(isLogLine) ? 0 : below;
}
