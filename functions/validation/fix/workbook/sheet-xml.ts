import { joinBytes } from "../../join-bytes.ts";
import { escapedTwice, type TextPlace, withWideCharacters } from "./cell-texts.ts";

const LESS = 60;
const MORE = 62;
const SLASH = 47;
const COLON = 58;
const SPACE = 32;
const QUESTION = 63;
/** In Excel. SheetJS takes time that grows with the square of a row's length. */
export const MOST_COLUMNS = 16_384;
const PART_BYTES = 1 << 20;

/** What the cells of a sheet are, by its XML. */
export interface SheetXml {
  readonly hasFormulas: boolean;
  /** How many cells it has. */
  readonly count: number;
  /** Whether a formula has no value: the program that wrote it leaves that to the one that opens it. */
  readonly lacksValues: boolean;
  /** The XML with its cells, and those that are merged in one column: of links and others, one can span all cells that there could be. */
  readonly cells: Uint8Array;
}

/** @throws {RangeError} see {@link checkXml} */
export function readSheetXml(xml: Uint8Array): SheetXml {
  let hasFormulas = false;
  let lacksValues = false;
  let isOpen = false;
  let rootEnd = 0;
  let from = -1;
  let to = -1;
  let last = 0;
  let columns = 0;
  let count = 0;
  let isResult = false;
  let resultFrom = -1;
  const results: TextPlace[] = [];
  const merged: string[] = [];
  checkXml(xml, (name, at, end) => {
    last = at;
    if (resultFrom >= 0) results.push({ from: resultFrom, to: at });
    resultFrom = isResult && name === "v" ? end : -1;
    if (name === "worksheet" && rootEnd === 0) rootEnd = end;
    else if (name === "sheetData" && from < 0) from = at;
    else if (name === "/sheetData" && to < 0) to = end;
    else if (name === "row") columns = 0;
    else if (name === "mergeCell") merged.push(...mergedInColumn(xml.subarray(at, end)));
    else if (name === "c") {
      count++;
      isResult = isTextResult(xml, at, end);
      if (++columns > MOST_COLUMNS) throw new RangeError("Too many cells in a row.");
    } else if (name === "f") {
      hasFormulas = true;
      isOpen = true;
    } else if (name === "v" || name === "is") isOpen = false;
    else if (name === "/c") {
      lacksValues ||= isOpen;
      isOpen = false;
    }
  });
  const cells = from < 0 || to < 0 ? xml.subarray(0, 0) : withWideCharacters(escapedTwice(xml, { from, to }, results));
  if (merged.length > MOST_MERGED) throw new RangeError("Too many merged cells.");
  const merges = new TextEncoder().encode(merged.length > 0 ? `<mergeCells>${merged.join("")}</mergeCells>` : "");
  return {
    hasFormulas,
    lacksValues,
    count,
    cells: joinBytes([xml.subarray(0, rootEnd), cells, merges, xml.subarray(last)]),
  };
}

/** Each takes SheetJS as much as some cells do. */
const MOST_MERGED = 200_000;

/** The tag of cells that are merged, as SheetJS reads it, if they are in one column. */
function mergedInColumn(tag: Uint8Array): readonly string[] {
  const [, range] =
    /\sref\s*=\s*["'](([A-Z]{1,3})[1-9]\d{0,6}:\2[1-9]\d{0,6})["']/.exec(new TextDecoder().decode(tag)) ?? [];
  return range === undefined ? [] : [`<mergeCell ref="${range}"/>`];
}

const LETTER_R = 114;
const LETTER_S = 115;
const LETTER_T = 116;
const TEXT_RESULT = /\st\s*=\s*["']str["']/;

/** Whether a cell's tag says that its value is the text that a formula comes to. */
function isTextResult(xml: Uint8Array, at: number, end: number): boolean {
  const tag = xml.subarray(at, end);
  // Few tags are decoded: this is done for every cell.
  const place = tag.lastIndexOf(LETTER_T);
  if (tag[place - 1] !== LETTER_S || tag[place + 1] !== LETTER_R) return false;
  return TEXT_RESULT.test(new TextDecoder("latin1").decode(tag));
}

/** Whether the program that opens the workbook calculates all formulas: the values in it are not what is shown. */
export function isCalculatedOnLoad(workbookXml: Uint8Array): boolean {
  return /\sfullCalcOnLoad\s*=\s*["'](?:1|true)["']/.test(new TextDecoder().decode(workbookXml));
}

/**
 * Checks XML as spreadsheets write it before SheetJS looks for patterns in it: UTF-8, and tags that end, without comments and
 * the like, which would take it time that grows with the square of their number.
 *
 * @param onTag gets each tag's name without its prefix, with the slash of an end tag, and where it begins and ends
 * @throws {RangeError} it is not such
 */
export function checkXml(xml: Uint8Array, onTag: (name: string, at: number, end: number) => void = () => {}): void {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let at = 0; at < xml.length; at += PART_BYTES)
    decoder.decode(xml.subarray(at, at + PART_BYTES), { stream: true });
  decoder.decode();
  const start = new TextDecoder().decode(xml.subarray(0, 200));
  if (/^[^>]*\sencoding\s*=\s*["'](?!utf-?8["'])/i.test(start)) throw new RangeError("Another encoding.");
  for (let at = xml.indexOf(LESS); at >= 0; ) {
    const next = xml.indexOf(LESS, at + 1);
    const end = xml.indexOf(MORE, at) + 1;
    if (end === 0 || (next >= 0 && end > next) || !beginsTag(xml[at + 1] ?? 0)) throw new RangeError("No tag.");
    onTag(nameAt(xml, at + 1), at, end);
    at = next;
  }
}

function beginsTag(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter > 0x60 && letter < 0x7b) || byte === SLASH || byte === QUESTION;
}

const LONGEST_NAME = 9;

/** "" if it is longer than those that are of interest. */
function nameAt(xml: Uint8Array, start: number): string {
  const isEnd = xml[start] === SLASH;
  let from = isEnd ? start + 1 : start;
  let at = from;
  for (let byte = xml[at] ?? 0; byte > SPACE && byte !== MORE && byte !== SLASH; byte = xml[++at] ?? 0) {
    if (byte === COLON) from = at + 1;
  }
  if (at - from > LONGEST_NAME) return "";
  let name = isEnd ? "/" : "";
  // Spreading the bytes into one call takes five times as long.
  for (let place = from; place < at; place++) name += String.fromCharCode(xml[place] ?? 0);
  return name;
}
