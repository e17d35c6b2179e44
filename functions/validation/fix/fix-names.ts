import type { CodePage } from "../encodings/misread-as.ts";
import { withoutMarks } from "../rules/byte-order-marks.ts";
import { certainMetaName, isVisible } from "../rules/meta-names.ts";
import { isInvisible, trimInvisible } from "../scanners/invisible.ts";
import type { FixCode } from "./changes.ts";
import { repairCell } from "./repair-cell.ts";

/** A column that gets another name. */
export interface Rename {
  readonly code: FixCode;
  /** From 0. */
  readonly place: number;
  readonly name: string;
}

/**
 * The renames of a header that have one sensible reading, and leave every name different.
 *
 * @param codePage in which the UTF-8 of other texts of the file was read
 */
export function renamesOf(
  names: readonly string[],
  isWanted: (code: FixCode) => boolean,
  codePage?: CodePage,
): Rename[] {
  const renames = names.flatMap((name, place) => {
    const rename = renameOf(name, isWanted, codePage);
    return rename ? [{ ...rename, place }] : [];
  });
  const renamed = new Set(renames.map(({ place }) => place));
  const taken = new Map<string, number>();
  const count = (name: string) => taken.set(name, (taken.get(name) ?? 0) + 1);
  names.forEach((name, place) => {
    if (!renamed.has(place)) count(name);
  });
  for (const { name } of renames) count(name);
  return renames.filter(({ name }) => taken.get(name) === 1);
}

function renameOf(
  name: string,
  isWanted: (code: FixCode) => boolean,
  codePage: CodePage | undefined,
): Omit<Rename, "place"> | undefined {
  if (isInvisible(name)) return undefined;
  const bare = isWanted("byte-order-mark") ? withoutMarks(name) : name;
  const trimmed = isWanted("column-whitespace") ? trimInvisible(bare) : bare;
  const meta = isWanted("meta-lookalike") ? certainMetaName(bare) : undefined;
  if (meta !== undefined && meta !== name) return { code: "meta-lookalike", name: meta };
  const repaired = isWanted("damaged-text") && isVisible(trimmed) ? repairCell(trimmed, codePage) : undefined;
  if (repaired !== undefined) return { code: "damaged-text", name: repaired };
  if (trimmed !== bare) return { code: "column-whitespace", name: trimmed };
  return bare === name ? undefined : { code: "byte-order-mark", name: bare };
}
