// Reads bytes 64 at a time: quotes, separators and control characters become masks, and only their bits are looked at one by
// one.
import { offsetOf } from "./chunk";
import { BARE_QUOTE, QUOTE_NEVER_CLOSES, report, TEXT_AFTER_QUOTE } from "./events";
import { foundControl, foundMark } from "./field-findings";
import { beginMarks, forgetMarks, isMark, marksOf } from "./marks";
import { maskOf, prefixXor } from "./masks";
import { beginRow, column, endField, endLastRow, endRow, endUnclosedRow, feedUpTo, kind, moveRowStart, resumeText } from "./rows";
import { isRowPerLine } from "./settings";

let line: i64 = 1;
let inQuotes: bool = false;
/** The last byte was a closing quote. */
let afterClose: bool = false;
/** The next byte begins a field. */
let atStart: bool = true;
let afterCr: bool = false;
/** After a quote that should not be there: quotes are text up to the field's end. */
let lenient: bool = false;
let quoteLine: i64 = 0;
let quoteStart: i64 = 0;
let doubledCrs: i64 = 0;
/** All bits where line breaks within quotes are lines. */
let quotedLines: u64 = 0;

export function getLine(): f64 { return line as f64; }
export function getAfterCr(): bool { return afterCr; }
export function getQuoteStart(): f64 { return inQuotes ? (quoteStart as f64) : -1; }
export function getDoubledCrs(): f64 { return doubledCrs as f64; }

export function beginBlocks(firstLine: i64): void {
  line = firstLine;
  inQuotes = false;
  afterClose = false;
  atStart = true;
  afterCr = false;
  lenient = false;
  doubledCrs = 0;
  quotedLines = isRowPerLine ? 0 : ~(0 as u64);
  forgetMarks();
}

/** Up to 64 bytes behind the end are read too. */
export function read(at: usize, end: usize): void {
  while (at < end) at = lenient ? readLeniently(at, end) : readBlocks(at, end);
  feedUpTo(end, inQuotes);
}

/** The file ends at a place. */
export function endBlocks(place: usize): void {
  if (!inQuotes) {
    endLastRow(place);
    return;
  }
  report(QUOTE_NEVER_CLOSES, column, quoteLine, quoteStart, 0);
  endUnclosedRow();
}

/** @returns where to read on: at the end, or at a quote that should not be there */
function readBlocks(at: usize, end: usize): usize {
  // Of the byte before: 1, or all bits, where it was so.
  let wasQuoted: u64 = inQuotes ? ~(0 as u64) : 0;
  let wasClose = afterClose as u64;
  let wasStart = atStart as u64;
  let wasCr = afterCr as u64;
  let blockLine = line;
  let bad: u64 = 0;
  beginMarks();

  for (; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quotes = maskOf(a, b, c, d, i8x16.splat(0x22));
    const commas = maskOf(a, b, c, d, i8x16.splat(0x2c));
    let lfs = maskOf(a, b, c, d, i8x16.splat(0x0a));
    // Below 0x20: the three highest bits are 0. A comparison without a sign would take the processor longer.
    const high = i8x16.splat(0xe0 as i8);
    const controls = maskOf(v128.and(a, high), v128.and(b, high), v128.and(c, high), v128.and(d, high), i8x16.splat(0));

    // Most files have none of these: carriage returns, tabs, and what should not be there.
    let crs: u64 = 0;
    let strays: u64 = 0;
    if (controls != lfs) {
      crs = maskOf(a, b, c, d, i8x16.splat(0x0d));
      strays = controls & ~lfs & ~crs & ~maskOf(a, b, c, d, i8x16.splat(0x09));
    }

    let marks = marksOf(a, b, c, d, at, end);

    // A bit is set from an opening quote up to the closing one, which is left out.
    const quoted = prefixXor(quotes) ^ wasQuoted;
    const opens = quotes & quoted;
    const closes = quotes & ~quoted;
    const crLfs = lfs & ((crs << 1) | wasCr);
    let separators = (commas | crs | (lfs & ~crLfs)) & ~quoted;
    let skipped = crLfs & ~quoted;
    const behindClose = (closes << 1) | wasClose;
    // The LF of a CRLF begins nothing and ends nothing, but a field may begin after it.
    const starts = ((separators | skipped) << 1) | wasStart;

    const bare = opens & ~(starts | behindClose);
    const textBehind = behindClose & ~(separators | opens);
    bad = bare | textBehind;
    if (bad != 0) {
      bad &= ~bad + 1;
      if (at + (ctz(bad) as usize) >= end) bad = 0;
      else {
        const valid = bad - 1;
        separators &= valid;
        skipped &= valid;
        quotes &= valid;
        strays &= valid;
        lfs &= valid;
        crs &= valid;
        marks &= valid;
      }
    }

    const lineBreaks = ((lfs & ~crLfs) | crs) & (~quoted | quotedLines);
    let bits = separators | quotes | strays | skipped | marks;
    while (bits != 0) {
      const bit = bits & (~bits + 1);
      const place = at + (ctz(bits) as usize);
      bits ^= bit;
      if ((separators & bit) != 0) {
        if (load<u8>(place) == 0x2c) endField(place);
        else {
          endRow(place);
          beginRow(blockLine + (popcnt(lineBreaks & (bit | (bit - 1))) as i64), place + 1);
        }
      } else if ((closes & bit) != 0) {
        feedUpTo(place, true);
      } else if ((opens & bit) != 0) {
        if ((behindClose & bit) != 0) {
          // Of a doubled quote the second stays, as text.
          resumeText(place);
        } else {
          feedUpTo(place, false);
          quoteLine = blockLine + (popcnt(lineBreaks & (bit - 1)) as i64);
          quoteStart = offsetOf(place);
        }
      } else if ((strays & bit) != 0) {
        foundControl(place, column, kind, blockLine + (popcnt(lineBreaks & (bit - 1)) as i64));
      } else if ((skipped & bit) != 0) {
        moveRowStart(place + 1);
        if (load<u8>(place - 2) == 0x0d) doubledCrs++;
      } else {
        foundMark(place, column, kind, blockLine + (popcnt(lineBreaks & (bit - 1)) as i64));
      }
    }
    blockLine += popcnt(lineBreaks) as i64;

    if (bad != 0) {
      line = blockLine;
      const place = at + (ctz(bad) as usize);
      if ((bare & bad) != 0) report(BARE_QUOTE, column, line, offsetOf(place), 0);
      else report(TEXT_AFTER_QUOTE, column, line, offsetOf(place), quoteLine);
      lenient = true;
      inQuotes = false;
      afterClose = false;
      atStart = false;
      afterCr = false;
      forgetMarks();
      return place;
    }
    const last = min(63, end - at - 1) as u64;
    wasQuoted = ((quoted as i64) >> 63) as u64;
    wasClose = (closes >> last) & 1;
    wasStart = ((separators | skipped) >> last) & 1;
    wasCr = (crs >> last) & 1;
  }
  line = blockLine;
  inQuotes = wasQuoted != 0;
  afterClose = wasClose != 0;
  atStart = wasStart != 0;
  afterCr = wasCr != 0;
  return end;
}

/** Byte by byte, with quotes as text. */
function readLeniently(at: usize, end: usize): usize {
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2c || byte == 0x0a || byte == 0x0d) {
      lenient = false;
      return at;
    }
    if (byte < 0x20 && byte != 0x09) foundControl(at, column, kind, line);
    if (isMark(at)) foundMark(at, column, kind, line);
  }
  return at;
}
