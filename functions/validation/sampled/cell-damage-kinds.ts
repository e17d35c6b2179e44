import type { DamageKind } from "../scanners/damage-kinds.ts";

/** Damage that no rare byte shows: it is looked for in the first rows alone. */
type SampledKind =
  | "read-as-gbk"
  | "read-as-windows-1254"
  | "windows-1251"
  | "koi8-r"
  | "windows-1253"
  | "windows-1255"
  | "in-bytes"
  | "escaped-by-excel"
  | "formula"
  | "in-email-code"
  | "in-url-code"
  | "pdf-glyph"
  | "symbol-font"
  | "cut-off"
  | "date-of-range";

/** How a cell's text was damaged before it came here. */
export type CellDamage = DamageKind | SampledKind;
