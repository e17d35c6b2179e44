/** Longer values are not compared by what they look like. */
export const LONGEST_FOLDED_BYTES = 256;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * A group's value without what a person would not see as a difference: case, white space, normalization, invisible characters
 * and the kind of a dash; and without zeros that programs add or leave out: those before a whole number, and the decimals that
 * it gets in a column with gaps. assembly/row-scanner/folded-groups.ts does the same.
 */
export function foldGroup(value: Uint8Array): Uint8Array {
  return encoder.encode(foldText(decoder.decode(value)).replace(WHOLE_NUMBER, "$1"));
}

/** `007` and `7.0`. */
const WHOLE_NUMBER = /^0*(\d+)(?:\.0+)?$/;

export function foldText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Pd}/gu, "-")
    .replace(/[\s\0-\x20\u0085]+/gu, " ")
    .trim()
    .toLowerCase();
}
