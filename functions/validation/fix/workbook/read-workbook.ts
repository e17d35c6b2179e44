import { read, type WorkBook, type WorkSheet } from "@e965/xlsx";
import { zipSync } from "fflate";
import { csvRecord } from "../csv-text.ts";
import type { OpenFile } from "../read-table.ts";
import { NotFixable } from "../refusals.ts";
import { LARGEST_WORKBOOK } from "./largest-workbook.ts";
import * as say from "./refusals.ts";
import { rowsOf, textOf } from "./sheet-cells.ts";
import { unzipWorkbook } from "./unzip.ts";

/** A cell in the last column of the last row makes a sheet of 17 billion. */
const MOST_CELLS = 20_000_000;

export interface WorkbookOptions {
  /** The sheet with the data; needed if more than one has values. */
  readonly sheet?: string | undefined;
  /** In bytes. */
  readonly largestWorkbook?: number | undefined;
}

/** A workbook's sheet as CSV. */
export interface SheetCsv {
  readonly sheet: string;
  readonly csv: Uint8Array;
}

/**
 * Reads the sheet with the data, with the values that it displays. Formulas are not evaluated, and links are not followed.
 *
 * @throws {NotFixable} the workbook cannot be read, is too large, or has more than one sheet with values
 */
export async function readWorkbook(open: OpenFile, options: WorkbookOptions = {}): Promise<SheetCsv> {
  const archive = await readWhole(open, options.largestWorkbook ?? LARGEST_WORKBOOK);
  const files = unzipWorkbook(archive);
  if (!Object.keys(files).some((name) => /^xl\/workbook\.xml$/i.test(name))) throw new NotFixable(say.noWorkbook());
  const { name, sheet } = chooseSheet(parse(files), options.sheet);
  return { sheet: name, csv: new TextEncoder().encode(csvOf(sheet)) };
}

async function readWhole(open: OpenFile, largest: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of open()) {
    length += chunk.length;
    if (length > largest) throw new NotFixable(say.tooLarge(length, largest));
    parts.push(new Uint8Array(chunk));
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function parse(files: Record<string, Uint8Array>): WorkBook {
  try {
    // Packed again without compression: the parser gets nothing that was not counted.
    const archive = zipSync(files, { level: 0 });
    return read(archive, {
      type: "array",
      dense: true,
      cellNF: true,
      cellText: true,
      cellFormula: false,
      cellHTML: false,
    });
  } catch {
    throw new NotFixable(say.damagedArchive());
  }
}

function chooseSheet(workbook: WorkBook, wanted: string | undefined): { name: string; sheet: WorkSheet } {
  const sheets = workbook.SheetNames.flatMap((name, index) => {
    const sheet = workbook.Sheets[name];
    const isHidden = (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0;
    return sheet ? [{ name, sheet, isHidden }] : [];
  });
  if (wanted !== undefined) {
    const named = sheets.find(({ name }) => name === wanted);
    if (!named) throw new NotFixable(say.noSuchSheet(wanted, workbook.SheetNames));
    return named;
  }
  const filled = sheets.filter(({ sheet, isHidden }) => !isHidden && hasValues(sheet));
  const [only, another] = filled;
  if (!only) throw new NotFixable(say.emptyWorkbook());
  if (another) throw new NotFixable(say.manySheets(filled.map(({ name }) => name)));
  return only;
}

function hasValues(sheet: WorkSheet): boolean {
  return rowsOf(sheet).some((row) => row?.some((cell) => textOf(cell).trim() !== ""));
}

/** Every row down to the last one with a value, as wide as the widest. */
function csvOf(sheet: WorkSheet): string {
  const rows = rowsOf(sheet);
  let width = 0;
  let height = 0;
  rows.forEach((row, index) => {
    const last = row?.findLastIndex((cell) => textOf(cell) !== "") ?? -1;
    if (last < 0) return;
    width = Math.max(width, last + 1);
    height = index + 1;
  });
  if (width * height > MOST_CELLS) throw new NotFixable(say.tooManyCells(MOST_CELLS));
  const lines: string[] = [];
  for (let index = 0; index < height; index++) {
    const row = rows[index];
    lines.push(csvRecord(Array.from({ length: width }, (_, place) => textOf(row?.[place]))));
  }
  return `${lines.join("\n")}\n`;
}
