// Reads CSV rows, in AssemblyScript with SIMD. `npm run build:wasm` compiles it into ../row-scanner-wasm.generated.ts, and
// ../wasm-row-scanner.ts calls it. ../plain/row-scanner.ts does the same a byte at a time, and says what the rules are; both are
// held against csv-parse and against each other.
import { beginBlocks, endBlocks, read } from "./row-scanner/blocks";
import { advance, beginFile } from "./row-scanner/chunk";
import { forgetColumns, lookAtCell, unseenColumns } from "./row-scanner/empty-columns";
import { clearEvents } from "./row-scanner/events";
import { beginFlags } from "./row-scanner/field-findings";
import { forgetUnfolded } from "./row-scanner/folded-groups";
import { forgetGroups, lookUpGroups } from "./row-scanner/groups";
import { INPUT, MEMORY_END } from "./row-scanner/memory-map";
import { beginRow, column, endRow, forgetCounts, resumeField } from "./row-scanner/rows";
import { forgetRows, forgetWaitingRows, lookUpRows } from "./row-scanner/seen-rows";
import { applySettings } from "./row-scanner/settings";

export { getAfterCr, getDoubledCrs, getLine, getQuoteStart } from "./row-scanner/blocks";
export { getInput } from "./row-scanner/chunk";
export { getUnseen, getUnseenColumns } from "./row-scanner/empty-columns";
export { getCounts, getEventCount, getEvents } from "./row-scanner/events";
export { getDoubtfulHosts, getEndings } from "./row-scanner/fine-url";
export { foldInScratch, getScratch, getUnfolded, getUnfoldedEnd } from "./row-scanner/folded-groups";
export { getGroupCount, getGroupsFull, getGroupSlots, getGroupTable } from "./row-scanner/groups";
export { fetched } from "./row-scanner/hash-table";
export { getBlankLines, getMediaStart, getRows, getRowsWithText, getRowStart } from "./row-scanner/rows";
export { getKinds } from "./row-scanner/settings";
export { getWholeCells } from "./row-scanner/whole-cells";

/** Once, before anything else. */
export function prepare(): void {
  memory.grow(((MEMORY_END + 0xffff) >>> 16) as i32 - memory.size());
}

/** Makes ready for a file. The kinds of its columns have been written to KINDS. */
export function reset(columns: i32, group: i32, compares: bool, needs: bool, perLine: bool): void {
  applySettings(columns, group, compares, needs, perLine);
  forgetRows();
  begin(1, 0x0a);
}

/** Begins with the rows. What was read before, the header, is forgotten, but that a row may be the same. */
export function begin(firstLine: f64, byteBefore: i32): void {
  clearEvents();
  beginFile(byteBefore as u8);
  beginBlocks(firstLine as i64);
  forgetWaitingRows();
  forgetGroups();
  forgetUnfolded();
  forgetColumns();
  forgetCounts();
  beginFlags();
  beginRow(firstLine as i64, INPUT);
}

/** The header's record, which was read as a row, ends. */
export function endHeader(): void {
  endRow(INPUT);
  lookUpRows();
}

/** Reads the bytes that were written to INPUT. */
export function scan(length: i32): void {
  const end = INPUT + length;
  // The last block ends in letters, which mean nothing to it.
  memory.fill(end, 0x61, 64);
  resumeField(INPUT);
  forgetUnfolded();
  read(INPUT, end);
  if (unseenColumns > 0) lookAtCell(column, end);
  lookUpRows();
  lookUpGroups();
  advance(end);
}

/** The file's end. */
export function finish(): void {
  resumeField(INPUT);
  forgetUnfolded();
  endBlocks(INPUT);
  lookUpRows();
  lookUpGroups();
}
