import type { LinePlace } from "./count-lines.ts";
import type { FileSummary } from "./validation.ts";

/** Checks the text of a file as it streams by, which is in one of the formats that are taken. */
export interface TextCheck {
  /** Reading on would change nothing. */
  readonly isRefused: boolean;
  /** The place after what was read so far. */
  readonly place: LinePlace;
  push(text: Uint8Array): void;
  end(): void;
  /** What only the end of the file shows. @param bytes how many it has */
  checkWhole(bytes: number): void;
  summary(): Omit<FileSummary, "bytes">;
  /** Gives back what others can use. */
  release(): void;
}
