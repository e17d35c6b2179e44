import { findWideEncoding, isNulAlone } from "../file-kinds/wide-text.ts";
import { isZip } from "../file-kinds/zip-kind.ts";
import { OTHER_DELIMITERS } from "../shape/delimiter.ts";
import { isHiddenName } from "../shape/hidden-header.ts";
import { SAMPLE_BYTES } from "../shape/sample.ts";
import type { IsUtf8 } from "../utf8-check.ts";
import type { FixCode } from "./changes.ts";
import { chooseReading, type Start } from "./choose-reading.ts";
import { type Dialect, linesAboveTable, PLAIN_QUOTING } from "./dialect.ts";
import { type FileEncoding, findEncoding } from "./find-encoding.ts";
import { renamesOf } from "./fix-names.ts";
import { FixedFile } from "./fixed-file.ts";
import { recognizeNoTable } from "./no-table.ts";
import type { OpenFile, Reading } from "./read-table.ts";
import * as say from "./refusals.ts";
import type { TableFacts } from "./table-survey.ts";
import type { WorkbookOptions } from "./workbook/read-workbook.ts";

export interface FixOptions extends WorkbookOptions {
  /**
   * The encoding, if it is known: as the Encoding Standard calls it, https://encoding.spec.whatwg.org/#names-and-labels, or a code
   * page, such as ibm850.
   */
  readonly encoding?: string | undefined;
  /** Only these changes are made. */
  readonly only?: readonly FixCode[] | undefined;
  /** These changes are not made. */
  readonly except?: readonly FixCode[] | undefined;
}

/** What can be done for a file. */
export type Fix =
  | { readonly outcome: "fixed"; readonly dialect: Dialect; readonly file: FixedFile }
  | { readonly outcome: "nothing-to-fix"; readonly dialect: Dialect }
  | { readonly outcome: "not-fixable"; readonly refusal: say.Refusal };

/** @see fixCsv */
export async function planFix(open: OpenFile, isUtf8: IsUtf8, options: FixOptions = {}): Promise<Fix> {
  try {
    return await plan(open, isUtf8, options);
  } catch (error) {
    if (error instanceof say.NotFixable) return { outcome: "not-fixable", refusal: error.refusal };
    throw error;
  }
}

async function plan(open: OpenFile, isUtf8: IsUtf8, options: FixOptions): Promise<Fix> {
  const isWanted = (code: FixCode) =>
    (options.only === undefined || options.only.includes(code)) && !options.except?.includes(code);
  const start = await readStart(open);
  if (isZip(start.bytes)) return planSheet(open, isUtf8, options, isWanted);
  return planTable(open, isUtf8, options, { start, isWanted });
}

/** What is fixed in the sheet of a workbook. */
async function planSheet(
  open: OpenFile,
  isUtf8: IsUtf8,
  options: FixOptions,
  isWanted: (code: FixCode) => boolean,
): Promise<Fix> {
  if (!isWanted("workbook")) throw new say.NotFixable(say.leftOut("workbook"));
  // Few files are workbooks, and what reads them is large.
  const { readWorkbook } = await import("./workbook/read-workbook.ts");
  const { sheet, csv } = await readWorkbook(open, options);
  const openCsv = () => inParts(csv);
  const { encoding: _, ...others } = options;
  const start = { ...(await readStart(openCsv)), isCsv: true };
  return planTable(openCsv, isUtf8, others, { start, isWanted, sheet });
}

const PART_BYTES = 1 << 18;

async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) yield bytes.subarray(at, at + PART_BYTES);
}

interface TableFile {
  readonly start: Start;
  readonly isWanted: (code: FixCode) => boolean;
  /** The sheet that it was, in a workbook. */
  readonly sheet?: string;
}

async function planTable(
  open: OpenFile,
  isUtf8: IsUtf8,
  options: FixOptions,
  { start, isWanted, sheet }: TableFile,
): Promise<Fix> {
  const encoding = await encodingOf(open, start.bytes, isUtf8, options.encoding);
  const { reading, facts, titleAbove } = await chooseReading(open, encoding, start);
  // UTF-8 further down in a file of another encoding.
  if (!/^utf-/.test(encoding.label) && facts.rowChanges.has("damaged-text")) {
    throw new say.NotFixable(say.otherEncoding(encoding.name));
  }
  if (facts.rowChanges.has("quote") && isOneColumnOfMore(reading, facts)) {
    throw new say.NotFixable(say.unclearQuotes());
  }
  if (facts.goesOnBelowBlock) throw new say.NotFixable(say.textBelowBlock());
  if (reading.hasSheetNumbers && !facts.indexColumns.includes(0)) throw new say.NotFixable(say.letters(titleAbove));
  const dialect = dialectOf(reading, facts, isWanted);
  const canRename = !facts.isHeaderMissing;
  const needed = neededToRead(dialect);
  if (facts.rowChanges.has("quote")) needed.push("quote");
  const missing = needed.find((code) => !isWanted(code));
  if (missing) throw new say.NotFixable(say.leftOut(missing));
  const isNeeded =
    sheet !== undefined ||
    [...facts.rowChanges].some(isWanted) ||
    needed.length > 0 ||
    changesColumns(dialect) ||
    (canRename && renamesOf(facts.names, isWanted, facts.codePage).length > 0);
  if (!isNeeded) return { outcome: "nothing-to-fix", dialect };
  return {
    outcome: "fixed",
    dialect,
    file: new FixedFile(open, {
      dialect,
      encoding,
      sheet,
      titleAbove,
      canRename,
      codePage: facts.codePage,
      isWanted,
    }),
  };
}

