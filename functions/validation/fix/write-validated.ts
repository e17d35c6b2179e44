import type { Validation } from "../validation.ts";

/**
 * Writes a file and validates it as it is written: what was validated is what was written, all of it, even if validation stops
 * before its end.
 *
 * @param validate reads the file that it is given
 */
export async function writeValidated(
  chunks: AsyncIterable<Uint8Array>,
  write: (chunk: Uint8Array) => Promise<void>,
  validate: (chunks: AsyncIterable<Uint8Array>) => Promise<Validation>,
): Promise<Validation> {
  const iterator = chunks[Symbol.asyncIterator]();
  const next = async () => {
    const result = await iterator.next();
    if (!result.done) await write(result.value);
    return result;
  };
  try {
    // Without `return`, so that its reader cannot end it.
    const validation = await validate({ [Symbol.asyncIterator]: () => ({ next }) });
    while (!(await next()).done);
    return validation;
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
}
