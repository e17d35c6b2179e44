import type { SampleRecord } from "./sample.ts";
import { isBlankRecord } from "./table.ts";

/** A header and two rows: in fewer, it may be chance. */
const FEWEST = 3;

/** Semicolons from their first one: from each, it would take time that grows with the square of their number. */
const SIGN_AT_END = /(?:(?<!;);+|\\|(?:\\r)?\\n|\\r|<br ?\/?>)$/;

/**
 * What ends every line besides its fields: semicolons for a spreadsheet's empty columns, a backslash, or what stands for a line
 * end; undefined where nothing does.
 */
export function signAtLineEnds(records: readonly SampleRecord[]): string | undefined {
  const lines = records.filter((record) => !isBlankRecord(record));
  const [first, ...others] = lines.map(({ fields }) => SIGN_AT_END.exec(fields.at(-1) ?? "")?.[0]);
  return lines.length >= FEWEST && others.every((sign) => sign === first) ? first : undefined;
}
