/** Errors reject the file; warnings are told and the file goes on. */
export type Severity = "error" | "warning";

/** One thing there is to say about a drop, in words that the person who dropped it can act on. */
export interface Finding {
  /** Stable and documented in `docs/rules.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** Physical line, counted from 1 (the header is line 1); null where a line has no meaning. */
  readonly line: number | null;
  /** The column's name; null where a column has no meaning. */
  readonly column: string | null;
  /** What is wrong, with the value seen. */
  readonly message: string;
  /** How to mend it. */
  readonly hint: string;
}
