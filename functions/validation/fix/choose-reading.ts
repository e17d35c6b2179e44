import { CODE_BLOCK } from "../file-kinds/code-block.ts";
import { recognizeOtherKind } from "../file-kinds/file-kind.ts";
import { hasAlignedColumns } from "../shape/aligned-columns.ts";
import { fitsCommasToo } from "../shape/delimiter.ts";
import type { Preamble } from "../shape/preamble.ts";
import type { Sample } from "../shape/sample.ts";
import { readShape } from "../shape/shape.ts";
import { otherQuotings } from "./choose-quoting.ts";
import { TextParts, UndecodableError } from "./decode-text.ts";
import { PLAIN_QUOTING, type Quoting } from "./dialect.ts";
import { findEscapedLineEnd } from "./escaped-line-end.ts";
import { OpenQuoteError } from "./file-record.ts";
import type { FileEncoding } from "./find-encoding.ts";
import { type OpenFile, type Reading, surveyTable } from "./read-table.ts";
import * as say from "./refusals.ts";
import type { TableFacts } from "./table-survey.ts";

/** The first bytes of a file. */
export interface Start {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
  /** Whether it is a CSV for sure, as that of a sheet is. */
  readonly isCsv?: boolean;
}

/** How a file is read, and what it showed when it was read so. */
export interface Explained {
  readonly reading: Reading;
  readonly facts: TableFacts;
  /** The first line of text above the header. */
  readonly titleAbove: string;
}

/** Reads the whole file in each way that its start allows, until one explains all of it. */
export async function chooseReading(open: OpenFile, { label, name }: FileEncoding, start: Start): Promise<Explained> {
  const whole = textOf(start.bytes, label).replace(/^\ufeff+/, "");
  const text = whole.replace(CODE_BLOCK, "");
  const isInCodeBlock = text !== whole;
  const sample = { text, isWhole: start.isWhole };
  const kind = recognizeOtherKind(new TextEncoder().encode(text));
  if (kind) throw new say.NotFixable(say.otherKind(kind));
  const shape = readShape(sample, start.isCsv);
  const { records, other, preamble, wrapped, sideBySide, tableBelow, failureBelow, printedBy } = shape;
  if (shape.long) throw new say.NotFixable(say.longDelimiter(shape.long.delimiter));
  if (!wrapped && !other && hasAlignedColumns(records)) throw new say.NotFixable(say.alignedColumns());
  if (preamble && !preamble.isSure) throw new say.NotFixable(say.unclearTitle(preamble.firstText));
  if (other && fitsCommasToo(other, records)) {
    throw new say.NotFixable(say.unclearDelimiter(records[other.header]?.fields.join(",") ?? ""));
  }
  const escaped = other && findEscapedLineEnd(other.records);
  if (escaped) throw new say.NotFixable(say.escapedLineEnd(escaped.line));
  if (sideBySide) throw new say.NotFixable(say.sideBySide(sideBySide.between + 1));
  if (tableBelow) throw new say.NotFixable(say.tableBelow(tableBelow));
  if (failureBelow) throw new say.NotFixable(say.failureBelow(failureBelow));
  if (printedBy) throw new say.NotFixable(say.printed(printedBy));
  const base: Reading = {
    encoding: label,
    delimiter: wrapped?.delimiter ?? other?.delimiter ?? (start.isCsv ? undefined : separatorIn(text, preamble)) ?? ",",
    quoting: PLAIN_QUOTING,
    skippedLines: (isInCodeBlock ? 1 : 0) + (preamble ? linesAbove(preamble, text) : 0),
    isInCodeBlock,
    isWrapped: wrapped !== undefined,
    delimitersAtEnd: wrapped?.delimitersAtEnd ?? "",
    hasSheetNumbers: preamble?.kind === "letters",
  };
  const titleAbove = preamble?.firstText ?? "";
  // Its quotes have one meaning.
  if (start.isCsv) return { reading: base, facts: await surveyTable(open, base), titleAbove };
  const backslashes = other ? undefined : await explainBackslashes(open, base, name, sample);
  if (backslashes) return { ...backslashes, titleAbove: "" };
  return { ...(await explain(open, base, name, text)), titleAbove };
}

/** What a line sep= names, if there is any of it below: else Excel shows one column of a file that has more. */
function separatorIn(text: string, preamble: Preamble | undefined): string | undefined {
  const separator = preamble?.separator;
  return separator !== undefined && text.includes(separator, "sep=;".length) ? separator : undefined;
}

/** Below a line sep=; Excel reads the next one as the header, whether all of its columns have a name or not. */
function linesAbove({ kind, headerLine }: Preamble, text: string): number {
  const [, second = ""] = text.split(/\r\n|\r|\n/, 2);
  return kind === "separator" && second.trim() !== "" ? 1 : headerLine - 1;
}

