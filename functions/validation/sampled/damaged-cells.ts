import { type FileColumns, kindsOf } from "../file-columns.ts";
import { damageOfText } from "../rules/damage-of-text.ts";
import type { DamagedCell } from "../rules/damage-words.ts";
import { isInvisible } from "../scanners/invisible.ts";
import type { SampleRecord } from "../shape/sample.ts";
import { damageOfCell } from "./cell-damage.ts";
import { damageOfColumn } from "./column-damage.ts";
import { misreadTexts } from "./misread-column.ts";
import { objectValues } from "./object-values.ts";
import { areQuantities } from "./quantities.ts";

/** What the first rows show of damaged cells. */
export interface SampledDamage {
  /** How many rows were looked at. */
  readonly rows: number;
  /** Those that the scanner does not find. Column by column. */
  readonly cells: readonly DamagedCell[];
  /** Those that it finds, where their column shows in which encoding it was read; see {@link placeOf}. */
  readonly misread: ReadonlyMap<string, DamagedCell>;
  /** The columns whose numbers are not rounded IDs. */
  readonly quantities: ReadonlySet<number>;
}

export function placeOf({ line, column }: { readonly line: number; readonly column: number }): string {
  return `${line}:${column}`;
}

interface FoundCell {
  readonly cell: DamagedCell;
  /** Whether the scanner finds it too. */
  readonly isScanned: boolean;
}

/** The cells of the first rows that participants see and that are damaged. */
export function findDamagedCells(records: readonly SampleRecord[], columns: FileColumns): SampledDamage {
  const { visible } = kindsOf(columns);
  const found = visible.flatMap((isVisible, column) => (isVisible ? inColumn(records, column) : []));
  return {
    rows: records.length,
    cells: found.flatMap(({ cell, isScanned }) => (isScanned ? [] : [cell])),
    misread: new Map(found.flatMap(({ cell, isScanned }) => (isScanned ? [[placeOf(cell), cell]] : []))),
    quantities: new Set(
      visible.flatMap((isVisible, column) =>
        isVisible && areQuantities(records.map(({ fields }) => fields[column] ?? "")) ? [column] : [],
      ),
    ),
  };
}

function inColumn(records: readonly SampleRecord[], column: number): FoundCell[] {
  const cells = records
    .map(({ line, fields }) => ({ line, text: fields[column] ?? "" }))
    .filter(({ text }) => !isInvisible(text));
  const texts = cells.map(({ text }) => text);
  const misread = misreadTexts(texts);
  const together = damageOfColumn(texts);
  const objects = objectValues(texts, () =>
    records.flatMap(({ fields }) => fields.filter((_, other) => other !== column)),
  );
  return cells.flatMap(({ line, text }) => {
    const kind =
      misread.get(text) ?? damageOfCell(text) ?? together.get(text) ?? (objects.has(text) ? "object" : undefined);
    if (kind === undefined) return [];
    const isScanned = damageOfText(text) > 0;
    return isScanned && !misread.has(text) ? [] : [{ cell: { line, column, kind, text }, isScanned }];
  });
}
