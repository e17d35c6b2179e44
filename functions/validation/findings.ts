/** An error rejects the file. A warning is reported, and the file is published. */
export type Severity = "error" | "warning";

/** What validation can find. `docs/rules.md` has a section for each. */
export type FindingCode =
  | "not-csv"
  | "encoding"
  | "nul-byte"
  | "empty-file"
  | "no-rows"
  | "too-large"
  | "byte-order-mark"
  | "preamble"
  | "delimiter"
  | "wrapped-row"
  | "extra-header"
  | "blank-column"
  | "duplicate-column"
  | "row-width"
  | "quote"
  | "no-visible-column"
  | "meta-lookalike"
  | "task-group-blank"
  | "task-group-size"
  | "group-lookalike"
  | "group-value"
  | "header-missing"
  | "header-repeated"
  | "extra-row"
  | "index-column"
  | "column-lookalike"
  | "column-whitespace"
  | "empty-column"
  | "blank-row"
  | "duplicate-row"
  | "damaged-text"
  | "line-ends"
  | "control-character"
  | "unknown-field"
  | "missing-field"
  | "meta-shown"
  | "media-url"
  | "expiring-url"
  | "json-line"
  | "json-key"
  | "json-nesting"
  | "json-value";

/** One thing there is to say about a drop, in words that the person who dropped it can act on. */
export interface Finding {
  /** Stable and documented in `docs/rules.md`: a {@link FindingCode}, or what became of the drop after validation. */
  readonly code: string;
  readonly severity: Severity;
  /** Physical line, counted from 1 (the header is line 1); null where a line has no meaning. */
  readonly line: number | null;
  /** The column's name; null where a column has no meaning. */
  readonly column: string | null;
  /** What is wrong, with the value seen. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/** How severe each finding is, unless a setting says otherwise. */
export const DEFAULT_SEVERITIES: Readonly<Record<FindingCode, Severity>> = {
  "not-csv": "error",
  encoding: "error",
  "nul-byte": "error",
  "empty-file": "error",
  "no-rows": "error",
  "too-large": "error",
  "byte-order-mark": "error",
  preamble: "error",
  delimiter: "error",
  "wrapped-row": "error",
  "extra-header": "error",
  "blank-column": "error",
  "duplicate-column": "error",
  "row-width": "error",
  quote: "error",
  "no-visible-column": "error",
  "meta-lookalike": "error",
  "task-group-blank": "error",
  "task-group-size": "warning",
  "group-lookalike": "warning",
  "group-value": "warning",
  "header-missing": "warning",
  "header-repeated": "warning",
  "extra-row": "warning",
  "index-column": "warning",
  "column-lookalike": "warning",
  "column-whitespace": "warning",
  "empty-column": "warning",
  "blank-row": "warning",
  "duplicate-row": "warning",
  "damaged-text": "warning",
  "line-ends": "warning",
  "control-character": "warning",
  "unknown-field": "warning",
  "missing-field": "error",
  "meta-shown": "warning",
  "media-url": "error",
  "expiring-url": "error",
  "json-line": "error",
  "json-key": "error",
  "json-nesting": "error",
  "json-value": "warning",
};

/** Every code that validation has. */
export const FINDING_CODES = Object.keys(DEFAULT_SEVERITIES) as [FindingCode, ...FindingCode[]];

/** A code's severity as set: `off` neither lists nor counts it. */
export type Severities = Readonly<Partial<Record<FindingCode, Severity | "off">>>;
