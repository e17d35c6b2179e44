import { read, type WorkBook, type WorkSheet } from "@e965/xlsx";
import { zipSync } from "fflate";
import { joinBytes } from "../../join-bytes.ts";
import { csvRecord } from "../csv-text.ts";
import type { OpenFile } from "../read-table.ts";
import { NotFixable } from "../refusals.ts";
import { withWideCharacters } from "./cell-texts.ts";
import { LARGEST_WORKBOOK } from "./largest-workbook.ts";
import { rowsWithMerged } from "./merged-cells.ts";
import { withBuiltInFormats } from "./number-formats.ts";
import * as say from "./refusals.ts";
import { MOST_CELLS, rowsOf, textOf } from "./sheet-cells.ts";
import { checkXml, isCalculatedOnLoad, readSheetXml } from "./sheet-xml.ts";
import { LARGEST_CONTENT, unzipWorkbook } from "./unzip.ts";
import { kindOfArchive } from "./zip-entries.ts";

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
  const names = Object.keys(files);
  const workbookXml = files[names.find((name) => /^xl\/workbook\.xml$/i.test(name)) ?? ""];
  if (!workbookXml) throw new NotFixable(say.noWorkbook(kindOfArchive(archive)));
  const workbook = parse(files, isCalculatedOnLoad(workbookXml));
  const is1904 = workbook.Workbook?.WBProps?.date1904 === true;
  failOnUnread(workbook, new TextDecoder().decode(files[names.find((name) => WORKBOOK_RELATIONS.test(name)) ?? ""]));
  const { name, sheet } = chooseSheet(workbook, options.sheet, is1904);
  return { sheet: name, csv: new TextEncoder().encode(csvOf(sheet, is1904)) };
}

/** Of all sheets: they take SheetJS 300 bytes each. */
const MOST_WRITTEN_CELLS = 3_000_000;

/** The files as SheetJS gets them. */
function onlyCells(files: Record<string, Uint8Array>, isCalculated: boolean): Record<string, Uint8Array> {
  let cells = 0;
  const found = Object.entries(files).map(([name, xml]) => {
    if (!/^xl\/worksheets\/.*\.xml$/i.test(name)) {
      checkXml(xml);
      return [name, forSheetJs(name, xml, files)];
    }
    const sheet = readSheetXml(xml);
    const { hasFormulas, lacksValues } = sheet;
    cells += sheet.count;
    if (cells > MOST_WRITTEN_CELLS) throw new NotFixable(say.tooManyCells(MOST_WRITTEN_CELLS));
    if (lacksValues || (hasFormulas && isCalculated)) throw new NotFixable(say.unsavedFormulas());
    return [name, sheet.cells];
  });
  return Object.fromEntries(found);
}

/** A file besides the sheets as SheetJS reads it right. */
function forSheetJs(name: string, xml: Uint8Array, files: Record<string, Uint8Array>): Uint8Array {
  if (/^xl\/styles\.xml$/i.test(name)) return replaceText(xml, withBuiltInFormats);
  if (/^xl\/sharedStrings\.xml$/i.test(name)) return withWideCharacters(xml);
  if (name.toLowerCase() !== "[content_types].xml") return xml;
  // It looks for every part that is named here, and finds none that was left packed.
  const names = new Set(Object.keys(files).map((part) => `/${part.toLowerCase()}`));
  return replaceText(xml, (types) =>
    types.replace(/<(?:\w+:)?Override\b[^>]*>/g, (tag) => {
      const [, part] = /\sPartName\s*=\s*["']([^"']*)["']/.exec(tag) ?? [];
      return part === undefined || names.has(part.toLowerCase()) ? tag : "";
    }),
  );
}

function replaceText(xml: Uint8Array, replace: (text: string) => string): Uint8Array {
  return new TextEncoder().encode(replace(new TextDecoder().decode(xml)));
}

async function readWhole(open: OpenFile, largest: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of open()) {
    length += chunk.length;
    if (length > largest) throw new NotFixable(say.tooLarge(length, largest));
    parts.push(new Uint8Array(chunk));
  }
  return joinBytes(parts);
}

function parse(files: Record<string, Uint8Array>, isCalculated: boolean): WorkBook {
  try {
    // Packed again without compression: the parser gets nothing that was not counted.
    const archive = zipSync(onlyCells(files, isCalculated), { level: 0 });
    return read(archive, {
      type: "array",
      dense: true,
      cellNF: true,
      cellText: true,
      cellFormula: false,
      cellHTML: false,
    });
  } catch (error) {
    throw error instanceof NotFixable ? error : new NotFixable(say.damagedArchive());
  }
}

const WORKBOOK_RELATIONS = /^xl\/_rels\/workbook\.xml\.rels$/i;

/** SheetJS leaves out a sheet that it cannot read, as it does with charts. */
function failOnUnread(workbook: WorkBook, relations: string): void {
  const worksheets = relations.match(/<[^<>]*\sType\s*=\s*["'][^"'<>]*\/worksheet["'][^<>]*>/g) ?? [];
  for (const [index, name] of workbook.SheetNames.entries()) {
    const { id = "" } = (workbook.Workbook?.Sheets?.[index] ?? {}) as { id?: string };
    const isWorksheet = worksheets.some((tag) => tag.includes(`"${id}"`) || tag.includes(`'${id}'`));
    if (isWorksheet && !workbook.Sheets[name]) throw new NotFixable(say.damagedArchive());
  }
}

function chooseSheet(
  workbook: WorkBook,
  wanted: string | undefined,
  is1904: boolean,
): { name: string; sheet: WorkSheet } {
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
  const filled = sheets.filter(({ sheet, isHidden }) => !isHidden && hasValues(sheet, is1904));
  const [only, another] = filled;
  if (!only) throw new NotFixable(say.emptyWorkbook());
  if (another) throw new NotFixable(say.manySheets(filled.map(({ name }) => name)));
  return only;
}

function hasValues(sheet: WorkSheet, is1904: boolean): boolean {
  return rowsOf(sheet).some((row) => row?.some((cell) => textOf(cell, is1904).trim() !== ""));
}

/** Every row down to the last one with a value, as wide as the widest. */
function csvOf(sheet: WorkSheet, is1904: boolean): string {
  let width = 0;
  let height = 0;
  const rows = rowsWithMerged(sheet, is1904);
  rows.forEach((row, index) => {
    const last = row?.findLastIndex((cell) => textOf(cell, is1904) !== "") ?? -1;
    if (last < 0) return;
    width = Math.max(width, last + 1);
    height = index + 1;
  });
  if (width * height > MOST_CELLS) throw new NotFixable(say.tooManyCells(MOST_CELLS));
  let length = 0;
  const lines = Array.from({ length: height }, (_, index) => {
    const line = csvRecord(Array.from({ length: width }, (_cell, place) => textOf(rows[index]?.[place], is1904)));
    // A long text is in the workbook once, however many cells it is in.
    length += line.length;
    if (length > LARGEST_CONTENT) throw new NotFixable(say.tooLargeInside(LARGEST_CONTENT));
    return line;
  });
  return `${lines.join("\n")}\n`;
}
