import { expect } from "vitest";
import type { ValidationOptions } from "../../../functions/validation/validate-bytes.ts";
import { validateCsv } from "../../../functions/validation/validate-csv.ts";
import type { Validation } from "../../../functions/validation/validation.ts";

/** What a file has as bytes; text as UTF-8. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** Text for each index, one after another, such as rows. */
export function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join("");
}

/** Bytes as a stream, in chunks of a size. */
export async function* inChunks(bytes: Uint8Array, size = bytes.length || 1): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Validates with both scanners, which have to agree. */
export async function validate(
  content: string | Uint8Array,
  options?: ValidationOptions,
  chunk?: number,
): Promise<Validation> {
  const bytes = bytesOf(content);
  const plain = await validateCsv(inChunks(bytes, chunk), { ...options, plain: true });
  expect(await validateCsv(inChunks(bytes, chunk), { ...options, plain: false })).toEqual(plain);
  return plain;
}

/** A validation's findings as `code@line:column`. */
export function codesOf({ findings }: Validation): string[] {
  return findings.map(({ code, line, column }) => `${code}@${line ?? ""}${column === null ? "" : `:${column}`}`);
}
