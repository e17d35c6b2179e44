// What is found in a field while it is read. Each is reported once for a field.
import { offsetOf } from "./chunk";
import { DOUBTFUL } from "./damage-kinds";
import { beginCell, lookAtCell, unseenColumns } from "./empty-columns";
import { BYTE_ORDER_MARK, CONTROL_CHARACTER, DAMAGED_TEXT, DOUBTFUL_TEXT, NUL_BYTE, report } from "./events";
import { lossAt } from "./lost-values";
import { damageEndingAt } from "./misread-text";
import { isShown } from "./settings";
import { damageOfCell, mayBeWholeCell } from "./whole-cells";

// What was found in the field already, or is to be looked at when it ends.
const FOUND_NUL: i32 = 1;
const FOUND_CONTROL: i32 = 2;
const FOUND_MARK: i32 = 4;
const FOUND_DAMAGE: i32 = 8;
const LOOK_AT_WHOLE: i32 = 16;
/** As long as a column had no text. */
const LOOK_AT_COLUMN: i32 = 32;
const FOUND_DOUBT: i32 = 64;

export let flags: i32 = 0;
/** Where a cell is that is looked at when it ends. */
let wholeLine: i64 = 0;

export function beginFlags(): void {
  flags = unseenColumns > 0 ? LOOK_AT_COLUMN : 0;
}

/** The current field ends before a place. To be called where there are flags. */
export function endFlags(column: i32, place: usize): void {
  if ((flags & LOOK_AT_WHOLE) != 0 && (flags & FOUND_DAMAGE) == 0) {
    foundDamage(damageOfCell(place), column, wholeLine, offsetOf(place) - 1);
  }
  if (unseenColumns > 0) {
    lookAtCell(column, place);
    beginCell(place + 1);
  }
  beginFlags();
}

export function foundControl(place: usize, column: i32, kind: u8, line: i64): void {
  const byte = load<u8>(place);
  if (byte == 0) {
    if ((flags & FOUND_NUL) == 0) report(NUL_BYTE, column, line, offsetOf(place), 0);
    flags |= FOUND_NUL;
  } else if (isShown(kind)) {
    if ((flags & FOUND_CONTROL) == 0) report(CONTROL_CHARACTER, column, line, offsetOf(place), byte);
    flags |= FOUND_CONTROL;
  }
}

/** The last byte of a character, or what may begin a value that is lost; ../../plain/field-findings.ts says what for. */
export function foundMark(place: usize, column: i32, kind: u8, line: i64): void {
  const byte = load<u8>(place);
  if (byte < 0x80) {
    if (!isShown(kind)) return;
    if ((flags & FOUND_DAMAGE) == 0) foundDamage(lossAt(place), column, line, offsetOf(place));
    if (!mayBeWholeCell(place)) return;
    flags |= LOOK_AT_WHOLE;
    wholeLine = line;
    return;
  }
  if (!mayEndDamage(place)) return;
  if (byte == 0xbf && load<u8>(place - 1) == 0xbb && load<u8>(place - 2) == 0xef) {
    if ((flags & FOUND_MARK) == 0) report(BYTE_ORDER_MARK, column, line, offsetOf(place), 0);
    flags |= FOUND_MARK;
  }
  if (!isShown(kind) || (flags & FOUND_DAMAGE) != 0) return;
  // Most of these characters stand after one of ASCII, and alone they show nothing.
  foundDamage(damageEndingAt(place), column, line, offsetOf(place));
}

/** Whether a character ends here that begins as those do that show damage. */
function mayEndDamage(place: usize): bool {
  if ((load<u8>(place) & 0xc0) != 0x80) return false;
  const before = load<u8>(place - 1);
  if ((before & 0xc0) == 0x80) {
    const lead = load<u8>(place - 2);
    return lead == 0xe2 || lead == 0xef;
  }
  return before == 0xc2 || before == 0xc3 || before == 0xc5 || before == 0xc6 || before == 0xcb;
}

function foundDamage(damage: i32, column: i32, line: i64, offset: i64): void {
  if (damage == 0) return;
  if (damage >= DOUBTFUL) {
    if ((flags & FOUND_DOUBT) == 0) report(DOUBTFUL_TEXT, column, line, offset, damage - DOUBTFUL);
    flags |= FOUND_DOUBT;
    return;
  }
  flags |= FOUND_DAMAGE;
  report(DAMAGED_TEXT, column, line, offset, damage);
}
