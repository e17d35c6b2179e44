// Groups whose values look the same to a person, as ../../fold-group.ts folds them. Values of ASCII are folded here; others, and
// what comes after one of them, in JavaScript, which knows Unicode.
import { isAscii, isDigit } from "./bytes";
import { GROUP_LOOKALIKE, report } from "./events";
import { clearTable, find, grow, isCrowded, NO_SLOT, putLine, SMALLEST_TABLE } from "./hash-table";
import { FOLD_TABLE, LARGEST_GROUP_TABLE, SCRATCH, UNFOLDED, UNFOLDED_BYTES } from "./memory-map";
import { groupColumn } from "./settings";
import { mix, PRIME_2, SEED } from "./text-hash";

let slots: u32 = SMALLEST_TABLE;
let size: u32 = 0;
let unfolded: usize = UNFOLDED;

export function getUnfolded(): usize { return UNFOLDED; }
export function getUnfoldedEnd(): usize { return unfolded; }
export function getScratch(): usize { return SCRATCH; }

export function forgetFolded(): void {
  slots = clearTable(FOLD_TABLE);
  size = 0;
}

/** JavaScript has folded what there was. */
export function forgetUnfolded(): void {
  unfolded = UNFOLDED;
}

export function compareGroup(from: usize, length: u32, line: i64, offset: i64): void {
  if (unfolded == UNFOLDED && isAscii(from, length)) {
    compareFolded(from, length, line, offset);
    return;
  }
  if (unfolded + 20 + (length as usize) + 16 > UNFOLDED + UNFOLDED_BYTES) return;
  store<f64>(unfolded, line as f64);
  store<f64>(unfolded, offset as f64, 8);
  store<u32>(unfolded, length, 16);
  for (let at: usize = 0; at < length; at += 8) store<u64>(unfolded + 20 + at, load<u64>(from + at));
  unfolded += (20 + (length as usize) + 7) & ~7;
}

/** A value that JavaScript has folded, and written to SCRATCH. */
export function foldInScratch(length: u32, line: f64, offset: f64): void {
  compareFolded(SCRATCH, length, line as i64, offset as i64);
}

/** Without case and a whole number's zeros around it, and with one space for any white space between words. */
function compareFolded(from: usize, length: u32, line: i64, offset: i64): void {
  let hash: u64 = SEED;
  let count: u64 = 0;
  let isBehindSpace = false;
  const end = endOfNumber(from, from + (length as usize));
  for (let at = startOfNumber(from, end); at < end; at++) {
    let byte = load<u8>(at);
    if (byte <= 0x20) {
      isBehindSpace = count > 0;
      continue;
    }
    if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
    if (isBehindSpace) {
      hash = mix(hash, 0x20);
      count++;
    }
    isBehindSpace = false;
    hash = mix(hash, byte as u64);
    count++;
  }
  hash = mix(mix(hash, count), PRIME_2);
  if (isCrowded(size + 1, slots)) slots = grow(FOLD_TABLE, slots, LARGEST_GROUP_TABLE);
  const slot = find(FOLD_TABLE, slots, hash);
  if (slot == NO_SLOT) return;
  const first = load<u32>(slot, 8);
  if (first != 0) report(GROUP_LOOKALIKE, groupColumn, line, offset, first as i64);
  else if (!isCrowded(size + 1, slots)) {
    putLine(slot, hash, line);
    size++;
  }
}

/** Where `007` begins without its zeros; any other value at its start. */
function startOfNumber(from: usize, to: usize): usize {
  let start = from;
  while (start < to && load<u8>(start) <= 0x20) start++;
  let end = to;
  while (end > start && load<u8>(end - 1) <= 0x20) end--;
  for (let at = start; at < end; at++) if (!isDigit(at)) return from;
  while (start + 1 < end && load<u8>(start) == 0x30) start++;
  return start;
}

/** Where `7.0` ends without its decimals; any other value at its end. */
function endOfNumber(from: usize, to: usize): usize {
  while (from < to && load<u8>(from) <= 0x20) from++;
  let end = to;
  while (end > from && load<u8>(end - 1) <= 0x20) end--;
  let point = end;
  while (point > from && load<u8>(point - 1) == 0x30) point--;
  if (point == end || point - from < 2 || load<u8>(--point) != 0x2e) return to;
  for (let at = from; at < point; at++) if (!isDigit(at)) return to;
  return point;
}
