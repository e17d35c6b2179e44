import type { CellObject, WorkSheet } from "@e965/xlsx";
import { format, isDateFormat } from "numfmt";
import { NotFixable } from "../refusals.ts";
import { hasTextPart, isGeneral, LONGEST_FORMAT, plainFormat, withoutPadding } from "./number-formats.ts";
import * as say from "./refusals.ts";
import { MOST_COLUMNS } from "./sheet-xml.ts";

/** A date without a format of its own is shown as the computer's country writes it: the file does not say how. */
const COUNTRY_FORMATS: ReadonlyMap<string, string> = new Map([
  ["m/d/yy", "yyyy-mm-dd"],
  ["m/d/yy h:mm", "yyyy-mm-dd hh:mm"],
]);
const GENERAL = "General";
/** Days from the beginning of 1900 to that of 1904, from which workbooks of old Macs count. */
const DAYS_TO_1904 = 1462;
/** Hours, minutes or seconds that passed are not counted from a day. */
const DURATION = /\[(?:h+|m+|s+)\]/i;

/** A cell in the last column of the last row makes a sheet of 17 billion. */
export const MOST_CELLS = 20_000_000;
/** In Excel. */
const MOST_ROWS = 1_048_576;

/**
 * A sheet's cells in one array a row, as SheetJS keeps them where it is asked for `dense`.
 *
 * @throws {NotFixable} a cell is where no sheet has one, or the rows are longer than can be looked at
 */
export function rowsOf(sheet: WorkSheet): readonly (readonly (CellObject | undefined)[] | undefined)[] {
  const rows = (sheet["!data"] ?? []) as (CellObject | undefined)[][];
  // What is no index of an array is the last of its keys.
  if (!(Number(Object.keys(rows).at(-1) ?? 0) < MOST_ROWS)) throw new NotFixable(say.damagedArchive());
  let cells = 0;
  for (const row of rows) {
    if (row && (row.length > MOST_COLUMNS || row[-1])) throw new NotFixable(say.damagedArchive());
    cells += row?.length ?? 0;
  }
  if (cells > MOST_CELLS) throw new NotFixable(say.tooManyCells(MOST_CELLS));
  return rows;
}

/**
 * A cell's text as the sheet displays it. Formulas are not evaluated: what was saved with them is what they show.
 *
 * @param is1904 whether the workbook counts days from 1904
 * @throws {NotFixable} the sheet displays no value: a format is not one, or a date is before all days
 */
export function textOf(cell: CellObject | undefined, is1904: boolean): string {
  // SheetJS knows the numbers of few errors, but keeps the text of all.
  if (cell?.t === "e") return cell.w ?? "";
  if (!cell || cell.v === undefined || cell.v === null) return "";
  if (cell.t === "s") return shownText(cell.z, String(cell.v));
  if (cell.t !== "n" || typeof cell.v !== "number") return cell.w ?? String(cell.v);
  const pattern = typeof cell.z === "string" ? cell.z : GENERAL;
  // Excel shows eleven digits of a long number, or fifteen, and would save no more of it. Programs write more, as of IDs.
  if ((isGeneral(pattern) || pattern === "0") && isWhole(cell.v)) return String(cell.v);
  return shownNumber(COUNTRY_FORMATS.get(pattern) ?? pattern, cell.v, is1904);
}

/** Whole, and written with digits alone. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 1e21;
}

function shownText(pattern: unknown, text: string): string {
  if (typeof pattern !== "string" || !hasTextPart(pattern)) return text;
  return shown(pattern, () => format(withoutPadding(plainFormat(pattern, false)), text));
}

function shownNumber(pattern: string, value: number, is1904: boolean): string {
  return shown(pattern, () => {
    if (!Number.isFinite(value)) throw new RangeError("No number.");
    const isDate = isDateFormat(pattern);
    const number = is1904 && isDate && !DURATION.test(pattern) ? value + DAYS_TO_1904 : value;
    return format(plainFormat(pattern, isDate), number, { dateSpanLarge: false, dateErrorThrows: true }).trim();
  });
}

/** @throws {NotFixable} the format is not one, or cannot show what it is for */
function shown(pattern: string, show: () => string): string {
  if (pattern.length > LONGEST_FORMAT) throw new NotFixable(say.notShown(pattern));
  try {
    return show();
  } catch {
    throw new NotFixable(say.notShown(pattern));
  }
}