/**
 * A header in which another delimiter separates names, though not every row has as many of them; or words or quotes of its own
 * above texts in quotes, as in `id=1 text="Good one"`.
 */
function isOneColumnOfMore({ quoting }: Reading, { names: [name = "", ...others], evidence }: TableFacts): boolean {
  const separates = (delimiter: string) => name.includes(delimiter) && !name.includes(`${delimiter} `);
  if (others.length > 0) return false;
  if ([...OTHER_DELIMITERS.keys()].some(separates)) return true;
  return quoting === PLAIN_QUOTING && (name.includes('"') || (name.trim().includes(" ") && IN_QUOTES.test(evidence)));
}

/** A text in quotes between spaces; inches are none. */
const IN_QUOTES = /(?<=^|[\s=])"[^"\r\n]*"(?=\s|$)/;

async function readStart(open: OpenFile): Promise<Start> {
  const bytes = new Uint8Array(SAMPLE_BYTES);
  let length = 0;
  for await (const chunk of open()) {
    const part = chunk.subarray(0, bytes.length - length);
    bytes.set(part, length);
    length += part.length;
    if (part.length < chunk.length || length === bytes.length)
      return { bytes: bytes.subarray(0, length), isWhole: false };
  }
  return { bytes: bytes.subarray(0, length), isWhole: true };
}

async function encodingOf(open: OpenFile, start: Uint8Array, isUtf8: IsUtf8, given?: string): Promise<FileEncoding> {
  const wide = findWideEncoding(start);
  if (wide && given === undefined) {
    return { label: wide, name: wide.toUpperCase().replace(/(?=[LB]E$)/, " "), evidence: new Uint8Array(0) };
  }
  const other = given === undefined || isNulAlone(start) ? recognizeNoTable(start) : undefined;
  if (other) throw new say.NotFixable(say.otherKind(other));
  return findEncoding(open(), isUtf8, given);
}

function dialectOf(reading: Reading, facts: TableFacts, isWanted: (code: FixCode) => boolean): Dialect {
  const empty = isWanted("blank-column") ? facts.emptyColumns : [];
  const numbering = isWanted("index-column") ? facts.indexColumns : [];
  const dropped = new Set([...empty, ...numbering]);
  // Without a column that participants see, nothing would be left of the file. A spreadsheet's numbers are no column of it.
  const canDrop =
    reading.hasSheetNumbers || facts.names.some((name, place) => !dropped.has(place) && !isHiddenName(name));
  return {
    ...reading,
    extraHeaderRows: isWanted("extra-header") ? facts.extraHeaderRows : 0,
    emptyFieldsAtEnd: isWanted("row-width") ? facts.emptyFieldsAtEnd : 0,
    hasRowNumbers: isWanted("index-column") && facts.hasRowNumbers,
    droppedColumns: canDrop ? [...dropped].sort((a, b) => a - b) : [],
    numberingColumns: canDrop ? numbering : [],
  };
}

/** The changes without which the file cannot be read as the table that it holds. */
function neededToRead(dialect: Dialect): FixCode[] {
  const { encoding, delimiter, quoting, isInCodeBlock, isWrapped, hasSheetNumbers } = dialect;
  const needed: FixCode[] = [];
  if (encoding !== "utf-8") needed.push("encoding");
  if (isInCodeBlock) needed.push("code-block");
  if (linesAboveTable(dialect) > 0) needed.push("preamble");
  if (delimiter !== ",") needed.push("delimiter");
  if (isWrapped) needed.push("wrapped-row");
  if (hasSheetNumbers) needed.push("index-column");
  if (quoting !== PLAIN_QUOTING) needed.push("quote");
  return needed;
}

function changesColumns(dialect: Dialect): boolean {
  const { extraHeaderRows, emptyFieldsAtEnd, hasRowNumbers, droppedColumns } = dialect;
  return extraHeaderRows > 0 || emptyFieldsAtEnd > 0 || hasRowNumbers || droppedColumns.length > 0;
}
