import { isWorkbookName, withoutEnding } from "../../functions/validation/file-endings.ts";
import { statedFormat } from "../../functions/validation/file-format.ts";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { FixOptions } from "../../functions/validation/fix/plan-fix.ts";

/**
 * The change of a name that does not end in .csv, which rejects a file whatever is in it. A workbook is saved as CSV, which
 * is a change of its own.
 *
 * @param output the name of the fixed file, where it has one that ends in .csv
 */
export function renameToCsv(
  fileName: string | undefined,
  output: string | undefined,
  { only, except }: FixOptions,
): Change[] {
  const isWanted = (only === undefined || only.includes("not-csv")) && !except?.includes("not-csv");
  if (fileName === undefined || isCsvName(fileName) || isWorkbookName(fileName) || !isWanted) return [];
  const after = output !== undefined && isCsvName(output) ? output : fixedName(fileName);
  return [{ code: "not-csv", count: 1, line: null, column: null, before: fileName, after }];
}

function isCsvName(name: string): boolean {
  return statedFormat(name) === "csv";
}

/** reviews.csv becomes reviews.fixed.csv, as does reviews.xlsx. */
export function fixedName(fileName: string): string {
  return `${withoutEnding(fileName)}.fixed.csv`;
}
