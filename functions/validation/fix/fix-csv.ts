import { isUtf8 } from "node:buffer";
import { type Fix, type FixOptions, planFix } from "./plan-fix.ts";
import type { OpenFile } from "./read-table.ts";

/**
 * Finds what can be fixed in a file without guessing, and gives it back as a CSV in UTF-8 (RFC 4180, LF) in which every cell has
 * the value that a person sees in the program that wrote the file. Memory does not grow with the file.
 *
 * @param open opens the file at its start; it is called up to five times
 * @throws only what reading the file throws
 */
export function fixCsv(open: OpenFile, options?: FixOptions): Promise<Fix> {
  return planFix(open, isUtf8, options);
}
