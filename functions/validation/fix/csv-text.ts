const NEEDS_QUOTES = /[",\r\n]/;
const NONE: ReadonlySet<number> = new Set();

/** How the fields of a record are written, by their places. */
export interface FieldForms {
  /** As they are. */
  readonly verbatim?: ReadonlySet<number>;
  /** In quotes, even if they need none. */
  readonly quoted?: ReadonlySet<number>;
}

/** A record as RFC 4180 has it, without its line end. */
export function csvRecord(fields: readonly string[], { verbatim = NONE, quoted = NONE }: FieldForms = {}): string {
  // Alone on its line, nothing would be a blank line.
  if (fields.length === 1 && fields[0] === "") return '""';
  return fields.map((field, place) => (verbatim.has(place) ? field : csvField(field, quoted.has(place)))).join(",");
}

export function csvField(field: string, isQuoted = false): string {
  return isQuoted || NEEDS_QUOTES.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
