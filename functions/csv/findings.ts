/** Errors reject the file; warnings are told and the file goes on. */
export type Severity = "error" | "warning";

/** What validation can find. `docs/rules.md` has a section for each. */
export type FindingCode =
  | "not-csv"
  | "encoding"
  | "nul-byte"
  | "empty-file"
  | "no-rows"
  | "too-large"
  | "delimiter"
  | "blank-column"
  | "duplicate-column"
  | "row-width"
  | "quote"
  | "no-visible-column"
  | "meta-lookalike"
  | "task-group-blank"
  | "task-group-size"
  | "column-whitespace"
  | "blank-row"
  | "duplicate-row"
  | "control-character";

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
  /** How to mend it. */
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
  delimiter: "error",
  "blank-column": "error",
  "duplicate-column": "error",
  "row-width": "error",
  quote: "error",
  "no-visible-column": "error",
  "meta-lookalike": "error",
  "task-group-blank": "error",
  "task-group-size": "warning",
  "column-whitespace": "warning",
  "blank-row": "warning",
  "duplicate-row": "warning",
  "control-character": "warning",
};

/** Every code that validation has. */
export const FINDING_CODES = Object.keys(DEFAULT_SEVERITIES) as [FindingCode, ...FindingCode[]];

/** A code's severity as set: `off` neither lists nor counts it. */
export type Severities = Readonly<Partial<Record<FindingCode, Severity | "off">>>;
