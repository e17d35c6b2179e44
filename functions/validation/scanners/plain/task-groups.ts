import { foldGroup, LONGEST_FOLDED_BYTES } from "../fold-group.ts";
import { judgeGroupBytes } from "../group-value.ts";
import { HashTable } from "../hash-table.ts";
import { NO_TEXT, textState, VISIBLE_TEXT } from "../invisible.ts";
import { LARGEST_GROUP, LARGEST_GROUP_TABLE } from "../row-events.ts";
import { RunningHash } from "../running-hash.ts";
import type { EventCounts } from "./event-counts.ts";

/** How many rows each task group has, and what is wrong with the values. */
export class TaskGroups {
  readonly counts = new HashTable(LARGEST_GROUP_TABLE);
  readonly #folded = new HashTable(LARGEST_GROUP_TABLE);
  readonly #text = new RunningHash();
  #bytes: number[] = [];
  #state = NO_TEXT;
  readonly #events: EventCounts;
  readonly #column: number;

  /** @param column that has them, by its place */
  constructor(events: EventCounts, column: number) {
    this.#events = events;
    this.#column = column;
  }

  beginRow(): void {
    this.#state = NO_TEXT;
    this.#bytes = [];
    this.#text.reset();
  }

  /** A byte of the row's value. */
  add(byte: number): void {
    this.#text.add(byte);
    this.#state = textState(this.#state, byte);
    if (this.#bytes.length <= LONGEST_FOLDED_BYTES) this.#bytes.push(byte);
  }

  /** The row is one, and begins here. */
  endRow(line: number, offset: number): void {
    if (this.#state !== VISIBLE_TEXT) {
      this.#events.meet("task-group-blank", line, this.#column, offset);
      return;
    }
    const count = this.counts.increment(this.#text.low, this.#text.high);
    if (count === 1 && this.#bytes.length <= LONGEST_FOLDED_BYTES) this.#compare(line, offset);
    if (count === 2) this.#judge(line, offset);
    if (count === LARGEST_GROUP + 1) this.#events.meet("task-group-size", line, this.#column, offset);
  }

  /** At its first row: whether it looks like another one. */
  #compare(line: number, offset: number): void {
    const hash = new RunningHash();
    for (const byte of foldGroup(Uint8Array.from(this.#bytes))) hash.add(byte);
    const first = this.#folded.getOrAdd(hash.low, hash.high, line);
    if (first !== 0) this.#events.meet("group-lookalike", line, this.#column, offset, first);
  }

  /** At its second row: a group of one row joins nothing. */
  #judge(line: number, offset: number): void {
    const problem = judgeGroupBytes(Uint8Array.from(this.#bytes));
    if (problem > 0) this.#events.meet("group-value", line, this.#column, offset, problem);
  }
}
