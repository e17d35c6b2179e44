// The bytes that are being read, and where they are in the file.
import { INPUT } from "./memory-map";

/** As ../../row-events.ts has it: how much is kept of the chunk before. */
const LOOK_BACK: usize = 64;

/** The offset of INPUT's first byte. */
let base: i64 = 0;

export function getInput(): usize { return INPUT; }

export function beginFile(byteBefore: u8): void {
  base = 0;
  memory.fill(INPUT - LOOK_BACK, byteBefore, LOOK_BACK);
}

/** The next chunk comes after the one that ends at a place. */
export function advance(end: usize): void {
  base += (end - INPUT) as i64;
  memory.copy(INPUT - LOOK_BACK, end - LOOK_BACK, LOOK_BACK);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function offsetOf(place: usize): i64 {
  return base + ((place - INPUT) as i64);
}
