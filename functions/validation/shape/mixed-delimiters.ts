import { OTHER_DELIMITERS } from "./delimiter.ts";
import type { SampleRecord } from "./sample.ts";
import { areNames, isBlankRecord } from "./table.ts";

/** A header and rows that are separated differently, each into as many fields. */
export interface MixedDelimiters {
  /** What separates the names, and what separates the fields of the rows: one of them is the comma. */
  readonly header: string;
  readonly rows: string;
  readonly width: number;
}

/** Fewer rows could have as many fields by chance. */
const FEWEST_ROWS = 2;

/**
 * Whether a header was typed above rows that a program wrote, or the other way round.
 *
 * @param records the sample's, as they are with commas
 */
export function findMixedDelimiters(records: readonly SampleRecord[]): MixedDelimiters | undefined {
  const [header, ...rows] = records.filter((record) => !isBlankRecord(record));
  if (!header || rows.length < FEWEST_ROWS || header.quoted.some(Boolean)) return undefined;
  for (const other of OTHER_DELIMITERS.keys()) {
    const typed = splitAt(header, other);
    if (areNames(typed) && typed.length > 1 && rows.every(({ fields }) => fields.length === typed.length)) {
      return { header: other, rows: ",", width: typed.length };
    }
    const { length } = header.fields;
    if (areNames(header.fields) && length > 1 && rows.every((row) => splitAt(row, other).length === length)) {
      return { header: ",", rows: other, width: length };
    }
  }
  return undefined;
}

/** The fields of a record without commas, separated by something else; none if it has commas. */
function splitAt({ fields }: SampleRecord, delimiter: string): readonly string[] {
  const [text = "", ...others] = fields;
  return others.length > 0 ? [] : text.split(delimiter);
}
