import { isWorkbookName } from "../file-endings.ts";
import { statedFormat } from "../file-format.ts";
import type { Change } from "./changes.ts";
import type { FixOptions } from "./plan-fix.ts";

/**
 * The change of a name that does not end in .csv, which rejects a file whatever is in it. A workbook is saved as CSV, which
 * is a change of its own.
 *
 * @param after the name of the fixed file: one that does not end in .csv either was chosen, and is no change
 */
export function renameToCsv(
  fileName: string | undefined,
  after: string,
  { only, except }: Pick<FixOptions, "only" | "except"> = {},
): Change[] {
  const isWanted = (only === undefined || only.includes("not-csv")) && !except?.includes("not-csv");
  if (fileName === undefined || isCsvName(fileName) || isWorkbookName(fileName)) return [];
  if (!isWanted || !isCsvName(after)) return [];
  return [{ code: "not-csv", count: 1, line: null, column: null, before: fileName, after }];
}

function isCsvName(name: string): boolean {
  return statedFormat(name) === "csv";
}
