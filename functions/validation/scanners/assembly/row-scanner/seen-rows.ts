// The rows that were seen, by the hash of what they show.
import { DUPLICATE_ROW, report } from "./events";
import { clearTable, fetchSlots, find, grow, isCrowded, NO_SLOT, putLine, putWaiting, SMALLEST_TABLE } from "./hash-table";
import { BATCH_ROWS, LARGEST_ROW_TABLE, ROW_BATCH, ROW_TABLE, WAITING_BYTES } from "./memory-map";

let slots: u32 = SMALLEST_TABLE;
let size: u32 = 0;
let waiting: i32 = 0;

export function forgetRows(): void {
  slots = clearTable(ROW_TABLE);
  size = 0;
}

export function forgetWaitingRows(): void {
  waiting = 0;
}

export function awaitRow(hash: u64, line: i64, offset: i64): void {
  putWaiting(ROW_BATCH + (waiting as usize) * WAITING_BYTES, hash, line, offset);
  if (++waiting == BATCH_ROWS) lookUpRows();
}

export function lookUpRows(): void {
  if (isCrowded(size + waiting, slots)) slots = grow(ROW_TABLE, slots, LARGEST_ROW_TABLE);
  const end = ROW_BATCH + (waiting as usize) * WAITING_BYTES;
  fetchSlots(ROW_TABLE, slots, ROW_BATCH, end);
  for (let row = ROW_BATCH; row < end; row += WAITING_BYTES) {
    const hash = load<u64>(row);
    const slot = find(ROW_TABLE, slots, hash);
    if (slot == NO_SLOT) continue;
    const first = load<u32>(slot, 8);
    const line = load<i64>(row, 8);
    if (first != 0) report(DUPLICATE_ROW, -1, line, load<i64>(row, 16), first as i64);
    else if (!isCrowded(size + 1, slots)) {
      putLine(slot, hash, line);
      size++;
    }
  }
  waiting = 0;
}
