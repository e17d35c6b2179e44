// The keys that are known: the fields first, then further ones in the order in which they were met.
import { KEY_BYTES, KEY_SLOTS, KEY_TABLE, KEY_TEXT, KEYS, MOST_KEYS, ORDER } from "./memory-map";
import { hasEscape, stringEnd } from "./strings";

export let keyCount: i32 = 0;
let keyEnd: usize = KEY_TEXT;
/** How many keys of the record before are in ORDER. */
let order: i32 = 0;

/** Where the next key is written, in quotes. */
export function getKeyEnd(): usize { return keyEnd; }

export function forgetKeys(): void {
  keyCount = 0;
  keyEnd = KEY_TEXT;
  order = 0;
  memory.fill(KEY_TABLE, 0, (KEY_SLOTS as usize) * 2);
}

/** Whether there is room for a key more. */
export function hasRoom(length: usize): bool {
  return keyCount < MOST_KEYS && keyEnd + length + 16 <= KEY_TEXT + KEY_BYTES;
}

/** Adds the key that was written; one of no length is never met here. */
export function addKey(length: usize): void {
  const entry = KEYS + ((keyCount as usize) << 3);
  store<u32>(entry, keyEnd as u32);
  store<u32>(entry, length as u32, 4);
  // What fills up the last eight bytes is no part of it.
  store<u64>(keyEnd + length, 0);
  keyCount++;
  if (length == 0) return;
  let slot = hashOf(keyEnd, length) & (KEY_SLOTS - 1);
  while (load<u16>(KEY_TABLE + ((slot as usize) << 1)) != 0) slot = (slot + 1) & (KEY_SLOTS - 1);
  store<u16>(KEY_TABLE + ((slot as usize) << 1), keyCount as u16);
  keyEnd += (length + 7) & ~7;
}

/** How many bytes a key has, its quotes included. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function lengthOfKey(place: i32): usize {
  return load<u32>(KEYS + ((place as usize) << 3), 4) as usize;
}

/** The place of the key that begins here; -1 where it is none that is known. @param member its number in the record */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function placeOfKey(at: usize, member: i32): i32 {
  const expected = member < order ? (load<u16>(ORDER + ((member as usize) << 1)) as i32) : member;
  if (expected < keyCount && isKeyAt(at, expected)) return expected;
  const place = findKey(at);
  if (place >= 0) keepOrder(member, place);
  return place;
}

function hashOf(at: usize, length: usize): u32 {
  let hash: u64 = length as u64;
  const end = at + length;
  for (; at + 8 <= end; at += 8) hash = (hash ^ load<u64>(at)) * 0xc6a4a7935bd1e995;
  const rest = ((end - at) as u64) << 3;
  if (rest > 0) hash = (hash ^ (load<u64>(at) & (((1 as u64) << rest) - 1))) * 0xc6a4a7935bd1e995;
  return ((hash >> 32) ^ hash) as u32;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function isKeyAt(at: usize, place: i32): bool {
  const entry = KEYS + ((place as usize) << 3);
  let key = load<u32>(entry) as usize;
  const length = load<u32>(entry, 4) as usize;
  if (length == 0) return false;
  const end = key + length;
  for (; key + 8 <= end; key += 8, at += 8) if (load<u64>(key) != load<u64>(at)) return false;
  const rest = ((end - key) as u64) << 3;
  return rest == 0 || ((load<u64>(key) ^ load<u64>(at)) & (((1 as u64) << rest) - 1)) == 0;
}

/** The place of a key that is not the expected one; -1 where it is none that is known. */
function findKey(at: usize): i32 {
  if (load<u8>(at) != 0x22) return -1;
  const end = stringEnd(at + 1);
  if (end == 0 || hasEscape) return -1;
  const length = end + 1 - at;
  let slot = hashOf(at, length) & (KEY_SLOTS - 1);
  while (true) {
    const place = (load<u16>(KEY_TABLE + ((slot as usize) << 1)) as i32) - 1;
    if (place < 0) return -1;
    if (lengthOfKey(place) == length && isKeyAt(at, place)) return place;
    slot = (slot + 1) & (KEY_SLOTS - 1);
  }
}

function keepOrder(member: i32, place: i32): void {
  for (; order < member; order++) store<u16>(ORDER + ((order as usize) << 1), order as u16);
  store<u16>(ORDER + ((member as usize) << 1), place as u16);
  if (order == member) order++;
}
