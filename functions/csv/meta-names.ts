/** Columns whose names begin so are not shown to participants [guide]. */
export const META_PREFIX = "META_";
/** The column that defines task groups [guide]. */
export const TASK_GROUP_COLUMN = "META_TASK_GROUP_ID";

const LOOKALIKE = /^\s*meta[_\-. ]/i;
/** How many edits away from the group column's name a hidden column is taken for a slip. */
const SLIP_EDITS = 2;

export function isVisible(column: string): boolean {
  return !column.startsWith(META_PREFIX);
}

/** `META_` meant, but not said: participants would see the column. */
export function isShownMetadata(column: string): boolean {
  return isVisible(column) && LOOKALIKE.test(column);
}

/** `META_TASK_GROUP_ID` meant, but not said: the column is hidden, and silently doesn't group. */
export function isMisspeltGroupColumn(column: string): boolean {
  if (isVisible(column) || column === TASK_GROUP_COLUMN) return false;
  return editDistance(bare(column), bare(TASK_GROUP_COLUMN)) <= SLIP_EDITS;
}

/** Without case and separators. */
function bare(name: string): string {
  return name.toUpperCase().replace(/[_\-.\s]/g, "");
}

/** Levenshtein's: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  // Names that differ this much in length are never close, and a header's names may be long.
  if (Math.abs(a.length - b.length) > SLIP_EDITS) return SLIP_EDITS + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
