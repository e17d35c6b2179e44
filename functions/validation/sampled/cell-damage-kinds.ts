import type { ReadAsLatin } from "../encodings/read-as-latin.ts";
import type { DamageKind } from "../scanners/damage-kinds.ts";

/** Damage that no rare byte shows: it is looked for in the first rows alone. */
type SampledKind =
  | ReadAsLatin
  | "read-as-gbk"
  | "read-as-euc-kr"
  | "read-as-big5"
  | "read-as-windows-1253"
  | "read-as-windows-1254"
  | "read-as-windows-1255"
  | "read-as-windows-1256"
  | "read-as-windows-1257"
  | "read-as-iso-8859-2"
  | "read-as-ibm437"
  | "read-as-ibm850"
  | "read-as-ibm852"
  | "in-bytes"
  | "escaped-by-excel"
  | "formula"
  | "uncalculated-formula"
  | "in-email-code"
  | "in-url-code"
  | "pdf-glyph"
  | "symbol-font"
  | "cut-off"
  | "shortened-array"
  | "model-tokens"
  | "model-citation"
  | "rich-text"
  | "reversed"
  | "missing-in-url"
  | "text-mark"
  | "typed-json"
  | "date-of-range"
  | "in-html-code"
  | "escaped-line-end"
  | "placeholder"
  | "no-content"
  | "binary"
  | "local-path"
  | "escaped-quote"
  | "apostrophe";

/** How a cell's text was damaged before it came here. Half of a pair is one that JSON escapes, as in `\ud83d`. */
export type CellDamage = DamageKind | SampledKind | "half-of-a-pair";

/** Texts of a column that were damaged in one way. */
export interface DamagedTexts {
  readonly kind: CellDamage;
  readonly texts: readonly string[];
}
