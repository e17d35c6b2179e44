/** Why a line is not the record that JSON Lines are made of. */
export type JsonProblemKind =
  | "no-object"
  | "byte-order-mark"
  | "key"
  | "colon"
  | "value"
  | "comma"
  | "control-character"
  | "escape"
  | "line-end"
  | "text-behind"
  | "carriage-return"
  | "too-long";

/** Longer lines are refused: a line must be whole to be judged, and memory must not grow with it. */
export const LONGEST_LINE = 1 << 20;

export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const TAB = 9;
export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const BACKSLASH = 92;
