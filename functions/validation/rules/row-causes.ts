import type { FindingCode } from "../findings.ts";
import { FORMULA } from "../sampled/cell-damage.ts";
import type { Around } from "../surroundings.ts";
import { BYTE_ORDER_MARK } from "./byte-order-marks.ts";
import { readBareField, readLine } from "./explain-record.ts";
import type { Met } from "./met.ts";
import { quoteValue } from "./quote-value.ts";
import { statedRowCount } from "./row-count.ts";
import { endInValue, findSplitValues } from "./split-value.ts";

/** One mistake that explains what was met in many rows. */
export interface Cause {
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string;
}

const CURLY = /(?:^|,)\s*[“”„‟‘’‚«]/;
const SINGLE = /(?:^|,)'[^']*,[^']*'(?:,|$)/;

const LF = 10;
const CR = 13;

const BACKSLASH_HINT =
  "Double the quotes instead: csv.writer(…, doublequote=True) in Python, ESCAPED BY '\"' in MySQL. CSV has no backslash escapes.";

/** The mistake that a quote or a row's width comes from, where it is one that whole files have; undefined otherwise. */
export function causeOf({ event, around }: Met, width: number): Cause | undefined {
  if (event.kind === "row-width") {
    const line = readLine(around);
    if (event.value <= width) return causeOfLine(line, around);
    return isOfSplitValue(line, around) ? splitValue("row-width", line) : causeOfWidth(line, width);
  }
  const before = textBefore(around);
  const line = before + readLine(around);
  const place = before.split(",").length - 1;
  if (findSplitValues(line.split(",")).some(({ from, to }) => from <= place && place <= to))
    return splitValue("quote", line);
  if (event.kind === "text-after-quote") {
    if (before.endsWith('\\"')) return backslash("quote", fieldAround(around));
    if (/^[ \t]+(?:,|$)/.test(readLine(around))) {
      return {
        code: "quote",
        message: `There is a space after the quote that closes a field, where only a comma may follow: ${quoteValue(fieldAround(around))}.`,
        hint: "Remove the spaces before the commas.",
      };
    }
    if (/(?:^|,)""$/.test(before)) {
      return {
        code: "quote",
        message: `A field is in two pairs of quotes, so its text comes after the closing quote: ${quoteValue(fieldAround(around))}.`,
        hint: 'Put one pair around a field: "Great". If participants should see quotes, write three at each end: """Great""".',
      };
    }
  }
  if (event.kind !== "bare-quote") return undefined;
  if (FORMULA.test(fieldAround(around))) {
    return {
      code: "quote",
      message: `A value is in a formula, which only Excel understands: ${quoteValue(fieldAround(around))}.`,
      hint: "Write the value alone.",
    };
  }
  if (before.endsWith("\\")) return backslash("quote", fieldAround(around));
  const space = /(?:^|,)(\s+)$/.exec(before)?.[1];
  if (space === undefined) return undefined;
  const isMark = space.includes(BYTE_ORDER_MARK);
  return {
    code: "quote",
    message: `There is a ${isMark ? "byte order mark" : "space"} before the quote that opens a field, so the quote is text and the commas after it separate fields: ${quoteValue(fieldAround(around))}.`,
    hint: isMark
      ? "Remove the byte order mark."
      : "Remove the spaces after the commas; in pandas, read such a file with skipinitialspace=True and write it again.",
  };
}

function causeOfWidth(line: string, width: number): Cause | undefined {
  if (line.includes('\\"')) return backslash("row-width", line);
  if (line.includes("\\,") && line.split(/(?<!\\),/).length === width) {
    return {
      code: "row-width",
      message: `A comma is written with a backslash, which does not keep it in its field: ${quoteValue(line)}.`,
      hint: "Put the field in quotes instead, and remove the backslash: ENCLOSED BY '\"' and ESCAPED BY '' in MySQL. CSV has no backslash escapes.",
    };
  }
  if (CURLY.test(line)) {
    return {
      code: "row-width",
      message: `A field is in curly quotes, which do not keep its commas together: ${quoteValue(line)}.`,
      hint: 'Put straight quotes (") around the field; word processors replace them with curly ones.',
    };
  }
  if (SINGLE.test(line)) {
    return {
      code: "row-width",
      message: `A field is in single quotes, which do not keep its commas together: ${quoteValue(line)}.`,
      hint: 'Put double quotes (") around the field: single ones are text in a CSV.',
    };
  }
  return undefined;
}

/** Whether a row is too wide since JSON or a list in it has no quotes around it. */
function isOfSplitValue(line: string, around: Around): boolean {
  const fields = line.split(",");
  return findSplitValues(fields).length > 0 || (isCut(around) && endInValue(fields));
}

/** Whether the line goes on after what is kept of it. */
function isCut({ after, toEnd }: Around): boolean {
  return !toEnd && !after.some((byte) => byte === LF || byte === CR);
}

function splitValue(code: "quote" | "row-width", line: string): Cause {
  return {
    code,
    message: `A field with JSON or a list is not in quotes as a whole, so the commas in it separate fields: ${quoteValue(line)}.`,
    hint: "Write the file with a CSV library, which quotes such fields: csv.writer or pandas' to_csv in Python, for example.",
  };
}

/** What a program wrote between the rows, or below them. */
function causeOfLine(line: string, around: Around): Cause | undefined {
  if (isRowCount(line, around)) {
    return {
      code: "row-width",
      message: `A database wrote this line below the rows: ${quoteValue(line.trim())}.`,
      hint: "Delete it. Exports as CSV do not have it: psql --csv, SET NOCOUNT ON in SQL Server, or SET FEEDBACK OFF in SQL*Plus.",
    };
  }
  return /^(?:<{7}|={7}|>{7})(?: |\s*$)/.test(line) ? conflict(line) : undefined;
}

export function conflict(line: string): Cause {
  return {
    code: "row-width",
    message: `Git left a conflict in the file: ${quoteValue(line.trim())}.`,
    hint: "Resolve it: keep the rows that you want, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.",
  };
}

/** In a language that is not known, it is known by its place below all rows. */
function isRowCount(line: string, { after, toEnd }: Around): boolean {
  if (statedRowCount(line) !== undefined) return true;
  if (!/^\(\d+ \p{L}+(?: \p{L}+)?\)\s*$/u.test(line)) return false;
  return toEnd && new TextDecoder().decode(after).slice(line.length).trim() === "";
}

function backslash(code: "quote" | "row-width", text: string): Cause {
  return {
    code,
    message: `A quote is written with a backslash, which ends the field there: ${quoteValue(text)}.`,
    hint: BACKSLASH_HINT,
  };
}

function textBefore({ before }: Around): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(before);
  return /[^\r\n]*$/.exec(text)?.[0] ?? "";
}

function fieldAround(around: Around): string {
  return readBareField(around).trim();
}
