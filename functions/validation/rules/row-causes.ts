import type { FindingCode } from "../findings.ts";
import type { Said } from "../findings-list.ts";
import type { RowEvent } from "../scanners/row-events.ts";
import type { Around } from "../surroundings.ts";
import { readBareField, readLine } from "./explain-record.ts";
import { quoteValue } from "./quote-value.ts";

/** What a scanner met, with the bytes around its place. */
export interface Met {
  readonly event: RowEvent;
  readonly around: Around;
}

/** One mistake that explains what was met in many rows. */
export interface Cause {
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string;
}

const RFC_QUOTE = 'Within a field in quotes, double a quote: "a ""quoted"" word".';
const CURLY = /(?:^|,)\s*[“”„‟‘’‚«]/;
const SINGLE = /(?:^|,)'[^']*,[^']*'(?:,|$)/;

const BACKSLASH_HINT =
  "Double the quotes instead: csv.writer(…, doublequote=True) in Python, ESCAPED BY '\"' in MySQL. A CSV knows no backslash.";

/** The mistake that a quote or a row's width comes from, where it is one that whole files have; undefined otherwise. */
export function causeOf({ event, around }: Met, width: number): Cause | undefined {
  if (event.kind === "row-width") return event.value > width ? causeOfWidth(readLine(around)) : undefined;
  const before = textBefore(around);
  if (event.kind === "text-after-quote") {
    if (before.endsWith('\\"')) return backslash("quote", fieldAround(around));
    if (/(?:^|,)""$/.test(before)) {
      return {
        code: "quote",
        message: `A field is in two pairs of quotes, so that its text stands behind the closing one: ${quoteValue(fieldAround(around))}.`,
        hint: 'Put one pair around a field: "Great". Quotes that participants are to see are three at the ends: """Great""".',
      };
    }
  }
  if (event.kind === "bare-quote" && before.endsWith("\\")) return backslash("quote", fieldAround(around));
  if (event.kind === "bare-quote" && /(?:^|,)\s+$/.test(before)) {
    return {
      code: "quote",
      message: `There is a space before the quote that opens a field, so the quote is text and the commas behind it separate fields: ${quoteValue(fieldAround(around))}.`,
      hint: "Remove the spaces behind the commas; in pandas, read such a file with skipinitialspace=True and write it anew.",
    };
  }
  return undefined;
}

function causeOfWidth(line: string): Cause | undefined {
  if (line.includes('\\"')) return backslash("row-width", line);
  if (CURLY.test(line)) {
    return {
      code: "row-width",
      message: `A field is in curly quotes, which do not keep its commas together: ${quoteValue(line)}.`,
      hint: 'Put straight quotes (") around the field; word processors replace them by curly ones.',
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

/** The row-width finding of a file in which every row has the same wrong width. @param records as far as they could be read */
export function sayUniformWidth(
  line: number,
  rows: number,
  fields: number,
  names: readonly string[],
  records: readonly (readonly string[])[],
): Said {
  const all = `Each of the ${rows} rows has ${fields} field${fields === 1 ? "" : "s"}, and the header has ${names.length}`;
  const place = { line, column: null };
  if (fields < names.length) {
    return {
      ...place,
      message: `${all}: no row has a value for ${listNames(names.slice(fields))}.`,
      hint: "Remove these columns from the header, or give each row their fields; an empty field still needs its comma.",
    };
  }
  const isOneMore = fields === names.length + 1;
  if (isOneMore && records.length > 0 && records.every((record) => record.at(-1)?.trim() === "")) {
    return {
      ...place,
      message: `${all}: each row ends in a comma, which makes one more field.`,
      hint: "Remove the comma at the end of each row.",
    };
  }
  const firsts = records.map((record) => record[0] ?? "");
  if (isOneMore && firsts.length > 1 && new Set(firsts).size === firsts.length) {
    return {
      ...place,
      message: `${all}: the first field, ${quoteValue(firsts[0] ?? "")} in the first row, seems to be a row name without a column.`,
      hint: "In R, export with write.csv(…, row.names=FALSE); write.table leaves the row names' column out of the header.",
    };
  }
  const surplus = records[0]?.[names.length];
  return {
    ...place,
    message: `${all}${surplus === undefined ? "" : `; ${quoteValue(surplus)} in the first row is in none of its columns`}.`,
    hint: "Give the header a name for each field. If a field contains a comma, put the field in quotes.",
  };
}

const NAMES_SHOWN = 5;

/** Names as a sentence has them: "a", "b" and "c". */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(quoteValue);
  if (names.length > NAMES_SHOWN) return `${shown.join(", ")} and ${names.length - NAMES_SHOWN} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export { RFC_QUOTE };
