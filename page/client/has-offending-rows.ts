import { isJsonLines } from "../../functions/validation/file-format.ts";
import type { Finding } from "../../functions/validation/findings.ts";
import { ROW_CODES } from "../../functions/validation/rules/event-codes.ts";
import { hasOtherRows } from "./misread.ts";

/**
 * Whether there are rows to download: a finding about the header or the whole file has none, and what the service refused has
 * a file of its own.
 */
export function hasOffendingRows(fileName: string, findings: readonly Finding[]): boolean {
  if (isJsonLines(fileName) || hasOtherRows(findings)) return false;
  return findings.some(({ code, line }) => line !== null && line > 1 && ROW_CODES.includes(code));
}
