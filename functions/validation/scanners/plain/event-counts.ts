import type { EventKind, RowEvent } from "../row-events.ts";

/** Counts what is met, and passes on the first of each kind. */
export class EventCounts {
  readonly #counts = new Map<EventKind, number>();
  readonly #onEvent: (event: RowEvent) => void;
  readonly #most: number;

  /** @param most how many of a kind are passed on */
  constructor(onEvent: (event: RowEvent) => void, most: number) {
    this.#onEvent = onEvent;
    this.#most = most;
  }

  count(kind: EventKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  meet(kind: EventKind, line: number, column: number, offset: number, value = 0): void {
    const count = this.count(kind) + 1;
    this.#counts.set(kind, count);
    if (count <= this.#most) this.#onEvent({ kind, line, column, offset, value });
  }
}
