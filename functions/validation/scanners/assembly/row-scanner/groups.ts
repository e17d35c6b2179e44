// Task groups: how many rows each has, and what is wrong with their values.
import { GROUP_TOO_LARGE, GROUP_VALUE, report } from "./events";
import { compareGroup, forgetFolded } from "./folded-groups";
import { mayBeNoGroup } from "./group-value";
import { clearTable, fetchSlots, find, grow, isCrowded, NO_SLOT, putWaiting, SMALLEST_TABLE } from "./hash-table";
import {
  BATCH_ROWS,
  GROUP_BATCH,
  GROUP_TABLE,
  GROUP_TEXT,
  GROUP_VALUE_BYTES,
  GROUP_VALUES,
  LARGEST_GROUP_TABLE,
  SPARE_SLOTS,
  WAITING_BYTES,
} from "./memory-map";
import { groupColumn } from "./settings";
import { lengthOf } from "./text-hash";

/** As ../../row-events.ts has it. */
const LARGEST_GROUP: u32 = 100;
/** As ../../fold-group.ts has it. */
const LONGEST_FOLDED: u32 = 256;

/** Judges what may be no group's value: its place in GROUP_PROBLEMS, from 1; 0 where nothing is wrong. */
// @ts-ignore: a decorator of AssemblyScript's
@external("group", "judge")
declare function judgeGroupInScript(at: usize, length: u32): i32;

let slots: u32 = SMALLEST_TABLE;
let size: u32 = 0;
let isFull: bool = false;
let waiting: i32 = 0;

export function getGroupTable(): usize { return GROUP_TABLE; }
export function getGroupSlots(): u32 { return slots + SPARE_SLOTS; }
export function getGroupCount(): u32 { return size; }
export function getGroupsFull(): bool { return isFull; }

export function forgetGroups(): void {
  slots = clearTable(GROUP_TABLE);
  size = 0;
  isFull = false;
  waiting = 0;
  forgetFolded();
}

/** Keeps a part of the row's value, as far as it is compared, until the group is looked up. */
export function keepGroupValue(from: usize, to: usize): void {
  const value = GROUP_VALUES + (waiting as usize) * GROUP_VALUE_BYTES;
  const before = lengthOf(GROUP_TEXT) as u32;
  const length = before + ((to - from) as u32);
  store<u32>(value, min(length, LONGEST_FOLDED + 1));
  if (length > LONGEST_FOLDED) return;
  for (let at = value + 4 + (before as usize); from < to; from += 8, at += 8) store<u64>(at, load<u64>(from));
}

export function awaitGroup(hash: u64, line: i64, offset: i64): void {
  putWaiting(GROUP_BATCH + (waiting as usize) * WAITING_BYTES, hash, line, offset);
  if (++waiting == BATCH_ROWS) lookUpGroups();
}

export function lookUpGroups(): void {
  if (isCrowded(size + waiting, slots)) slots = grow(GROUP_TABLE, slots, LARGEST_GROUP_TABLE);
  const end = GROUP_BATCH + (waiting as usize) * WAITING_BYTES;
  fetchSlots(GROUP_TABLE, slots, GROUP_BATCH, end);
  for (let row = GROUP_BATCH; row < end; row += WAITING_BYTES) {
    const hash = load<u64>(row);
    const slot = find(GROUP_TABLE, slots, hash);
    const count: u32 = slot == NO_SLOT ? 1 : load<u32>(slot, 8) + 1;
    if (count == 1) {
      if (slot == NO_SLOT || isCrowded(size + 1, slots)) {
        isFull = true;
        continue;
      }
      store<u64>(slot, hash);
      size++;
    }
    store<u32>(slot, count, 8);
    if (count == 1) compareNewGroup(row);
    if (count == 2) judgeGroup(row);
    if (count == LARGEST_GROUP + 1) report(GROUP_TOO_LARGE, groupColumn, load<i64>(row, 8), load<i64>(row, 16), 0);
  }
  // A row that is still read on keeps what there is of its value.
  memory.copy(GROUP_VALUES, GROUP_VALUES + (waiting as usize) * GROUP_VALUE_BYTES, GROUP_VALUE_BYTES);
  waiting = 0;
}

function compareNewGroup(row: usize): void {
  const value = valueOf(row);
  const length = load<u32>(value);
  if (length <= LONGEST_FOLDED) compareGroup(value + 4, length, load<i64>(row, 8), load<i64>(row, 16));
}

/** At its second row: a group of one row joins nothing. */
function judgeGroup(row: usize): void {
  const value = valueOf(row);
  const length = load<u32>(value);
  if (!mayBeNoGroup(value + 4, length)) return;
  const problem = judgeGroupInScript(value + 4, length);
  if (problem > 0) report(GROUP_VALUE, groupColumn, load<i64>(row, 8), load<i64>(row, 16), problem as i64);
}

/** Where the value of a group that waits is kept, its length first. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function valueOf(row: usize): usize {
  return GROUP_VALUES + ((row - GROUP_BATCH) / WAITING_BYTES) * GROUP_VALUE_BYTES;
}
