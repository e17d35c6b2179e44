// The row that is being read, and its fields: what they hold, and whether the row is one.
import { offsetOf } from "./chunk";
import { beginCell, resumeCell } from "./empty-columns";
import { BLANK_ROW, GROUP_BLANK, MEDIA_URL, report, ROW_WIDTH } from "./events";
import { endFlags, flags } from "./field-findings";
import { awaitGroup, keepGroupValue } from "./groups";
import { beginMedia, keepMedia, mediaProblem } from "./media";
import { GROUP_TEXT, INPUT, ROW_TEXT } from "./memory-map";
import { awaitRow } from "./seen-rows";
import { columnCount, comparesRows, GROUP, groupColumn, HIDDEN, isRowPerLine, kindOf, MEDIA, VISIBLE } from "./settings";
import { beginText, finalHash, lengthOf, PRIME_1, takeText } from "./text-hash";
import { findText, VISIBLE_TEXT } from "./visible-text";

/** The field that is being read, and the kind of its column. */
export let column: i32 = 0;
export let kind: u8 = VISIBLE;
/** Where the part of the field begins that no hash has. */
let segment: usize = INPUT;

let rowLine: i64 = 1;
let rowStart: i64 = 0;
let mediaStart: i64 = 0;
/** Where the row's visible fields end. */
let rowShape: u64 = 0;
// Whether text was found: VISIBLE_TEXT; else how far a character that may be invisible was read.
let visibleText: i32 = 0;
let hiddenText: i32 = 0;
let groupText: i32 = 0;

let rows: i64 = 0;
let rowsWithText: i64 = 0;
let blankLines: i64 = 0;

export function getRows(): f64 { return rows as f64; }
export function getRowsWithText(): f64 { return rowsWithText as f64; }
export function getBlankLines(): f64 { return blankLines as f64; }
export function getRowStart(): f64 { return rowStart as f64; }
export function getMediaStart(): f64 { return kind >= MEDIA ? (mediaStart as f64) : -1; }

export function forgetCounts(): void {
  rows = 0;
  rowsWithText = 0;
  blankLines = 0;
}

/** A row begins at a place. */
export function beginRow(line: i64, place: usize): void {
  rowLine = line;
  column = 0;
  kind = kindOf(0);
  visibleText = 0;
  hiddenText = 0;
  groupText = 0;
  rowShape = 0;
  moveRowStart(place);
  beginMedia();
  beginText(ROW_TEXT);
  beginText(GROUP_TEXT);
}

/** The row that has just begun begins here: what came before belongs to the end of the row before. */
export function moveRowStart(place: usize): void {
  rowStart = offsetOf(place);
  mediaStart = rowStart;
  segment = place;
  beginCell(place);
}

/** The current field goes on in a new chunk. */
export function resumeField(place: usize): void {
  segment = place;
  resumeCell(place);
}

/** Text goes on at a place: what comes before it, and was not fed, is no text. */
export function resumeText(place: usize): void {
  segment = place;
}

/** Text ends before a place, and goes on after it. */
export function feedUpTo(place: usize, isQuoted: bool): void {
  feed(segment, place, isQuoted);
  segment = place + 1;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function endField(place: usize): void {
  if (flags != 0) endFlags(column, place);
  const next = kindOf(++column);
  if (kind == VISIBLE) {
    // Where fields end is part of what rows are compared by: "a,b" and c are not a and "b,c".
    rowShape = (rowShape ^ (lengthOf(ROW_TEXT) + ((place - segment) as u64))) * PRIME_1;
    // Fields that are shown side by side are fed in one go, with the comma between them.
    if (next == VISIBLE) return;
  }
  feed(segment, place, false);
  if (kind >= MEDIA) endMedia(place, column - 1);
  if (next >= MEDIA) mediaStart = offsetOf(place + 1);
  segment = place + 1;
  kind = next;
}

export function endRow(place: usize): void {
  if (isRowPerLine && offsetOf(place) == rowStart) return;
  if (flags != 0) endFlags(column, place);
  feed(segment, place, false);
  if (kind >= MEDIA) endMedia(place, column);
  const fields = column + 1;
  rows++;
  // Whether participants would see anything of the row; where no column is shown, whether there is anything at all.
  const rowHasText = visibleText == VISIBLE_TEXT || (!comparesRows && hiddenText == VISIBLE_TEXT);
  if (rowHasText) rowsWithText++;
  // A line with no text at all is no row of too few fields.
  const isBlank = fields == 1 && visibleText != VISIBLE_TEXT && hiddenText != VISIBLE_TEXT;
  const isRow = fields == columnCount && !isBlank;
  if (isBlank) blankLines++;
  if (isBlank || (isRow && !rowHasText)) report(BLANK_ROW, -1, rowLine, rowStart, 0);
  if (!isRow) {
    if (!isBlank) report(ROW_WIDTH, -1, rowLine, rowStart, fields);
    return;
  }
  if (groupColumn >= 0) {
    if (groupText != VISIBLE_TEXT) report(GROUP_BLANK, groupColumn, rowLine, rowStart, 0);
    else awaitGroup(finalHash(GROUP_TEXT, 0), rowLine, rowStart);
  }
  if (rowHasText && comparesRows) awaitRow(finalHash(ROW_TEXT, rowShape), rowLine, rowStart);
}

/** The file ends within quotes: what they swallowed says nothing about the row's width. */
export function endUnclosedRow(): void {
  rows++;
  rowsWithText++;
}

/** The file ends at a place. A last row without a line end counts. */
export function endLastRow(place: usize): void {
  if (offsetOf(place) <= rowStart) return;
  endRow(place);
  kind = HIDDEN;
}

/** A media cell in a column ends before a place. */
function endMedia(place: usize, inColumn: i32): void {
  // Where a field ends is part of what rows are compared by.
  rowShape = (rowShape ^ lengthOf(ROW_TEXT)) * PRIME_1;
  const problem = mediaProblem(kind, place);
  beginMedia();
  if (problem != 0) report(MEDIA_URL, inColumn, rowLine, mediaStart, problem);
}

/** Adds a part of the current field, or of several that are shown side by side. */
function feed(from: usize, to: usize, isQuoted: bool): void {
  if (from >= to) return;
  if (kind == VISIBLE) {
    // Outside quotes a comma only separates.
    if (visibleText != VISIBLE_TEXT) visibleText = findText(from, to, isQuoted ? 0 : 0x2c, visibleText);
    takeText(ROW_TEXT, from, to);
    return;
  }
  if (kind >= MEDIA) {
    if (visibleText != VISIBLE_TEXT) visibleText = findText(from, to, 0, visibleText);
    takeText(ROW_TEXT, from, to);
    keepMedia(from, to);
    return;
  }
  if (hiddenText != VISIBLE_TEXT) hiddenText = findText(from, to, 0, hiddenText);
  if (kind == GROUP) {
    if (groupText != VISIBLE_TEXT) groupText = findText(from, to, 0, groupText);
    keepGroupValue(from, to);
    takeText(GROUP_TEXT, from, to);
  }
}
