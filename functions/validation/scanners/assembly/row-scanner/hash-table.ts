// Tables from hashes to numbers, with open addressing.
import { SLOT_BYTES, SPARE_SLOTS, STASH, WAITING_BYTES } from "./memory-map";

export const NO_SLOT: usize = 0;
export const SMALLEST_TABLE: u32 = 1 << 12;

/** Three quarters are taken. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function isCrowded(size: u32, slots: u32): bool {
  return size > (slots >> 2) * 3;
}

/** @returns the slot that holds the hash, or the free one where it would go; NO_SLOT where neither is near */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function find(table: usize, slots: u32, hash: u64): usize {
  let slot = table + ((hash & ((slots - 1) as u64)) as usize) * SLOT_BYTES;
  const end = slot + (SPARE_SLOTS as usize) * SLOT_BYTES;
  while (load<u32>(slot, 8) != 0 && load<u64>(slot) != hash) {
    slot += SLOT_BYTES;
    if (slot == end) return NO_SLOT;
  }
  return slot;
}

/** Remembers the line on which a hash was first met. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function putLine(slot: usize, hash: u64, line: i64): void {
  store<u64>(slot, hash);
  store<u32>(slot, min(line, 0xffffffff) as u32, 8);
}

/** A hash waits in a batch, to be looked up with the others, and where it was met. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function putWaiting(at: usize, hash: u64, line: i64, offset: i64): void {
  store<u64>(at, hash);
  store<i64>(at, line, 8);
  store<i64>(at, offset, 16);
}

/** Asks for the slots of all that waits before any is used, so that the memory brings them at the same time. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function fetchSlots(table: usize, slots: u32, batch: usize, end: usize): void {
  let sum: u32 = 0;
  for (; batch < end; batch += WAITING_BYTES) {
    sum += load<u32>(table + ((load<u64>(batch) & ((slots - 1) as u64)) as usize) * SLOT_BYTES, 8);
  }
  fetched = sum;
}

/** Keeps the compiler from leaving the fetching out, as the module exports it. */
export let fetched: u32 = 0;

/** @returns how many slots it has */
export function clearTable(table: usize): u32 {
  memory.fill(table, 0, ((SMALLEST_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES);
  return SMALLEST_TABLE;
}

/**
 * Gives a table eight times the slots, in place. From the first slot up, each entry leaves its slot and is inserted
 * again: at or before where it was, or into the new part. What overflowed into the spare slots, where the new part begins,
 * steps aside until then.
 *
 * @returns how many slots it has
 */
export function grow(table: usize, slots: u32, largest: u32): u32 {
  if (slots == largest) return slots;
  const newSlots = min(slots << 3, largest);
  const oldEnd = table + (slots as usize) * SLOT_BYTES;
  const spareBytes = (SPARE_SLOTS as usize) * SLOT_BYTES;
  memory.copy(STASH, oldEnd, spareBytes);
  memory.fill(oldEnd, 0, ((newSlots - slots) as usize) * SLOT_BYTES + spareBytes);
  for (let slot = table; slot < oldEnd; slot += SLOT_BYTES) putAnew(slot, table, newSlots);
  for (let slot = STASH; slot < STASH + spareBytes; slot += SLOT_BYTES) putAnew(slot, table, newSlots);
  return newSlots;
}

function putAnew(from: usize, table: usize, slots: u32): void {
  const value = load<u32>(from, 8);
  if (value == 0) return;
  const hash = load<u64>(from);
  store<u32>(from, 0, 8);
  const slot = find(table, slots, hash);
  if (slot == NO_SLOT) return;
  store<u64>(slot, hash);
  store<u32>(slot, value, 8);
}
