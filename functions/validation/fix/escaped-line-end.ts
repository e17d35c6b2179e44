import type { SampleRecord } from "../shape/sample.ts";
import { countBackslashes } from "./field-reader.ts";

/**
 * The first row that a line end within a text has cut in two, as MySQL's INTO OUTFILE writes one: behind a backslash. That
 * backslashes escape is known where \N is a missing value.
 * https://dev.mysql.com/doc/refman/8.4/en/load-data.html
 */
export function findEscapedLineEnd(records: readonly SampleRecord[]): SampleRecord | undefined {
  if (!records.some(({ fields }) => fields.includes("\\N"))) return undefined;
  return records.find(({ fields }) => {
    const last = fields.at(-1) ?? "";
    return countBackslashes(last, last.length, 0) % 2 === 1;
  });
}
