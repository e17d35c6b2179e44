import type { EventEmitter } from "node:events";
import type { DropLine } from "./drop-line.ts";

/** The drops that a page shows, wherever they are kept: every one, and how far it has come. `changed` is emitted after each change. */
export interface DropSource extends EventEmitter<{ changed: [] }> {
  /** Tells this source's revisions from those of another, such as the one of an earlier process. */
  readonly run: string;
  /** Counts changes, from 0. */
  readonly revision: number;
  find(id: string): DropLine | undefined;
  /** What changed after a revision; everything after 0. */
  since(revision: number): DropLine[];
}
