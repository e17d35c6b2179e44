import { withoutEnding } from "../../functions/validation/file-endings.ts";

/** reviews.csv becomes reviews.fixed.csv, as does reviews.xlsx. */
export function fixedName(fileName: string): string {
  return `${withoutEnding(fileName)}.fixed.csv`;
}
