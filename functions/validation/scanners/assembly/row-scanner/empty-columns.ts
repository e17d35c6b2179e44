// Visible columns in which no row has had any text so far. Most are known to have some after the first rows.
import { UNSEEN } from "./memory-map";
import { columnCount, isShown, kindOf } from "./settings";
import { findText, VISIBLE_TEXT } from "./visible-text";

export let unseenColumns: i32 = 0;
let from: usize = 0;
let text: i32 = 0;

export function getUnseen(): usize { return UNSEEN; }
export function getUnseenColumns(): i32 { return unseenColumns; }

export function forgetColumns(): void {
  unseenColumns = 0;
  for (let column = 0; column < columnCount; column++) {
    const isVisible = isShown(kindOf(column));
    store<u8>(UNSEEN + (column as usize), isVisible as u8);
    unseenColumns += isVisible as i32;
  }
}

/** A field begins at a place. */
export function beginCell(place: usize): void {
  text = 0;
  from = place;
}

/** The current field goes on at a place. */
export function resumeCell(place: usize): void {
  from = place;
}

/** Looks at the current field up to a place, and marks its column as one with text once it has any. */
export function lookAtCell(column: i32, place: usize): void {
  if (column >= columnCount || load<u8>(UNSEEN + (column as usize)) == 0) return;
  text = findText(from, place, 0x22, text);
  from = place;
  if (text != VISIBLE_TEXT) return;
  store<u8>(UNSEEN + (column as usize), 0);
  unseenColumns--;
}
