// The row that a record becomes, as ../../../jsonl/csv-rows.ts writes it; and how often each key was met.
import { COUNTS, EXTRAS, FOUND, MOST_KEYS, PLACES, PRESENT } from "./memory-map";
import { ESCAPED_TEXT, extras, fields, LITERAL, MISSING } from "./records";
import { writeUnescaped } from "./strings";

export function getCounts(): usize { return COUNTS; }
export function getPresent(): usize { return PRESENT; }

export function forgetCounts(): void {
  memory.fill(COUNTS, 0, (MOST_KEYS as usize) * 8);
  memory.fill(PRESENT, 0, MOST_KEYS);
}

/** @returns where the output ends */
export function writeRow(to: usize): usize {
  for (let place = 0; place < fields; place++) {
    if (place > 0) store<u8>(to++, 0x2c);
    const kind = load<u8>(FOUND + (place as usize));
    if (kind == MISSING && fields > 1) continue;
    store<u8>(to++, 0x22);
    if (kind != MISSING) {
      store<u8>(PRESENT + (place as usize), 1);
      if (kind == LITERAL) countOne(place);
      const found = PLACES + ((place as usize) << 3);
      const from = load<u32>(found) as usize;
      const end = load<u32>(found, 4) as usize;
      if (kind == ESCAPED_TEXT) to = writeUnescaped(from, end, to);
      else {
        let at = from;
        let copy = to;
        do {
          v128.store(copy, v128.load(at));
          at += 16;
          copy += 16;
        } while (at < end);
        to += end - from;
      }
    }
    store<u8>(to++, 0x22);
  }
  store<u8>(to++, 0x0a);
  for (let index = 0; index < extras; index++) countOne(load<u16>(EXTRAS + ((index as usize) << 1)) as i32);
  return to;
}

function countOne(place: i32): void {
  const count = COUNTS + ((place as usize) << 3);
  store<f64>(count, load<f64>(count) + 1);
}
