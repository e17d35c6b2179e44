import { endsCodeBlock } from "../file-kinds/code-block.ts";
import { marksBefore } from "../rules/byte-order-marks.ts";
import { END_OF_FILE } from "../rules/last-line.ts";
import { statedRowCount } from "../rules/row-count.ts";
import { isInvisible } from "../scanners/invisible.ts";
import type { FixCode } from "./changes.ts";
import type { Dialect } from "./dialect.ts";
import type { FileRecord } from "./file-record.ts";

/** What is to be removed with a record that is no datapoint; undefined for a datapoint. @param rows how many datapoints are above it */
export function surplusOf(
  record: FileRecord,
  names: readonly string[],
  rows: number,
  { isInCodeBlock }: Pick<Dialect, "isInCodeBlock">,
): FixCode | undefined {
  if (isInCodeBlock && endsCodeBlock(record.text)) return "code-block";
  if (isBlank(record)) return "blank-row";
  if (repeatsHeader(record, names)) return "header-repeated";
  if (countsRows(record, names, rows)) return "row-count";
  return isEndOfFile(record, names) ? "extra-row" : undefined;
}

/** Whether a person would see nothing in any field, metadata included. */
function isBlank(record: FileRecord): boolean {
  // A look at the first character spares a look at all fields.
  const first = record.text.charCodeAt(0);
  const isLetterOrDigit = (first > 0x2f && first < 0x3a) || (first > 0x60 && first < 0x7b);
  return !isLetterOrDigit && record.fields.every(isInvisible);
}

/** Whether a row is the header again: files were joined. @param names as they are in the file */
function repeatsHeader(record: FileRecord, names: readonly string[]): boolean {
  const [first = ""] = names;
  if (record.isPlain && !bare(record.text).startsWith(bare(first))) return false;
  const { fields } = record;
  // In a single column it may be a value, unless a mark shows that a file began there.
  if (names.length < 2 && !beginsWithMark(record)) return false;
  if (fields.length !== names.length || bare(fields[0]) !== bare(first)) return false;
  return fields.every((field, place) => place === 0 || field === names[place]);
}

/** Whether a record is only what a database wrote below so many rows: how many there are. */
function countsRows(record: FileRecord, names: readonly string[], rows: number): boolean {
  // In a single column it is a value.
  if (names.length < 2) return false;
  if (record.width === 1) return statedRowCount(record.text) === rows;
  return /^"?\(\d/.test(record.text) && statedRowCount(record.fields[0] ?? "") === rows && isFirstAlone(record);
}

function isEndOfFile(record: FileRecord, names: readonly string[]): boolean {
  if (names.length < 2 || !/^"?END OF FILE/.test(record.text)) return false;
  return record.fields[0] === END_OF_FILE && isFirstAlone(record);
}

function isFirstAlone({ fields }: FileRecord): boolean {
  return fields.slice(1).every((field) => field === "");
}

/** Whether a record begins with a byte order mark, which a joined file leaves there. */
export function beginsWithMark(record: FileRecord): boolean {
  return marksBefore(record.isPlain ? record.text : (record.fields[0] ?? "")) !== "";
}

/** The same fields without a byte order mark before the first one. */
export function withoutMark(fields: readonly string[]): readonly string[] {
  return [bare(fields[0]), ...fields.slice(1)];
}

function bare(text = ""): string {
  return text.slice(marksBefore(text).length);
}
