const NEEDS_QUOTES = /[",\r\n]/;
const NONE: readonly number[] = [];

/** How the fields of a record are written, by their places. */
export interface FieldForms {
  /** As they are. */
  readonly verbatim?: readonly number[];
  /** In quotes, even if they need none. */
  readonly quoted?: readonly number[];
}

/** A record as RFC 4180 has it, without its line end. */
export function csvRecord(fields: readonly string[], { verbatim = NONE, quoted = NONE }: FieldForms = {}): string {
  // Alone on its line, nothing would be a blank line.
  if (fields.length === 1 && fields[0] === "") return '""';
  return fields
    .map((field, place) => (verbatim.includes(place) ? field : csvField(field, quoted.includes(place))))
    .join(",");
}

export function csvField(field: string, isQuoted = false): string {
  return isQuoted || NEEDS_QUOTES.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
