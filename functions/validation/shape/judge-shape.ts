import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { hasAlignedColumns } from "./aligned-columns.ts";
import { findExtraHeader } from "./extra-header.ts";
import { findExtraRows } from "./extra-rows.ts";
import { areCountedNames, isHeaderMissing } from "./header-missing.ts";
import { findProgramsColumns } from "./index-column.ts";
import { findLeftoverFields } from "./leftover-fields.ts";
import { signAtLineEnds } from "./line-endings.ts";
import { findMixedDelimiters } from "./mixed-delimiters.ts";
import { findSameColumns } from "./same-columns.ts";
import { type SampleRecord, takeSample } from "./sample.ts";
import { readShape, type Shape } from "./shape.ts";
import * as say from "./shape-words.ts";
import { findSwallowedRows } from "./swallowed-rows.ts";
import { isBlankRecord } from "./table.ts";

/**
 * Judges how a file is written, by its first rows: whether they are a CSV whose first record is its header, and if not, what
 * they are.
 *
 * @param start the file's first bytes, without a byte order mark before them
 * @param isWhole whether that is the whole file
 * @param schema of a typed file: what it names is a column, and meant as one
 */
export function judgeShape(start: Uint8Array, isWhole: boolean, schema?: DatasetSchema): say.ShapeFinding[] {
  const shape = readShape(takeSample(start, isWhole));
  const { records, other, long, preamble, wrapped, sideBySide } = shape;
  if (records.every(isBlankRecord)) return [];
  if (wrapped) return [say.wrappedRow(wrapped)];
  if (long) return [...(preamble ? [say.linesAbove(preamble)] : []), say.longDelimiter(long, schema)];
  if (!other && hasAlignedColumns(records)) return [say.alignedColumns(records[0])];
  const mixed = other || preamble ? undefined : findMixedDelimiters(records);
  if (mixed) return [say.mixedDelimiters(mixed, records[0])];
  if (sideBySide && !other && !preamble && !schema) return [say.twoTables(sideBySide)];
  const found: say.ShapeFinding[] = [];
  if (preamble) found.push(say.linesAbove(preamble));
  if (other) found.push(say.otherDelimiter(other, shape, schema));
  return found.length > 0 ? found : judgeRecords(shape, schema);
}

/** Judges rows that are separated by commas, below their header. */
function judgeRecords(
  { records, tableBelow, failureBelow }: Shape,
  schema: DatasetSchema | undefined,
): say.ShapeFinding[] {
  const found: say.ShapeFinding[] = [];
  const extra = findExtraHeader(records);
  if (extra) found.push(say.extraHeader(extra));
  else if (!hasField(records[0], schema) && isHeaderMissing(records)) {
    found.push(areCountedNames(records) ? say.countedNames(records[0]) : say.headerMissing(records[0]));
  }
  const sign = signAtLineEnds(records);
  if (sign !== undefined) found.push(say.endsInSign(sign));
  const swallowed = findSwallowedRows(records);
  if (swallowed) found.push(say.swallowedRows(swallowed, records[0]));
  const leftover = findLeftoverFields(records);
  if (leftover) found.push(say.leftoverFields(leftover));
  const left = findConflict(records);
  if (left) found.push(say.leftConflict(left));
  const { leftOut, headers, moved } = findExtraRows(records);
  found.push(
    ...leftOut.map(say.leftOutRows),
    ...headers.map(say.headerInOtherCase),
    ...moved.map(say.headerInOtherOrder),
  );
  if (tableBelow) found.push(say.tableBelow(tableBelow));
  if (failureBelow) found.push(say.failureBelow(failureBelow));
  // What the schema does not have, nobody sees.
  if (schema) return found;
  const same = findSameColumns(records);
  if (same) found.push(say.sameColumns(same));
  const { numbering, nameless } = findProgramsColumns(records);
  for (const place of numbering) found.push(say.indexColumn(records[0]?.fields[place] ?? ""));
  for (const place of nameless) found.push(say.namelessColumn(records[0]?.fields[place] ?? "", place));
  return found;
}

/** Where a conflict that Git left begins, if its lines have as many fields as the header: of others, the number tells. */
function findConflict(records: readonly SampleRecord[]): SampleRecord | undefined {
  const width = records[0]?.fields.length;
  const marks = records.filter(
    ({ fields }) => fields.length === width && /^(?:<{7} \S|={7}$|>{7} \S)/.test(fields[0] ?? ""),
  );
  const signs = marks.map(({ fields }) => fields[0]?.[0]).join("");
  return marks[signs.indexOf("<=>")];
}

function hasField(header: SampleRecord | undefined, schema: DatasetSchema | undefined): boolean {
  return header !== undefined && schema !== undefined && header.fields.some((name) => schema.fields.has(name));
}
