/** Why an uploaded file cannot be read. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";
}

// A quote that never closes, or a file of one line, would otherwise collect in memory.
export const LARGEST_ROW_BYTES = 64 * 1024 ** 2;

export const CHUNK_BYTES = 256 * 1024;

/** Passes on what is UTF-8. @throws {FileProblem} at the first byte that is not */
export async function* onlyUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) {
    decode(() => decoder.decode(chunk, { stream: true }));
    yield chunk;
  }
  decode(() => decoder.decode());
}

function decode(step: () => void): void {
  try {
    step();
  } catch {
    throw new FileProblem("The file is not UTF-8.");
  }
}
