import { numberText } from "../number-text.ts";
import { nameUnseen } from "../rules/quote-value.ts";
import type { Change, FixCode } from "./changes.ts";

/** What was changed, for one place and for more. */
const WORDS: Readonly<Record<FixCode, readonly [one: string, more: string]>> = {
  "not-csv": ["The name now ends in .csv", ""],
  workbook: ["The sheet was saved as CSV, with the values that it displays", ""],
  "code-block": [
    "The line that begins a Markdown code block was removed",
    "The lines that begin and end a Markdown code block were removed",
  ],
  encoding: ["The text was converted to UTF-8", ""],
  preamble: ["1 line above the header was removed", "# lines above the header were removed"],
  delimiter: ["The fields are now separated by commas", ""],
  "wrapped-row": [
    "1 row that was quoted as a whole was split into columns",
    "# rows that were quoted as a whole were split into columns",
  ],
  quote: ["The quotes of 1 field were corrected", "The quotes of # fields were corrected"],
  "line-ends": ["1 doubled line end was corrected", "# doubled line ends were corrected"],
  "byte-order-mark": [
    "1 byte order mark within the file was removed",
    "# byte order marks within the file were removed",
  ],
  "extra-header": ["1 row that belongs to the header was removed", "# rows that belong to the header were removed"],
  "header-repeated": ["1 repeated header was removed", "# repeated headers were removed"],
  "blank-row": ["1 blank row was removed", "# blank rows were removed"],
  "row-count": ["The number of rows below the last one was removed", "# lines with the number of rows were removed"],
  "extra-row": [
    "1 line that marks the end of the file was removed",
    "# lines that mark the end of a file were removed",
  ],
  "blank-column": ["1 empty column without a name was removed", "# empty columns without a name were removed"],
  "index-column": ["The column that numbers the rows was removed", "The column that numbers the rows was removed"],
  "row-width": ["The extra comma at the end of 1 row was removed", "The extra comma at the end of # rows was removed"],
  "column-whitespace": [
    "White space or invisible characters around 1 column name were removed",
    "White space or invisible characters around # column names were removed",
  ],
  "meta-lookalike": [
    "1 column was renamed so that it is hidden from participants, or groups rows",
    "# columns were renamed so that they are hidden from participants, or group rows",
  ],
  "damaged-text": ["Damaged text in 1 cell was repaired", "Damaged text in # cells was repaired"],
};

/** A place before or after a change: spaces at its ends have a sign, and what would not be seen is named. */
export function showPlace(text: string): string {
  return nameUnseen(text).replace(/^ +| +$/g, (spaces) => "␣".repeat(spaces.length));
}

/** A change in one sentence without its full stop. */
export function describeChange({ code, count }: Pick<Change, "code" | "count">): string {
  const [one, more] = WORDS[code];
  return count === 1 || more === "" ? one : more.replace("#", numberText(count));
}
