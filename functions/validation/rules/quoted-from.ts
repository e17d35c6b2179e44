/** What is next to a quote at a field's end, outside. */
const SEPARATOR = /^[,\r\n]?$/;
const OUTSIDE = -1;

/**
 * Where the text begins of the quoted field in which a part of a CSV ends; -1 where that field is not in quotes. The part may begin
 * anywhere: within quotes too, if only that explains the quotes in it.
 */
export function quotedFrom(part: string): number {
  return walk(part, OUTSIDE) ?? walk(part, 0) ?? OUTSIDE;
}

/** @param start -1, or 0 for a part that begins within quotes @returns undefined if there are quotes where none can be */
function walk(part: string, start: number): number | undefined {
  let from = start;
  for (let at = part.indexOf('"'); at >= 0; at = part.indexOf('"', at + 1)) {
    const after = part.charAt(at + 1);
    if (from !== OUTSIDE && after === '"') at++;
    else if (from !== OUTSIDE) {
      if (!SEPARATOR.test(after)) return undefined;
      from = OUTSIDE;
    } else {
      // A text that begins with a comma or a line end is rarer than one that ends with it.
      if (!SEPARATOR.test(part.charAt(at - 1)) || /[,\r\n]/.test(after)) return undefined;
      from = at + 1;
    }
  }
  return from;
}
