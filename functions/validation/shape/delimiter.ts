import { isHiddenName } from "./hidden-header.ts";
import type { Sample, SampleRecord } from "./sample.ts";
import { findSpacedTable } from "./spaced-fields.ts";
import {
  areNames,
  findTable,
  hasIdsBelowHeader,
  hasNumbersBelowHeader,
  looksLikeHeader,
  looksLikeHeaderWithGaps,
  type Table,
  tableOf,
} from "./table.ts";

/** What else separates fields in files that people have, and what it is called. A colon is too frequent in text. */
export const OTHER_DELIMITERS: ReadonlyMap<string, string> = new Map([
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
  ["^", "carets (^)"],
  ["~", "tildes (~)"],
  ["¦", "broken bars (¦)"],
  ["§", "section signs (§)"],
  ["¬", "not signs (¬)"],
  ["þ", "thorns (þ)"],
  ["\u0001", "the control character U+0001, as Hive writes it"],
  ["\u0002", "the control character U+0002"],
  ["\u001c", "the control character U+001C"],
  ["\u001d", "the control character U+001D"],
  ["\u001e", "the control character U+001E"],
  ["\u001f", "the control character U+001F"],
  ["，", "full-width commas (，)"],
  ["；", "full-width semicolons (；)"],
  ["｜", "full-width bars (｜)"],
  ["、", "ideographic commas (、)"],
  ["،", "Arabic commas (،)"],
  ["؛", "Arabic semicolons (؛)"],
]);

/** A header as R's write.table writes it: spaces are only taken for a delimiter where all names are in quotes. */
const NAMES_OF_R = /^"[^"\r\n]*"(?:([ \t;])"[^"\r\n]*")(?:\1"[^"\r\n]*")*[\r\n]/;
/** Of these, a name or a list in every row has one more often than a table with them has a comma in every row. */
const USED_IN_VALUES = new Set(["|", "^", "~", "¬", "§"]);

export function delimiterName(delimiter: string): string {
  if (delimiter === ",") return "commas";
  return delimiter === " "
    ? "spaces"
    : (OTHER_DELIMITERS.get(delimiter) ?? `the character ${JSON.stringify(delimiter)}`);
}

/**
 * The table that the sample holds, by the delimiter that explains it best; undefined where it has one column.
 *
 * A comma stays the delimiter unless another character occurs as often in nearly every row and does better: its table
 * begins higher up, the commas are parts of values, or it comes before the first comma of every row and makes more columns.
 *
 * @param commaRecords the sample's records as they are with commas
 */
export function bestTable(sample: Sample, commaRecords: readonly SampleRecord[]): Table | undefined {
  const comma = tableOf(commaRecords, ",");
  let best = comma;
  const [, separator] = (!comma && NAMES_OF_R.exec(sample.text)) || [];
  const ofR = separator === undefined ? undefined : findTable(sample, separator);
  // R leaves out the name of the column in which it numbers the rows.
  if (ofR && (separator === " " || ofR.records[0]?.fields.length === ofR.width - 1)) return { ...ofR, header: 0 };
  const spaced = commaRecords[0]?.fields.length === 1 ? findSpacedTable(sample) : undefined;
  if (spaced) return spaced;
  for (const delimiter of OTHER_DELIMITERS.keys()) {
    if (!sample.text.includes(delimiter)) continue;
    const other = findTable(sample, delimiter);
    if (!other || !isTable(other, sample)) continue;
    if (!best) best = other;
    else if (best === comma ? beatsComma(other, comma) : beatsOther(other, best)) best = other;
  }
  return best;
}

/** Whether a table of another delimiter has as many columns if it is read with commas, which are between all of its rows' values. */
export function fitsCommasToo({ header, width }: Table, commaRecords: readonly SampleRecord[]): boolean {
  const comma = tableOf(commaRecords, ",");
  return comma?.fit === 1 && comma.header === header && comma.width === width && !areCommasInValues(comma);
}

