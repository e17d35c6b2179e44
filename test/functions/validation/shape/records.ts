import { readRecords, type SampleRecord } from "../../../../functions/validation/shape/sample.ts";

/** A whole file's records as they are with commas. */
export function recordsOf(text: string): SampleRecord[] {
  return readRecords({ text, isWhole: true }, ",");
}
