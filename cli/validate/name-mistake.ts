import { findNameMistake } from "../../functions/drops/destination.ts";
import { rejectedFor } from "../../functions/drops/report.ts";
import type { Validation } from "../../functions/validation/validation.ts";

/** Adds what the pipeline would say of the dataset's name, which the file's name or metadata give it. */
export function withNameMistake(
  validation: Validation,
  key: string,
  metadata: Readonly<Record<string, string>> = {},
): Validation {
  const mistake = findNameMistake(key, metadata);
  return mistake ? rejectedFor(validation, mistake) : validation;
}
