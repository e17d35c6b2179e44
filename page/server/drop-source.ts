import type { EventEmitter } from "node:events";
import type { DropLine } from "./drop-line.ts";

/** The drops that the page shows, and their progress. `changed` is emitted after each change. */
export interface DropSource extends EventEmitter<{ changed: [] }> {
  /** Identifies this source, so that its revisions are not mixed up with those of an earlier process. */
  readonly run: string;
  /** Counts changes, from 0. */
  readonly revision: number;
  find(id: string): DropLine | undefined;
  /** What changed after a revision; everything after 0. */
  since(revision: number): DropLine[];
}
