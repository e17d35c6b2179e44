import type { Context } from "hono";

/** A body is larger than its call allows. */
export class TooLarge extends Error {
  constructor(most: number) {
    super(`A body of ${most} bytes is the most there may be.`);
  }
}

/** @throws {TooLarge} */
export async function readBody(c: Context, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > most) throw new TooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
