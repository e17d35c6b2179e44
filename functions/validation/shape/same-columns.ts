import { isVisible } from "../rules/meta-names.ts";
import { isInvisible } from "../scanners/invisible.ts";
import type { SampleRecord } from "./sample.ts";

/** In fewer rows, it may be chance. */
const FEWEST_ROWS = 3;
/** In characters: short texts such as codes and categories may be in two columns for a reason. */
const MEAN_LENGTH = 25;

/** Two columns that participants see and that have the same text in each row. */
export interface SameColumns {
  readonly first: string;
  readonly second: string;
  readonly rows: number;
}

export function findSameColumns([header, ...records]: readonly SampleRecord[]): SameColumns | undefined {
  const names = header?.fields ?? [];
  const rows = records.filter(({ fields }) => fields.length === names.length);
  if (rows.length < FEWEST_ROWS) return undefined;
  const known = new Map<string, string>();
  for (const [place, name] of names.entries()) {
    const texts = rows.map(({ fields }) => fields[place] ?? "");
    if (!isVisible(name) || new Set(texts).size < 2 || texts.some(isInvisible)) continue;
    if (texts.join("").length < MEAN_LENGTH * texts.length) continue;
    const key = JSON.stringify(texts);
    const first = known.get(key);
    if (first !== undefined) return { first, second: name, rows: rows.length };
    known.set(key, name);
  }
  return undefined;
}