/** A single column of prose or of pairs has semicolons and bars too, and a header of one column above it is no title. */
function isTable(table: Table, sample: Sample): boolean {
  const { delimiter, header, width, records } = table;
  const top = records[header];
  if (!top || isDoubledSign(table)) return false;
  if (header === 0) {
    return width > 2 || hasNumbersBelowHeader(table) || hasHiddenColumn(table) || !isProse(sample, delimiter);
  }
  const [first, ...others] = records.slice(0, header);
  const isMarked = records.slice(0, header).some(({ fields }) => MARKS.test(fields[0] ?? ""));
  if (isMarked) return looksLikeHeaderWithGaps(top);
  const isTitled = first !== undefined && (isUnderTitle(table, first) || (others.length > 0 && width > 2));
  return looksLikeHeader(top) && isTitled;
}

/** Whether a sign is only ever doubled, once in a row, as `||` for a pause: what it separates as such is found by itself. */
function isDoubledSign({ delimiter, records }: Table): boolean {
  const areDoubled = () => records.every(({ fields }) => fields.length === 3 && fields[1] === "");
  return USED_IN_VALUES.has(delimiter) && areDoubled();
}

/** Of a comment, a page's error, a line for Excel, a blank line, and the line above a table that a database printed. */
const MARKS = /^\s*(?:#|\/\/|<|sep=|\+[-+=]*\+\s*$|$)/i;

/**
 * Whether the line above a table is its title, and not a header above values that have delimiters: numbers and ids show a
 * table, or more than two columns below what is no name, or of many rows.
 */
export function isUnderTitle(table: Table, above: SampleRecord): boolean {
  // Nobody types a tab or a control character into a list, but pairs of words have one.
  if (table.delimiter < " " && (table.width > 2 || !areNames(above.fields))) return true;
  if (hasOtherRows(table)) return true;
  return table.width > 2 && (!areNames(above.fields) || table.records.length > LONG_LIST);
}

/** Whether a table's header is of another kind than its rows: above numbers or ids, or with a column that is hidden. */
export function hasOtherRows(table: Table): boolean {
  return hasNumbersBelowHeader(table) || hasIdsBelowHeader(table) || hasHiddenColumn(table);
}

/** So many lists in a row are rarely as long as each other. */
export const LONG_LIST = 12;

/** A table that begins higher up leaves nothing out; else it is the one with more columns. */
function beatsOther(other: Table, best: Table): boolean {
  return other.header === best.header ? other.width > best.width : other.header < best.header;
}

function beatsComma(other: Table, comma: Table): boolean {
  if (other.header !== comma.header) return other.header < comma.header;
  if (other.width < comma.width || isBeforeOthers(other) || isBehindCommas(other)) return false;
  if (hasHiddenColumn(comma) && !hasHiddenColumn(other)) return false;
  if (areCommasInValues(comma)) return true;
  const isBetter = other.width > comma.width ? other.fit >= comma.fit : !USED_IN_VALUES.has(other.delimiter);
  // What is first in a row ends its first value, which rarely is a list.
  return isBetter && other.records.slice(other.header).every(({ fields }) => !fields[0]?.includes(","));
}

function hasHiddenColumn({ records, header }: Table): boolean {
  return records[header]?.fields.some(isHiddenName) === true;
}

/** Decimal commas, and those of a sentence. */
function areCommasInValues({ records, header }: Table): boolean {
  const unquoted = records.slice(header).filter(({ quoted }) => !quoted.some(Boolean));
  if (unquoted.length === 0) return false;
  return unquoted.every(({ fields }, index) =>
    fields.slice(1).every((field, place) => {
      if (/^\s/.test(field)) return true;
      const before = fields[place] ?? "";
      // In the header a unit may follow: "price,eur".
      return index === 0 ? /\d$|[a-z]$/i.test(before) : /\d$/.test(before) && /^\d/.test(field);
    }),
  );
}

/** Whether a space or a comma follows each: it ends a part of a value, or a value that is written with it. */
function isBeforeOthers({ records, header }: Table): boolean {
  return records.slice(header).every(({ fields }) => fields.slice(1).every((field) => /^[ ,]/.test(field)));
}

/** Whether it only aligns columns that commas separate: a comma is before each. */
function isBehindCommas({ delimiter, records, header }: Table): boolean {
  return (
    delimiter === "\t" &&
    records.slice(header).every(({ fields }) => fields.slice(0, -1).every((field) => field.endsWith(",")))
  );
}

/** Whether a character only ever ends a part of a sentence. */
export function isProse({ text }: Sample, delimiter: string): boolean {
  const places = text.split(delimiter).slice(1);
  return places.length > 0 && places.every((after) => /^\s/.test(after));
}