/** MySQL and phpMyAdmin write semicolons, and backslashes before quotes: only with both is there a table. */
async function explainBackslashes(open: OpenFile, base: Reading, encoding: string, sample: Sample) {
  if (base.skippedLines > 0 || !sample.text.includes('\\"')) return undefined;
  const text = sample.text.replace(/\\(["\\])/g, (_, escaped: string) => (escaped === '"' ? '""' : escaped));
  const { other, preamble } = readShape({ ...sample, text });
  if (!other || preamble) return undefined;
  const quoting: Quoting = { ...PLAIN_QUOTING, escape: "backslash" };
  return firstClean(open, { ...base, delimiter: other.delimiter }, [quoting], encoding);
}

type Attempt = Pick<Explained, "reading" | "facts">;

/**
 * Finds how quotes are meant: as RFC 4180 has it, or in the one other way that explains every row.
 *
 * @param start the file's first text
 */
async function explain(open: OpenFile, base: Reading, encoding: string, start: string): Promise<Attempt> {
  const facts = await attempt(open, base, encoding);
  if (facts instanceof OpenQuoteError) {
    const other = await firstClean(open, base, otherQuotings(facts.text, base.delimiter), encoding);
    if (other) return other;
    throw new say.NotFixable(/["'“„«‘]/.test(facts.text) ? say.openQuote(facts.line) : say.endlessLine(facts.line));
  }
  // A row that looks right may have a backslash before the quote that makes the next field odd.
  const backslash = start.includes('\\"') ? '\\"' : "";
  const others = otherQuotings(facts.evidence + backslash, base.delimiter);
  const hasOddQuotes = facts.rowChanges.has("quote");
  if (isClean(facts)) {
    if (!hasOddQuotes) return { reading: base, facts };
    // Spaces around quotes are meant as such even if the rows have their width without.
    const spaced = await firstClean(open, base, others.filter(onlySkipsSpaces), encoding);
    if (spaced) return spaced;
    const unspaced = others.filter((quoting) => !onlySkipsSpaces(quoting));
    if ((await cleanAttempts(open, base, unspaced, encoding)).length > 0) throw new say.NotFixable(say.unclearQuotes());
    return { reading: base, facts };
  }
  const other = await firstClean(open, base, others, encoding);
  if (other) return other;
  // Quotes that could be meant otherwise are not corrected as if they were stray.
  if (others.length > 0 && hasOddQuotes) throw new say.NotFixable(say.unclearQuotes());
  return { reading: base, facts };
}

/** @returns the first reading that explains every row, if no other one does */
async function firstClean(
  open: OpenFile,
  base: Reading,
  quotings: readonly Quoting[],
  encoding: string,
): Promise<Attempt | undefined> {
  const [first, second] = await cleanAttempts(open, base, quotings, encoding);
  return second && isRival(second.reading.quoting, first?.reading.quoting) ? undefined : first;
}

/** @returns each reading that explains every row */
async function cleanAttempts(
  open: OpenFile,
  base: Reading,
  quotings: readonly Quoting[],
  encoding: string,
): Promise<Attempt[]> {
  const clean: Attempt[] = [];
  for (const quoting of quotings) {
    const reading = { ...base, quoting };
    const facts = await attempt(open, reading, encoding);
    if (!(facts instanceof OpenQuoteError) && isClean(facts)) clean.push({ reading, facts });
  }
  return clean;
}

/** The text up to what it cannot be decoded from: a later look at the whole file says what is wrong. */
function textOf(bytes: Uint8Array, encoding: string): string {
  const parts = new TextParts(encoding);
  let text = "";
  try {
    for (let at = 0; at < bytes.length; at += PART_BYTES) text += parts.decode(bytes.subarray(at, at + PART_BYTES));
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
  }
  return text;
}

const PART_BYTES = 1 << 12;

async function attempt(open: OpenFile, reading: Reading, encoding: string): Promise<TableFacts | OpenQuoteError> {
  try {
    return await surveyTable(open, reading);
  } catch (error) {
    if (error instanceof OpenQuoteError) return error;
    if (error instanceof UndecodableError) throw new say.NotFixable(say.otherEncoding(encoding));
    throw error;
  }
}

function isClean(facts: TableFacts): boolean {
  return facts.misfits === 0 && facts.unexplained === 0;
}

/** Two explanations of the same kind of oddity; skipping spaces, or not, next to the same one is none. */
function isRival(a: Quoting, b: Quoting | undefined): boolean {
  return a.skipsSpaces === b?.skipsSpaces;
}

function onlySkipsSpaces(quoting: Quoting): boolean {
  return quoting.skipsSpaces && quoting.pairs.length === 1 && quoting.escape === "doubled";
}
