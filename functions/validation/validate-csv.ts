import { isUtf8 } from "node:buffer";
import { type ValidationOptions, validateBytes } from "./validate-bytes.ts";
import type { Validation } from "./validation.ts";

/**
 * Validates a CSV, or with a schema JSON Lines, as it streams by, with Node's native check for UTF-8.
 *
 * A chunk is used only until the next one is asked for: its buffer may be reused then.
 *
 * @throws only what the stream throws, and a TypeError if it is not one of bytes: whatever is wrong with the file is a finding
 */
export function validateCsv(source: AsyncIterable<Uint8Array>, options?: ValidationOptions): Promise<Validation> {
  return validateBytes(source, isUtf8, options);
}
