import { type FileColumns, kindsOf } from "../file-columns.ts";
import { damageOfText } from "../rules/damage-of-text.ts";
import type { DamagedCell } from "../rules/damage-words.ts";
import { isInvisible } from "../scanners/invisible.ts";
import type { SampleRecord } from "../shape/sample.ts";
import { damageOfCell } from "./cell-damage.ts";
import { damageOfColumn } from "./column-damage.ts";

/** What the first rows show of damaged cells. */
export interface SampledDamage {
  /** How many rows were looked at. */
  readonly rows: number;
  /** Column by column. */
  readonly cells: readonly DamagedCell[];
}

/** The cells of the first rows that participants see and that are damaged in a way that the scanner does not look for. */
export function findDamagedCells(records: readonly SampleRecord[], columns: FileColumns): SampledDamage {
  const { visible } = kindsOf(columns);
  const cells = visible.flatMap((isVisible, column) => (isVisible ? inColumn(records, column) : []));
  return { rows: records.length, cells };
}

function inColumn(records: readonly SampleRecord[], column: number): DamagedCell[] {
  const cells = records
    .map(({ line, fields }) => ({ line, text: fields[column] ?? "" }))
    .filter(({ text }) => !isInvisible(text));
  const together = damageOfColumn(cells.map(({ text }) => text));
  return cells.flatMap(({ line, text }) => {
    const kind = damageOfCell(text) ?? together.get(text);
    return kind === undefined || damageOfText(text) > 0 ? [] : [{ line, column, kind, text }];
  });
}
