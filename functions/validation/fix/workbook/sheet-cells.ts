import type { CellObject, WorkSheet } from "@e965/xlsx";
import { format } from "numfmt";

/** A date without a format of its own is shown as the computer's country writes it: the file does not say how. */
const COUNTRY_FORMATS: ReadonlyMap<string, string> = new Map([
  ["m/d/yy", "yyyy-mm-dd"],
  ["m/d/yy h:mm", "yyyy-mm-dd hh:mm"],
]);
const GENERAL = "General";

/** A sheet's cells in one array a row, as SheetJS keeps them where it is asked for `dense`. */
export function rowsOf(sheet: WorkSheet): readonly (readonly (CellObject | undefined)[] | undefined)[] {
  return (sheet["!data"] ?? []) as (CellObject | undefined)[][];
}

/** A cell's text as the sheet displays it. Formulas are not evaluated: what was saved with them is what they show. */
export function textOf(cell: CellObject | undefined): string {
  if (!cell || cell.v === undefined || cell.v === null) return "";
  if (cell.t === "s") return String(cell.v);
  if (cell.t !== "n" || typeof cell.v !== "number") return cell.w ?? String(cell.v);
  const pattern = typeof cell.z === "string" ? cell.z : GENERAL;
  // Excel shows eleven digits of a long number, and would save no more of it.
  if (pattern === GENERAL && Number.isSafeInteger(cell.v)) return String(cell.v);
  return format(COUNTRY_FORMATS.get(pattern) ?? pattern, cell.v, { throws: false }).trim();
}
