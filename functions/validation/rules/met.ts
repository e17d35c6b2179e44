import type { RowEvent } from "../scanners/row-events.ts";
import type { Around } from "../surroundings.ts";

/** What a scanner met, with the bytes around its place. */
export interface Met {
  readonly event: RowEvent;
  readonly around: Around;
}
