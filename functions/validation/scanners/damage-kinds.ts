/** How a cell's text was damaged before it came here. The order is that of assembly/row-scanner/damage-kinds.ts, from 1. */
export const DAMAGE_KINDS = [
  "replacement-character",
  "control-code",
  "read-as-windows-1252",
  "read-as-mac-roman",
  "excel-error",
  "rounded-number",
  "object",
  "read-as-windows-1251",
  "read-as-dos",
  "written-by-number",
  "escaped",
  "question-marks",
  "read-as-windows-1250",
  "read-as-shift-jis",
] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

export const REPLACED = 1;
export const CONTROL = 2;
export const WINDOWS = 3;
export const MAC = 4;
export const EXCEL = 5;
export const ROUNDED = 6;
export const OBJECT = 7;
export const CYRILLIC = 8;
export const DOS = 9;
/** As R writes a character that the computer's encoding lacks: `<U+2019>`. */
export const BY_NUMBER = 10;
/** As Python, JavaScript and JSON escape a character; see signs-of-damage.ts. */
export const ESCAPED = 11;
export const QUESTIONS = 12;
export const CENTRAL = 13;
export const SHIFT_JIS = 14;

/** Added to a kind of damage where only the whole cell shows whether it is one: see rules/doubtful-text.ts. */
export const DOUBTFUL = 0x40;

/** Reads a byte: `at(0)` is the last one, `at(1)` the one before. */
export type BytesBack = (back: number) => number;
