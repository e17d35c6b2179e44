// The record of a line: what it has for each field, and its further keys.
import { skipBlanks } from "./blanks";
import { lengthOfKey, placeOfKey } from "./keys";
import { literalEnd } from "./literals";
import { EXTRAS, FOUND, KNOWN, MOST_KEYS, MOST_MEMBERS, PLACES, SEEN } from "./memory-map";
import { hasEscape, stringEnd } from "./strings";

// What a record has for a field.
export const MISSING: u8 = 0;
const TEXT: u8 = 1;
export const ESCAPED_TEXT: u8 = 2;
export const LITERAL: u8 = 3;

export let fields: i32 = 0;
let record: u32 = 0;
/** How many further keys the record has. */
export let extras: i32 = 0;

export function getKnown(): usize { return KNOWN; }

export function forgetRecords(fieldCount: i32): void {
  fields = fieldCount;
  record = 0;
  memory.fill(SEEN, 0, (MOST_KEYS as usize) * 4);
  memory.fill(KNOWN, 0, MOST_KEYS);
}

/** @returns after the record; 0 where it needs a closer look */
export function readRecord(at: usize): usize {
  record++;
  extras = 0;
  for (let place: usize = 0; place < (fields as usize); place += 8) store<u64>(FOUND + place, 0);
  if (load<u8>(at) != 0x7b) return 0;
  at = skipBlanks(at + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  for (let member = 0; member < MOST_MEMBERS; member++) {
    const place = placeOfKey(at, member);
    if (place < 0) return 0;
    const seen = SEEN + ((place as usize) << 2);
    if (load<u32>(seen) == record) return 0;
    store<u32>(seen, record);
    if (place >= fields && load<u8>(KNOWN + (place as usize)) == 0) return 0;
    if (place >= fields) store<u16>(EXTRAS + ((extras++ as usize) << 1), place as u16);

    at = skipBlanks(at + lengthOfKey(place));
    if (load<u8>(at) != 0x3a) return 0;
    at = skipBlanks(at + 1);
    let kind: u8 = TEXT;
    let start = at;
    let stop: usize = 0;
    const first = load<u8>(at);
    if (first == 0x22) {
      start = at + 1;
      stop = stringEnd(start);
      if (stop == 0) return 0;
      if (hasEscape) kind = ESCAPED_TEXT;
      at = stop + 1;
    } else {
      stop = literalEnd(at);
      if (stop == 0) return 0;
      kind = first == 0x6e ? MISSING : LITERAL;
      at = stop;
      // The first number of a field is quoted in a finding.
      if (kind == LITERAL && place < fields && load<u8>(KNOWN + (place as usize)) == 0) return 0;
    }
    if (place < fields) {
      store<u8>(FOUND + (place as usize), kind);
      const found = PLACES + ((place as usize) << 3);
      store<u32>(found, start as u32);
      store<u32>(found, stop as u32, 4);
    }
    at = skipBlanks(at);
    const behind = load<u8>(at);
    if (behind == 0x7d) return at + 1;
    if (behind != 0x2c) return 0;
    at = skipBlanks(at + 1);
  }
  return 0;
}

/** A strict schema lets no field be missing. */
export function lacksField(): bool {
  for (let place = 0; place < fields; place++) if (load<u8>(FOUND + (place as usize)) == MISSING) return true;
  return false;
}
