// Reads CSV rows 64 bytes at a time, in AssemblyScript with SIMD. `npm run build:wasm` compiles it into
// ../row-scanner-wasm.generated.ts. ../plain-row-scanner.ts does the same a byte at a time, and says what the rules are; both
// are held against csv-parse and against each other. Here quotes, separators and control characters become bit masks, and
// only their bits are looked at one by one.

// --- Memory. No allocator: every region has its place, and pages that are never touched cost nothing.
/** What was met: kind i32, column i32, line f64, offset f64, extra f64. */
const EVENTS: usize = 0x10000;
const EVENT_BYTES: usize = 32;
/** Rows and groups wait here, to be looked up together: the cache misses of one look-up then hide behind the others'. */
const ROW_BATCH: usize = 0x20000;
const GROUP_BATCH: usize = 0x22000;
const BATCH_ROWS: i32 = 128;
const WAITING_BYTES: usize = 24;
/** A byte for each column. A header has 1 MiB at most, so there are no more columns than that. */
const KINDS: usize = 0x30000;
/** With 64 bytes to spare, which the last block reads and masks out. */
const INPUT: usize = 0x140000;
/** Hash u64, value u32; a value of 0 marks a free slot. */
const SLOT_BYTES: usize = 12;
/** Slots behind a table's last, so that a search never wraps around; it goes no further than this either. */
const SPARE_SLOTS: u32 = 1024;
const NO_SLOT: usize = 0;
const SMALLEST_TABLE: u32 = 1 << 12;
// As ../row-events.ts has them, with their reasons.
const LARGEST_ROW_TABLE: u32 = 1 << 21;
const LARGEST_GROUP_TABLE: u32 = 1 << 20;
const ROW_TABLE: usize = 0x190000;
const GROUP_TABLE: usize = ROW_TABLE + ((LARGEST_ROW_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
const STASH: usize = GROUP_TABLE + ((LARGEST_GROUP_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
const MEMORY_END: usize = STASH + (SPARE_SLOTS as usize) * SLOT_BYTES;

// --- What is met. The order is that of EVENT_KINDS in ../row-events.ts.
const ROW_WIDTH: i32 = 0;
const QUOTE_NEVER_CLOSES: i32 = 1;
const TEXT_AFTER_QUOTE: i32 = 2;
const BARE_QUOTE: i32 = 3;
const NUL_BYTE: i32 = 4;
const CONTROL_CHARACTER: i32 = 5;
const BLANK_ROW: i32 = 6;
const GROUP_BLANK: i32 = 7;
const GROUP_TOO_LARGE: i32 = 8;
const DUPLICATE_ROW: i32 = 9;
const EVENT_KINDS: i32 = 10;
/** As ../row-events.ts has it: how many of each are told; the others are counted. */
const TOLD_EVENTS: u32 = 100;
const COUNTS: usize = 0x8000;

const HIDDEN: u8 = 0;
const VISIBLE: u8 = 1;
const GROUP: u8 = 2;

/** As ../row-events.ts has it. */
const LARGEST_GROUP: u32 = 100;

// --- Settings
let columnCount: i32 = 0;
let groupColumn: i32 = -1;
let comparesRows: bool = false;

// --- Where we are
/** The offset of INPUT's first byte. */
let base: i64 = 0;
let line: i64 = 1;
let inQuotes: bool = false;
/** The last byte was a closing quote. */
let afterClose: bool = false;
/** The next byte begins a field. */
let atStart: bool = true;
let afterCr: bool = false;
/** Behind a quote that should not be there: quotes are text up to the field's end. */
let lenient: bool = false;
let column: i32 = 0;
let kind: u8 = VISIBLE;
let fieldFlags: i32 = 0;
let rowLine: i64 = 1;
let rowStart: i64 = 0;
let quoteLine: i64 = 0;
let quoteStart: i64 = 0;
let segment: usize = INPUT;
let rowHasText: bool = false;
let groupHasText: bool = false;

// --- What was counted
let rows: i64 = 0;
let rowsWithText: i64 = 0;
let events: i32 = 0;
let waitingRows: i32 = 0;
let waitingGroups: i32 = 0;

export function getInput(): usize { return INPUT; }
export function getKinds(): usize { return KINDS; }
export function getEvents(): usize { return EVENTS; }
export function getEventCount(): i32 { return events; }
export function getCounts(): usize { return COUNTS; }
export function getRows(): f64 { return rows as f64; }
export function getRowsWithText(): f64 { return rowsWithText as f64; }
export function getLine(): f64 { return line as f64; }
export function getAfterCr(): bool { return afterCr; }
export function getRowStart(): f64 { return rowStart as f64; }
export function getQuoteStart(): f64 { return inQuotes ? (quoteStart as f64) : -1; }
export function getGroupTable(): usize { return GROUP_TABLE; }
export function getGroupSlots(): u32 { return groupSlots + SPARE_SLOTS; }
export function getGroupCount(): u32 { return groupSize; }
export function getGroupsFull(): bool { return groupsFull; }

/** Once, before anything else. */
export function prepare(): void {
  memory.grow(((MEMORY_END + 0xffff) >>> 16) as i32 - memory.size());
}

/** Makes ready for a file. The kinds of its columns have been written to KINDS. */
export function reset(columns: i32, group: i32, compares: bool, firstLine: f64, firstOffset: f64): void {
  columnCount = columns;
  groupColumn = group;
  comparesRows = compares;
  base = firstOffset as i64;
  line = firstLine as i64;
  inQuotes = false;
  afterClose = false;
  atStart = true;
  afterCr = false;
  lenient = false;
  fieldFlags = 0;
  rows = 0;
  rowsWithText = 0;
  events = 0;
  waitingRows = 0;
  waitingGroups = 0;
  memory.fill(COUNTS, 0, EVENT_KINDS * 4);
  rowSlots = clearTable(ROW_TABLE);
  rowSize = 0;
  groupSlots = clearTable(GROUP_TABLE);
  groupSize = 0;
  groupsFull = false;
  beginRow(line, base);
}

/** Reads the bytes that were written to INPUT. */
export function scan(length: i32): void {
  const end = INPUT + length;
  // The last block ends in letters, which mean nothing to it.
  memory.fill(end, 0x61, 64);
  let at: usize = INPUT;
  segment = INPUT;
  while (at < end) at = lenient ? readLeniently(at, end) : readBlocks(at, end);
  feed(segment, end, inQuotes);
  lookUpRows();
  lookUpGroups();
  base += length;
}

/** The file's end: a last row without a line end counts. */
export function finish(): void {
  segment = INPUT;
  if (inQuotes) {
    tell(QUOTE_NEVER_CLOSES, column, quoteLine, quoteStart, 0);
    // What the open quote swallowed says nothing about the row's width.
    rows++;
    rowsWithText++;
  } else if (base > rowStart) {
    endRow(INPUT);
  }
  lookUpRows();
  lookUpGroups();
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

    // A bit is set from an opening quote up to the closing one, which is left out.
    const quoted = prefixXor(quotes) ^ wasQuoted;
    const opens = quotes & quoted;
    const closes = quotes & ~quoted;
    const crLfs = lfs & ((crs << 1) | wasCr);
    let separators = (commas | crs | (lfs & ~crLfs)) & ~quoted;
    let skipped = crLfs & ~quoted;
    const behindClose = (closes << 1) | wasClose;
    // The LF of a CRLF begins nothing and ends nothing, but a field may begin behind it.
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
      }
    }

    const lineBreaks = (lfs & ~crLfs) | crs;
    let bits = separators | quotes | strays | skipped;
    while (bits != 0) {
      const bit = bits & (~bits + 1);
      const place = at + (ctz(bits) as usize);
      bits ^= bit;
      if ((separators & bit) != 0) {
        if (load<u8>(place) == 0x2c) endField(place);
        else {
          endRow(place);
          beginRow(blockLine + (popcnt(lineBreaks & (bit | (bit - 1))) as i64), offsetOf(place + 1));
          segment = place + 1;
        }
      } else if ((closes & bit) != 0) {
        feed(segment, place, true);
        segment = place + 1;
      } else if ((opens & bit) != 0) {
        if ((behindClose & bit) != 0) {
          // Of a doubled quote the second stays, as text.
          segment = place;
        } else {
          feed(segment, place, false);
          segment = place + 1;
          quoteLine = blockLine + (popcnt(lineBreaks & (bit - 1)) as i64);
          quoteStart = offsetOf(place);
        }
      } else if ((strays & bit) != 0) {
        foundControl(place, blockLine + (popcnt(lineBreaks & (bit - 1)) as i64));
      } else {
        rowStart = offsetOf(place + 1);
        segment = place + 1;
      }
    }
    blockLine += popcnt(lineBreaks) as i64;

    if (bad != 0) {
      line = blockLine;
      const place = at + (ctz(bad) as usize);
      if ((bare & bad) != 0) tell(BARE_QUOTE, column, line, offsetOf(place), 0);
      else tell(TEXT_AFTER_QUOTE, column, line, offsetOf(place), quoteLine);
      lenient = true;
      inQuotes = false;
      afterClose = false;
      atStart = false;
      afterCr = false;
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
    if (byte < 0x20 && byte != 0x09) foundControl(at, line);
  }
  return at;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function maskOf(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return join(
    i8x16.bitmask(i8x16.eq(a, byte)),
    i8x16.bitmask(i8x16.eq(b, byte)),
    i8x16.bitmask(i8x16.eq(c, byte)),
    i8x16.bitmask(i8x16.eq(d, byte)),
  );
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function join(a: i32, b: i32, c: i32, d: i32): u64 {
  return (((a | (b << 16)) as u32) as u64) | ((((c | (d << 16)) as u32) as u64) << 32);
}

/** Each bit becomes the parity of those up to it. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function offsetOf(place: usize): i64 {
  return base + ((place - INPUT) as i64);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function kindOf(place: i32): u8 {
  return place < columnCount ? load<u8>(KINDS + (place as usize)) : HIDDEN;
}

// --- Rows and fields

function beginRow(firstLine: i64, firstOffset: i64): void {
  rowLine = firstLine;
  rowStart = firstOffset;
  column = 0;
  kind = kindOf(0);
  rowHasText = false;
  groupHasText = false;
  rowShape = 0;
  beginText(ROW_TEXT);
  beginText(GROUP_TEXT);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function endField(place: usize): void {
  const next = kindOf(++column);
  fieldFlags = 0;
  if (kind == VISIBLE) {
    // Where fields end is part of what rows are compared by: "a,b" and c are not a and "b,c".
    rowShape = (rowShape ^ (load<u64>(ROW_TEXT, LENGTH) + ((place - segment) as u64))) * PRIME_1;
    // Fields that are shown side by side are fed in one go, with the comma between them.
    if (next == VISIBLE) return;
  }
  feed(segment, place, false);
  segment = place + 1;
  kind = next;
}

function endRow(place: usize): void {
  feed(segment, place, false);
  const fields = column + 1;
  fieldFlags = 0;
  rows++;
  if (rowHasText) rowsWithText++;
  const noText = !rowHasText && fields == 1;
  // A line with no text at all is no row of too few fields.
  const isRow = fields == columnCount && !noText;
  if (!rowHasText && (isRow || noText)) tell(BLANK_ROW, -1, rowLine, rowStart, 0);
  if (!isRow) {
    if (!noText) tell(ROW_WIDTH, -1, rowLine, rowStart, fields);
    return;
  }
  if (groupColumn >= 0) {
    if (!groupHasText) tell(GROUP_BLANK, groupColumn, rowLine, rowStart, 0);
    else awaitGroup(finalHash(GROUP_TEXT, 0));
  }
  if (rowHasText && comparesRows) awaitRow(finalHash(ROW_TEXT, rowShape));
}

function foundControl(place: usize, onLine: i64): void {
  const byte = load<u8>(place);
  // Each is said once for a field.
  if (byte == 0) {
    if ((fieldFlags & 1) == 0) tell(NUL_BYTE, column, onLine, offsetOf(place), 0);
    fieldFlags |= 1;
  } else if (kind == VISIBLE) {
    if ((fieldFlags & 2) == 0) tell(CONTROL_CHARACTER, column, onLine, offsetOf(place), byte);
    fieldFlags |= 2;
  }
}

function tell(what: i32, inColumn: i32, onLine: i64, offset: i64, extra: i64): void {
  const counter = COUNTS + ((what as usize) << 2);
  const count = load<u32>(counter) + 1;
  store<u32>(counter, count);
  if (count > TOLD_EVENTS) return;
  const event = EVENTS + (events++ as usize) * EVENT_BYTES;
  store<i32>(event, what);
  store<i32>(event, inColumn, 4);
  store<f64>(event, onLine as f64, 8);
  store<f64>(event, offset as f64, 16);
  store<f64>(event, extra as f64, 24);
}

// --- What rows hold: its hash, and whether there is any text in it
// Eight bytes at a time, wherever chunks and quotes cut the text, into two hashes in turn, so that one multiplication
// needn't wait for the other. Each step can be undone: texts that differ in one place never come to the same.

const SEED: u64 = 0x9e3779b97f4a7c15;
const PRIME_1: u64 = 0xc6a4a7935bd1e995;
const PRIME_2: u64 = 0x9fb21c651e98df25;

/** Of the row's visible fields, and of its group: two hashes, the bytes that don't fill a word yet, their bits, all bytes. */
const ROW_TEXT: usize = 0x9000;
const GROUP_TEXT: usize = 0x9040;
const HASH: usize = 0;
const OTHER_HASH: usize = 8;
const REST: usize = 16;
const REST_BITS: usize = 24;
const LENGTH: usize = 32;
/** Where the row's visible fields end. */
let rowShape: u64 = 0;

function beginText(text: usize): void {
  store<u64>(text, SEED, HASH);
  store<u64>(text, PRIME_2, OTHER_HASH);
  store<u64>(text, 0, REST);
  store<u64>(text, 0, REST_BITS);
  store<u64>(text, 0, LENGTH);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function mix(hash: u64, word: u64): u64 {
  hash = (hash ^ word) * PRIME_1;
  return hash ^ (hash >> 32);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function finalHash(text: usize, shape: u64): u64 {
  let hash = mix(load<u64>(text, HASH), load<u64>(text, REST));
  hash = mix(hash, load<u64>(text, OTHER_HASH));
  hash = mix(hash, load<u64>(text, LENGTH));
  return mix(mix(hash, shape), PRIME_2);
}

/** Takes in a part of the current field, or of several that are shown side by side. */
function feed(from: usize, to: usize, isQuoted: bool): void {
  if (from >= to) return;
  if (!rowHasText) rowHasText = hasText(from, to, isQuoted);
  if (kind == VISIBLE) {
    takeText(ROW_TEXT, from, to);
  } else if (kind == GROUP) {
    if (!groupHasText) groupHasText = hasText(from, to, true);
    takeText(GROUP_TEXT, from, to);
  }
}

function takeText(text: usize, from: usize, to: usize): void {
  let hash = load<u64>(text, HASH);
  let other = load<u64>(text, OTHER_HASH);
  let rest = load<u64>(text, REST);
  const bits = load<u64>(text, REST_BITS);
  const length = to - from;
  const pairs = from + (length & ~15);
  for (; from < pairs; from += 16) {
    const first = load<u64>(from);
    const second = load<u64>(from, 8);
    hash = mix(hash, rest | (first << bits));
    // In two steps, for a shift by 64 is one by 0.
    other = mix(other, ((first >> 1) >> (63 - bits)) | (second << bits));
    rest = (second >> 1) >> (63 - bits);
  }
  // Without branches: whether there is one more word, or the rest fills one, can't be foretold.
  const hasWord = (length & 8) != 0;
  let word = load<u64>(from);
  let mixed = mix(hash, rest | (word << bits));
  hash = select(other, hash, hasWord);
  other = select(mixed, other, hasWord);
  rest = select((word >> 1) >> (63 - bits), rest, hasWord);
  from += length & 8;

  const more = ((to - from) as u64) << 3;
  word = load<u64>(from) & (((1 as u64) << more) - 1);
  rest |= word << bits;
  const isFull = bits + more >= 64;
  mixed = mix(hash, rest);
  store<u64>(text, select(other, hash, isFull), HASH);
  store<u64>(text, select(mixed, other, isFull), OTHER_HASH);
  store<u64>(text, select((word >> 1) >> (63 - bits), rest, isFull), REST);
  store<u64>(text, (bits + more) & 63, REST_BITS);
  store<u64>(text, load<u64>(text, LENGTH) + (length as u64), LENGTH);
}

/** The first byte nearly always answers. Outside quotes a comma only separates. */
function hasText(from: usize, to: usize, isQuoted: bool): bool {
  for (; from < to; from++) {
    const byte = load<u8>(from);
    if (byte > 0x20 && (isQuoted || byte != 0x2c)) return true;
  }
  return false;
}

// --- Rows and groups that were seen

let rowSlots: u32 = SMALLEST_TABLE;
let rowSize: u32 = 0;
let groupSlots: u32 = SMALLEST_TABLE;
let groupSize: u32 = 0;
let groupsFull: bool = false;

function awaitRow(hash: u64): void {
  const waiting = ROW_BATCH + (waitingRows as usize) * WAITING_BYTES;
  store<u64>(waiting, hash);
  store<i64>(waiting, rowLine, 8);
  store<i64>(waiting, rowStart, 16);
  if (++waitingRows == BATCH_ROWS) lookUpRows();
}

function awaitGroup(hash: u64): void {
  const waiting = GROUP_BATCH + (waitingGroups as usize) * WAITING_BYTES;
  store<u64>(waiting, hash);
  store<i64>(waiting, rowLine, 8);
  store<i64>(waiting, rowStart, 16);
  if (++waitingGroups == BATCH_ROWS) lookUpGroups();
}

/** Asks for all slots before any is used, so that the memory brings them at the same time. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function fetchSlots(table: usize, slots: u32, batch: usize, end: usize): void {
  let sum: u32 = 0;
  for (; batch < end; batch += WAITING_BYTES) {
    sum += load<u32>(table + ((load<u64>(batch) & ((slots - 1) as u64)) as usize) * SLOT_BYTES, 8);
  }
  fetched = sum;
}

/** Keeps the compiler from leaving the fetching out. */
export let fetched: u32 = 0;

function lookUpRows(): void {
  if (isCrowded(rowSize + waitingRows, rowSlots)) rowSlots = grow(ROW_TABLE, rowSlots, LARGEST_ROW_TABLE);
  const end = ROW_BATCH + (waitingRows as usize) * WAITING_BYTES;
  fetchSlots(ROW_TABLE, rowSlots, ROW_BATCH, end);
  for (let waiting = ROW_BATCH; waiting < end; waiting += WAITING_BYTES) {
    const hash = load<u64>(waiting);
    const slot = find(ROW_TABLE, rowSlots, hash);
    if (slot == NO_SLOT) continue;
    const first = load<u32>(slot, 8);
    const onLine = load<i64>(waiting, 8);
    if (first != 0) tell(DUPLICATE_ROW, -1, onLine, load<i64>(waiting, 16), first as i64);
    else if (!isCrowded(rowSize + 1, rowSlots)) {
      store<u64>(slot, hash);
      store<u32>(slot, min(onLine, 0xffffffff) as u32, 8);
      rowSize++;
    }
  }
  waitingRows = 0;
}

function lookUpGroups(): void {
  if (isCrowded(groupSize + waitingGroups, groupSlots)) groupSlots = grow(GROUP_TABLE, groupSlots, LARGEST_GROUP_TABLE);
  const end = GROUP_BATCH + (waitingGroups as usize) * WAITING_BYTES;
  fetchSlots(GROUP_TABLE, groupSlots, GROUP_BATCH, end);
  for (let waiting = GROUP_BATCH; waiting < end; waiting += WAITING_BYTES) {
    const hash = load<u64>(waiting);
    const slot = find(GROUP_TABLE, groupSlots, hash);
    const count: u32 = slot == NO_SLOT ? 1 : load<u32>(slot, 8) + 1;
    if (count == 1) {
      if (slot == NO_SLOT || isCrowded(groupSize + 1, groupSlots)) {
        groupsFull = true;
        continue;
      }
      store<u64>(slot, hash);
      groupSize++;
    }
    store<u32>(slot, count, 8);
    if (count == LARGEST_GROUP + 1) tell(GROUP_TOO_LARGE, groupColumn, load<i64>(waiting, 8), load<i64>(waiting, 16), 0);
  }
  waitingGroups = 0;
}

/** Three quarters are taken. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function isCrowded(size: u32, slots: u32): bool {
  return size > (slots >> 2) * 3;
}

/** @returns the slot that holds the hash, or the free one where it would go; NO_SLOT where neither is near */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function find(table: usize, slots: u32, hash: u64): usize {
  let slot = table + ((hash & ((slots - 1) as u64)) as usize) * SLOT_BYTES;
  const end = slot + (SPARE_SLOTS as usize) * SLOT_BYTES;
  while (load<u32>(slot, 8) != 0 && load<u64>(slot) != hash) {
    slot += SLOT_BYTES;
    if (slot == end) return NO_SLOT;
  }
  return slot;
}

function clearTable(table: usize): u32 {
  memory.fill(table, 0, ((SMALLEST_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES);
  return SMALLEST_TABLE;
}

/**
 * Gives a table eight times the slots, where it stands. From the first slot up, each entry leaves its slot and is put in
 * anew: at or before where it was, or into the new part. What overflowed into the spare slots, where the new part begins,
 * steps aside until then.
 */
function grow(table: usize, slots: u32, largest: u32): u32 {
  if (slots == largest) return slots;
  const newSlots = min(slots << 3, largest);
  const oldEnd = table + (slots as usize) * SLOT_BYTES;
  const spareBytes = (SPARE_SLOTS as usize) * SLOT_BYTES;
  memory.copy(STASH, oldEnd, spareBytes);
  memory.fill(oldEnd, 0, ((newSlots - slots) as usize) * SLOT_BYTES + spareBytes);
  for (let slot = table; slot < oldEnd; slot += SLOT_BYTES) putAnew(slot, table, newSlots);
  for (let slot = STASH; slot < STASH + spareBytes; slot += SLOT_BYTES) putAnew(slot, table, newSlots);
  return newSlots;
}

function putAnew(from: usize, table: usize, slots: u32): void {
  const value = load<u32>(from, 8);
  if (value == 0) return;
  const hash = load<u64>(from);
  store<u32>(from, 0, 8);
  const slot = find(table, slots, hash);
  if (slot == NO_SLOT) return;
  store<u64>(slot, hash);
  store<u32>(slot, value, 8);
}
