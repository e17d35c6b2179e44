import { type Paint, painterFor } from "./paint.ts";

/** How a stream shows text. */
export interface Terminal {
  /** In characters; undefined where the output is no terminal: what other programs read is not fitted. */
  readonly width: number | undefined;
  readonly paint: Paint;
}

export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  return { width: stream.columns || undefined, paint: painterFor(stream) };
}
