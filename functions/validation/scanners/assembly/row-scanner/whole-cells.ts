// Cells that stand for a lost value as a whole: ../../lost-values.ts has the rules, with their reasons.
import { isDigit } from "./bytes";
import { DOUBTFUL, EXCEL, OBJECT, ROUNDED } from "./damage-kinds";
import { WHOLE_CELLS } from "./memory-map";

/** How far back a cell's begin is looked for. */
const LONGEST_WHOLE_CELL: usize = 60;

export function getWholeCells(): usize { return WHOLE_CELLS; }

/** Whether a cell with this byte of ASCII may be one. */
export function mayBeWholeCell(place: usize): bool {
  const byte = load<u8>(place);
  const before = load<u8>(place - 1);
  if (byte == 0x2b) return (before | 0x20) == 0x65;
  if (byte == 0x23) return endsCell(before) || before == 0x22;
  return byte == 0x5b;
}

/** @returns the kind of damage of the cell that ends before a place, its closing quote included; 0 for none */
export function damageOfCell(place: usize): i32 {
  const isInQuotes = load<u8>(place - 1) == 0x22;
  const end = isInQuotes ? place - 1 : place;
  for (let at = end - 1; at >= end - LONGEST_WHOLE_CELL; at--) {
    const byte = load<u8>(at);
    // Within quotes a comma may be that of decimals.
    if (byte != 0x0a && byte != 0x0d && byte != 0x22 && (byte != 0x2c || isInQuotes)) continue;
    // One in quotes begins at a quote, which something before it ends.
    if (isInQuotes != (byte == 0x22)) return 0;
    if (isInQuotes && !endsCell(load<u8>(at - 1))) return 0;
    return damageOf(at + 1, end);
  }
  return endsAsObject(end - LONGEST_WHOLE_CELL, end) ? OBJECT : 0;
}

function endsCell(byte: u8): bool {
  return byte == 0x2c || byte == 0x0a || byte == 0x0d;
}

function damageOf(from: usize, end: usize): i32 {
  const length = end - from;
  if (length < 2) return 0;
  // All in the list begin with #, or with "[o".
  if (load<u8>(from) == 0x23 || load<u16>(from) == 0x6f5b) {
    for (let cell = WHOLE_CELLS; load<u8>(cell) != 0; cell += (load<u8>(cell, 1) as usize) + 2) {
      if ((load<u8>(cell, 1) as usize) == length && memory.compare(cell + 2, from, length) == 0) return load<u8>(cell) & 0x7f;
    }
  }
  if (mayBeOfDotNet(from, end)) return OBJECT + DOUBTFUL;
  if (endsAsObject(from, end)) return OBJECT;
  if (isRoundedNumber(from, end)) return ROUNDED + DOUBTFUL;
  if (length < 4 || length > 23) return 0;
  for (let at = from; at < end; at++) if (load<u8>(at) != 0x23) return 0;
  return EXCEL;
}

function endsAsObject(from: usize, end: usize): bool {
  const last = load<u8>(end - 1);
  if (last != 0x5d && last != 0x7d) return false;
  // What ends a cell has the highest bit, and comes first.
  for (let cell = WHOLE_CELLS; load<u8>(cell) >= 0x80; cell += (load<u8>(cell, 1) as usize) + 2) {
    const length = load<u8>(cell, 1) as usize;
    if (end - from >= length && memory.compare(cell + 2, end - length, length) == 0) return true;
  }
  return false;
}

/** "System.String[]", and what looks like it at both ends. */
function mayBeOfDotNet(from: usize, end: usize): bool {
  return load<u8>(end - 1) == 0x5d && load<u32>(from) == 0x74737953 && load<u32>(from, 3) == 0x2e6d6574;
}

function isRoundedNumber(at: usize, end: usize): bool {
  if (load<u8>(at) == 0x2d) at++;
  if (at >= end || !isDigit(at)) return false;
  while (at < end && isDigit(at)) at++;
  if (at < end && (load<u8>(at) == 0x2e || load<u8>(at) == 0x2c)) {
    const first = ++at;
    while (at < end && isDigit(at)) at++;
    if (at == first) return false;
  }
  if (at + 2 > end || (load<u8>(at) | 0x20) != 0x65 || load<u8>(at, 1) != 0x2b) return false;
  at += 2;
  const digits = end - at;
  if (digits != 2 || !isDigit(at + 1)) return false;
  return load<u8>(at) == 0x31 ? load<u8>(at, 1) > 0x30 : load<u16>(at) == 0x3032;
}
