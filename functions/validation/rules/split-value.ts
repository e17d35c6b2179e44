/** The places of the first and the last field that a value was split into. */
export interface SplitValue {
  readonly from: number;
  readonly to: number;
}

/** After so many brackets that never close, brackets are text. */
const MOST_OPEN = 8;

/**
 * Finds JSON, lists and dicts without quotes around them as a whole, which their commas split: a field begins with a bracket that
 * only closes at the end of a later one.
 *
 * @param fields as they are in the file
 */
export function findSplitValues(fields: readonly string[]): readonly SplitValue[] {
  const found: SplitValue[] = [];
  let open = 0;
  for (let from = 0; from < fields.length && open < MOST_OPEN; from++) {
    const opening = openingOf(fields[from] ?? "");
    if (opening === undefined) continue;
    const to = lastPart(fields, from, opening);
    if (to > from) {
      found.push({ from, to });
      from = to;
    } else if (to < 0) open++;
  }
  return found;
}

/** Whether fields of which more follow end within JSON, a list or a dict without quotes around it. */
export function endInValue(fields: readonly string[]): boolean {
  return fields.some((field, from) => {
    const opening = openingOf(field);
    // A quote or one more bracket shows that it is no text in brackets.
    return opening !== undefined && /^\s*[{[]\s*["'{[]/.test(field) && lastPart(fields, from, opening) < 0;
  });
}

/** Whether a field begins with a bracket, as JSON, lists and dicts do. */
export function opensValue(field: string): boolean {
  return openingOf(field) !== undefined;
}

function openingOf(field: string): "{" | "[" | undefined {
  const first = field.trimStart().charAt(0);
  return first === "{" || first === "[" ? first : undefined;
}

/** @returns the field itself if its bracket closes within it; -1 if it never does */
function lastPart(fields: readonly string[], from: number, opening: "{" | "["): number {
  const closing = opening === "{" ? "}" : "]";
  let depth = 0;
  for (let place = from; place < fields.length; place++) {
    const field = fields[place] ?? "";
    for (const char of field) {
      if (char === opening) depth++;
      else if (char === closing) depth--;
    }
    if (depth <= 0 && (place === from || field.trimEnd().endsWith(closing))) return place;
  }
  return -1;
}
