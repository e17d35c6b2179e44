import { isJsonLines } from "../../../functions/validation/file-format.ts";
import type { Finding } from "../../../functions/validation/findings.ts";
import { ROW_CODES } from "../../../functions/validation/rules/event-codes.ts";
import { hasOtherRows } from "./misread.ts";

/**
 * Whether there are rows to download: a finding about the header or the whole file has none, and what the service refused has
 * a file of its own. Rows that are not UTF-8 would lose letters in the download.
 */
export function hasOffendingRows(fileName: string, findings: readonly Finding[]): boolean {
  if (isJsonLines(fileName) || hasOtherRows(findings) || findings.some(({ code }) => code === "encoding")) return false;
  return findings.some(({ code, line }) => line !== null && line > 1 && ROW_CODES.includes(code));
}
