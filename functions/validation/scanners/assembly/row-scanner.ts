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
/** The values of the groups that wait, each with its length first. */
const GROUP_VALUES: usize = 0x130000;
const GROUP_VALUE_BYTES: usize = 272;
/** As ../fold-group.ts has it. */
const LONGEST_FOLDED: u32 = 256;
/** With 64 bytes to spare on both sides: the end of the chunk before, and what the last block reads and masks out. */
const INPUT: usize = 0x140000;
/** As ../row-events.ts has it. */
const LOOK_BACK: usize = 64;
/** Hash u64, value u32; a value of 0 marks a free slot. */
const SLOT_BYTES: usize = 12;
/** Slots after a table's last, so that a search never wraps around; it goes no further than this either. */
const SPARE_SLOTS: u32 = 1024;
const NO_SLOT: usize = 0;
const SMALLEST_TABLE: u32 = 1 << 12;
// As ../row-events.ts has them, with their reasons.
const LARGEST_ROW_TABLE: u32 = 1 << 21;
const LARGEST_GROUP_TABLE: u32 = 1 << 20;
const ROW_TABLE: usize = 0x190000;
const GROUP_TABLE: usize = ROW_TABLE + ((LARGEST_ROW_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
const STASH: usize = GROUP_TABLE + ((LARGEST_GROUP_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
/** Groups by what a person sees of their values; the number is the line of the first. */
const FOLD_TABLE: usize = STASH + (SPARE_SLOTS as usize) * SLOT_BYTES;
/** A byte for each visible column that had no text so far. */
const UNSEEN: usize = FOLD_TABLE + ((LARGEST_GROUP_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
/** Values that JavaScript folds: line f64, offset f64, length u32, bytes, in steps of eight. A chunk's values all have room. */
const UNFOLDED: usize = UNSEEN + 0x100000;
const UNFOLDED_BYTES: usize = 0x400000;
/** What JavaScript passes in: a folded value, at most four times as long as it was. */
const SCRATCH: usize = UNFOLDED + UNFOLDED_BYTES;
const MEMORY_END: usize = SCRATCH + 0x10000;
/** Cells that stand for a lost value: kind u8, length u8, bytes; a kind of 0 ends them. */
const WHOLE_CELLS: usize = 0xa000;
/** What the URLs of images, of sounds and of videos end in: for each length u8, bytes; a length of 0 ends each list. */
const ENDINGS: usize = 0xb000;
/** The media cell that is being read, with 16 bytes to spare. */
const MEDIA_CELL: usize = 0xc000;
/** How the hosts end that JavaScript judges: for each 16 bytes, and a mask of those that count; a mask of 0 ends them. */
const DOUBTFUL_HOSTS: usize = 0xd100;
/** The last 16 bytes of the last hosts that are none of these, by their length: most files have few hosts. */
const FINE_HOSTS: usize = 0xf000;
/** As ../media-url.ts has it. */
const LONGEST_URL: usize = 4096;

/** Judges what is not seen to be a fine URL at once: its place in MEDIA_PROBLEMS, from 1; 0 where nothing is wrong. */
// @ts-ignore: a decorator of AssemblyScript's
@external("media", "judge")
declare function judgeInScript(media: i32, at: usize, length: usize): i32;

/** Judges what may be no group's value: its place in GROUP_PROBLEMS, from 1; 0 where nothing is wrong. */
// @ts-ignore: a decorator of AssemblyScript's
@external("group", "judge")
declare function judgeGroupInScript(at: usize, length: usize): i32;

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
const BYTE_ORDER_MARK: i32 = 10;
const DAMAGED_TEXT: i32 = 11;
const GROUP_LOOKALIKE: i32 = 12;
const MEDIA_URL: i32 = 13;
const GROUP_VALUE: i32 = 14;
const DOUBTFUL_TEXT: i32 = 15;
const EVENT_KINDS: i32 = 16;
/** As ../row-events.ts has it: how many of each are passed on; all are counted. */
const MOST_EVENTS: u32 = 100;
const COUNTS: usize = 0x8000;

const HIDDEN: u8 = 0;
const VISIBLE: u8 = 1;
const GROUP: u8 = 2;
/** Of images; those of sounds and of videos follow. */
const MEDIA: u8 = 3;

/** As ../row-events.ts has it. */
const LARGEST_GROUP: u32 = 100;
/** As ../group-value.ts has it. */
const LONGEST_JUDGED_GROUP: u32 = 24;

// --- Settings
let columnCount: i32 = 0;
let groupColumn: i32 = -1;
let comparesRows: bool = false;
let needsMedia: bool = false;
let isRowPerLine: bool = false;
/** All bits where line breaks within quotes are lines. */
let quotedLines: u64 = ~(0 as u64);

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
/** The place after a quote that should not be there: quotes are text up to the field's end. */
let lenient: bool = false;
let column: i32 = 0;
let kind: u8 = VISIBLE;
let fieldFlags: i32 = 0;
let rowLine: i64 = 1;
let rowStart: i64 = 0;
let quoteLine: i64 = 0;
let quoteStart: i64 = 0;
/** Where a cell is that is looked at when it ends. */
let wholeLine: i64 = 0;
let segment: usize = INPUT;
// Whether text was found: VISIBLE_TEXT; else how far a character that may be invisible was read.
let visibleText: i32 = 0;
let hiddenText: i32 = 0;
let groupText: i32 = 0;
let columnText: i32 = 0;
let fieldStart: usize = INPUT;
let unseenColumns: i32 = 0;
let mediaStart: i64 = 0;
let mediaLength: usize = 0;
/** Of the next block's first bits, those that end a character which begins in this one. */
let endsAhead: u64 = 0;

// --- What was counted
let rows: i64 = 0;
let rowsWithText: i64 = 0;
let doubledCrs: i64 = 0;
let blankLines: i64 = 0;
let unfolded: usize = UNFOLDED;
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
export function getMediaStart(): f64 { return kind >= MEDIA ? (mediaStart as f64) : -1; }
export function getEndings(): usize { return ENDINGS; }
export function getDoubtfulHosts(): usize { return DOUBTFUL_HOSTS; }
export function getGroupTable(): usize { return GROUP_TABLE; }
export function getGroupSlots(): u32 { return groupSlots + SPARE_SLOTS; }
export function getGroupCount(): u32 { return groupSize; }
export function getGroupsFull(): bool { return groupsFull; }
export function getDoubledCrs(): f64 { return doubledCrs as f64; }
export function getBlankLines(): f64 { return blankLines as f64; }
export function getUnseen(): usize { return UNSEEN; }
export function getUnseenColumns(): i32 { return unseenColumns; }
export function getUnfolded(): usize { return UNFOLDED; }
export function getUnfoldedEnd(): usize { return unfolded; }
export function getScratch(): usize { return SCRATCH; }
export function getWholeCells(): usize { return WHOLE_CELLS; }

/** Once, before anything else. */
export function prepare(): void {
  memory.grow(((MEMORY_END + 0xffff) >>> 16) as i32 - memory.size());
}

/** Makes ready for a file. The kinds of its columns have been written to KINDS. */
export function reset(columns: i32, group: i32, compares: bool, needs: bool, perLine: bool): void {
  columnCount = columns;
  groupColumn = group;
  comparesRows = compares;
  needsMedia = needs;
  isRowPerLine = perLine;
  quotedLines = perLine ? 0 : ~(0 as u64);
  rowSlots = clearTable(ROW_TABLE);
  rowSize = 0;
  begin(1, 0x0a);
}

/** Begins with the rows. What was read before, the header, is forgotten, but that a row may be the same. */
export function begin(firstLine: f64, byteBefore: i32): void {
  base = 0;
  line = firstLine as i64;
  inQuotes = false;
  afterClose = false;
  atStart = true;
  afterCr = false;
  lenient = false;
  fieldFlags = 0;
  endsAhead = 0;
  rows = 0;
  rowsWithText = 0;
  doubledCrs = 0;
  blankLines = 0;
  events = 0;
  waitingRows = 0;
  waitingGroups = 0;
  unfolded = UNFOLDED;
  memory.fill(COUNTS, 0, EVENT_KINDS * 4);
  memory.fill(INPUT - LOOK_BACK, byteBefore as u8, LOOK_BACK);
  groupSlots = clearTable(GROUP_TABLE);
  groupSize = 0;
  groupsFull = false;
  foldSlots = clearTable(FOLD_TABLE);
  foldSize = 0;
  unseenColumns = 0;
  for (let index = 0; index < columnCount; index++) {
    const isVisible = isShown(load<u8>(KINDS + (index as usize)));
    store<u8>(UNSEEN + (index as usize), isVisible as u8);
    unseenColumns += isVisible as i32;
  }
  if (unseenColumns > 0) fieldFlags = LOOK_AT_COLUMN;
  beginRow(line, base, INPUT);
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
  let at: usize = INPUT;
  segment = INPUT;
  fieldStart = INPUT;
  unfolded = UNFOLDED;
  while (at < end) at = lenient ? readLeniently(at, end) : readBlocks(at, end);
  feed(segment, end, inQuotes);
  if (unseenColumns > 0) lookAtColumn(end);
  lookUpRows();
  lookUpGroups();
  base += length;
  memory.copy(INPUT - LOOK_BACK, end - LOOK_BACK, LOOK_BACK);
}

/** The file's end: a last row without a line end counts. */
export function finish(): void {
  segment = INPUT;
  fieldStart = INPUT;
  unfolded = UNFOLDED;
  if (inQuotes) {
    report(QUOTE_NEVER_CLOSES, column, quoteLine, quoteStart, 0);
    // What the open quote swallowed says nothing about the row's width.
    rows++;
    rowsWithText++;
  } else if (base > rowStart) {
    endRow(INPUT);
    kind = HIDDEN;
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
  let ahead = endsAhead;
  // What a character shows may end in the next block; what came before the first one is not known.
  let looksOn = true;

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

    // What may show damage is rare too: the last bytes of some characters, and what begins a value that is lost.
    let marks = ahead;
    ahead = 0;
    const all = v128.or(v128.or(a, b), v128.or(c, d));
    if (i8x16.bitmask(all) != 0) {
      const may = v128.or(v128.or(mayShowDamage(a, at), mayShowDamage(b, at + 16)), v128.or(mayShowDamage(c, at + 32), mayShowDamage(d, at + 48)));
      const shows = i8x16.bitmask(may) != 0 || mayShowApostrophe(a, b, c, d, at);
      if (shows || looksOn) {
        const isHigh = join(i8x16.bitmask(a), i8x16.bitmask(b), i8x16.bitmask(c), i8x16.bitmask(d));
        const behindHigh = (isHigh << 1) | ((load<u8>(at - 1) >> 7) as u64);
        const c3 = maskOf(a, b, c, d, i8x16.splat(0xc3 as i8));
        const e2 = maskOf(a, b, c, d, i8x16.splat(0xe2 as i8));
        const others = join(i8x16.bitmask(isOther(a)), i8x16.bitmask(isOther(b)), i8x16.bitmask(isOther(c)), i8x16.bitmask(isOther(d)));
        // C2 of control codes, and EF of the replacement character and the byte order mark, show damage alone.
        const two = ((c3 | others) & behindHigh) | maskOf(a, b, c, d, i8x16.splat(0xc2 as i8));
        const three = (e2 & behindHigh) | maskOf(a, b, c, d, i8x16.splat(0xef as i8));
        marks |= (two << 1) | (three << 2);
        ahead |= (two >> 63) | (three >> 62);
      }
      looksOn = shows;
    } else looksOn = false;
    const begins = v128.or(v128.or(mayBeginLoss(a), mayBeginLoss(b)), v128.or(mayBeginLoss(c), mayBeginLoss(d)));
    if (v128.any_true(begins)) {
      const backslashes = maskOf(a, b, c, d, i8x16.splat(0x5c));
      const others = join(
        i8x16.bitmask(mayBeginLoss(a)),
        i8x16.bitmask(mayBeginLoss(b)),
        i8x16.bitmask(mayBeginLoss(c)),
        i8x16.bitmask(mayBeginLoss(d)),
      ) & ~backslashes;
      // An escape shows by its last character: of two digits, and after a letter u of four or eight.
      marks |= others | (backslashes << 3);
      ahead |= backslashes >> 61;
      if (backslashes != 0) {
        const letters = maskOf(a, b, c, d, i8x16.splat(0x75)) | maskOf(a, b, c, d, i8x16.splat(0x55));
        // What comes after the last byte is not known yet.
        const long = backslashes & ((letters >> 1) | ((1 as u64) << (min(63, end - at - 1) as u64)));
        marks |= (long << 5) | (long << 9);
        ahead |= (long >> 59) | (long >> 55);
      }
    }
    const signs = v128.or(v128.or(isSign(a), isSign(b)), v128.or(isSign(c), isSign(d)));
    if (v128.any_true(signs)) {
      let left = join(i8x16.bitmask(isSign(a)), i8x16.bitmask(isSign(b)), i8x16.bitmask(isSign(c)), i8x16.bitmask(isSign(d)));
      for (; left != 0; left &= left - 1) {
        const bit = ctz(left);
        const behind = signMark(at + (bit as usize), end);
        if (behind == NO_MARK) continue;
        const after = bit + behind;
        if (after < 64) marks |= (1 as u64) << after;
        else ahead |= (1 as u64) << (after - 64);
      }
    }
    if (end - at < 64) {
      // What ends after the chunk's end is looked at in the next one, which begins within this block.
      ahead = (marks >> (end - at)) | (ahead << (64 - (end - at)));
      marks &= ((1 as u64) << (end - at)) - 1;
    }

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
          beginRow(blockLine + (popcnt(lineBreaks & (bit | (bit - 1))) as i64), offsetOf(place + 1), place + 1);
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
      } else if ((skipped & bit) != 0) {
        rowStart = offsetOf(place + 1);
        mediaStart = rowStart;
        segment = place + 1;
        fieldStart = place + 1;
        if (load<u8>(place - 2) == 0x0d) doubledCrs++;
      } else {
        foundMark(place, blockLine + (popcnt(lineBreaks & (bit - 1)) as i64));
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
      endsAhead = 0;
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
  endsAhead = ahead;
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
    const mayEnd = byte >= 0x80 || load<u8>(at - 3) == 0x5c || load<u8>(at - 5) == 0x5c || load<u8>(at - 9) == 0x5c || load<u8>(at - 5) == 0x40;
    if (mayEnd || load<u8>(at - 1) == 0x3f || byte == 0x23 || byte == 0x2b || byte == 0x3e || byte == 0x5b) foundMark(at, line);
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

/**
 * The highest bit of a byte is set where something begins that may show damage: with C2 or EF, which may alone; with E2; and
 * with C3 where the next character is not of ASCII and no accented letter, which is frequent, either.
 */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function mayShowDamage(bytes: v128, at: usize): v128 {
  const next = v128.load(at + 2);
  const c3 = i8x16.splat(0xc3 as i8);
  const letters = v128.and(v128.andnot(i8x16.eq(bytes, c3), i8x16.eq(next, c3)), next);
  const c2e2 = i8x16.eq(v128.and(bytes, i8x16.splat(0xdf as i8)), i8x16.splat(0xc2 as i8));
  return v128.or(letters, v128.or(c2e2, i8x16.eq(bytes, i8x16.splat(0xef as i8))));
}

/** Whether an apostrophe that was read in DOS may begin in a block: ÔÇÖ is C3 94 C3 87 C3 96, accented letters alone. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function mayShowApostrophe(a: v128, b: v128, c: v128, d: v128, at: usize): bool {
  const second = i8x16.splat(0x94 as i8);
  const any = v128.or(v128.or(i8x16.eq(a, second), i8x16.eq(b, second)), v128.or(i8x16.eq(c, second), i8x16.eq(d, second)));
  // It may also begin with the block's last byte.
  if (!v128.any_true(any) && load<u8>(at, 64) != 0x94) return false;
  for (let place = at; place < at + 64; place++) {
    if (load<u8>(place, 1) == 0x94 && load<u8>(place, 3) == 0x87) return true;
  }
  return false;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function isOther(bytes: v128): v128 {
  const c5c6 = v128.or(i8x16.eq(bytes, i8x16.splat(0xc5 as i8)), i8x16.eq(bytes, i8x16.splat(0xc6 as i8)));
  return v128.or(c5c6, i8x16.eq(bytes, i8x16.splat(0xcb as i8)));
}

/** # and +, which differ in one bit, [ and the next one, a backslash. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function mayBeginLoss(bytes: v128): v128 {
  const signs = i8x16.eq(v128.and(bytes, i8x16.splat(0xf7 as i8)), i8x16.splat(0x23));
  const next = i8x16.sub(bytes, i8x16.splat(0x5b));
  return v128.or(signs, i8x16.eq(i8x16.min_u(next, i8x16.splat(1)), next));
}

/** >, ? and @: most are in markup, in queries and in addresses, and show nothing. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function isSign(bytes: v128): v128 {
  const next = i8x16.sub(bytes, i8x16.splat(0x3e));
  return i8x16.eq(i8x16.min_u(next, i8x16.splat(2)), next);
}

const NO_MARK: u64 = 64;

/** How far behind such a sign the byte is that may show a loss; NO_MARK where none does. What is behind the chunk's end is not known yet. */
function signMark(place: usize, end: usize): u64 {
  const byte = load<u8>(place);
  if (byte == 0x3e) return isHexDigit(load<u8>(place - 1)) && isHexDigit(load<u8>(place - 2)) ? 0 : NO_MARK;
  if (byte == 0x3f) return place + 1 >= end || mayBeLetter(load<u8>(place + 1), place + 1) ? 1 : NO_MARK;
  // An object of Java shows by five digits.
  return place + 2 >= end || (isHexDigit(load<u8>(place + 1)) && isHexDigit(load<u8>(place + 2))) ? 5 : NO_MARK;
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

// @ts-ignore: a decorator of AssemblyScript's
@inline
function isShown(kind: u8): bool {
  return kind == VISIBLE || kind >= MEDIA;
}

// --- Rows and fields

function beginRow(firstLine: i64, firstOffset: i64, place: usize): void {
  rowLine = firstLine;
  rowStart = firstOffset;
  column = 0;
  kind = kindOf(0);
  mediaStart = firstOffset;
  mediaLength = 0;
  visibleText = 0;
  hiddenText = 0;
  groupText = 0;
  columnText = 0;
  fieldStart = place;
  rowShape = 0;
  beginText(ROW_TEXT);
  beginText(GROUP_TEXT);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function endField(place: usize): void {
  if (fieldFlags != 0) endFlags(place);
  const next = kindOf(++column);
  if (kind == VISIBLE) {
    // Where fields end is part of what rows are compared by: "a,b" and c are not a and "b,c".
    rowShape = (rowShape ^ (load<u64>(ROW_TEXT, LENGTH) + ((place - segment) as u64))) * PRIME_1;
    // Fields that are shown side by side are fed in one go, with the comma between them.
    if (next == VISIBLE) return;
  }
  feed(segment, place, false);
  if (kind >= MEDIA) endMedia(place, column - 1);
  if (next >= MEDIA) mediaStart = offsetOf(place + 1);
  segment = place + 1;
  kind = next;
}

function endRow(place: usize): void {
  if (isRowPerLine && offsetOf(place) == rowStart) return;
  if (fieldFlags != 0) endFlags(place);
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
    else awaitGroup(finalHash(GROUP_TEXT, 0));
  }
  if (rowHasText && comparesRows) awaitRow(finalHash(ROW_TEXT, rowShape));
}

// What was found in a field already, or is to be looked at when it ends.
const FOUND_NUL: i32 = 1;
const FOUND_CONTROL: i32 = 2;
const FOUND_MARK: i32 = 4;
const FOUND_DAMAGE: i32 = 8;
const LOOK_AT_WHOLE: i32 = 16;
/** As long as a column had no text. */
const LOOK_AT_COLUMN: i32 = 32;
const FOUND_DOUBT: i32 = 64;

function foundControl(place: usize, onLine: i64): void {
  const byte = load<u8>(place);
  // Each is reported once for a field.
  if (byte == 0) {
    if ((fieldFlags & FOUND_NUL) == 0) report(NUL_BYTE, column, onLine, offsetOf(place), 0);
    fieldFlags |= FOUND_NUL;
  } else if (isShown(kind)) {
    if ((fieldFlags & FOUND_CONTROL) == 0) report(CONTROL_CHARACTER, column, onLine, offsetOf(place), byte);
    fieldFlags |= FOUND_CONTROL;
  }
}

/** The last byte of a character, or what may begin a value that is lost; ../plain-row-scanner.ts says what for. */
function foundMark(place: usize, onLine: i64): void {
  const byte = load<u8>(place);
  const before = load<u8>(place - 1);
  if (byte < 0x80) {
    if (!isShown(kind)) return;
    if ((fieldFlags & FOUND_DAMAGE) == 0) {
      if (byte == 0x2b && before == 0x55 && load<u8>(place - 2) == 0x3c) foundDamage(BY_NUMBER, onLine, offsetOf(place));
      else if (byte == 0x3e && endsAddress(place)) foundDamage(OBJECT + DOUBTFUL, onLine, offsetOf(place));
      else if (load<u8>(place - 5) == 0x40 && areHexDigits(place, 5)) foundDamage(OBJECT + DOUBTFUL, onLine, offsetOf(place));
      else if (before == 0x3f && mayBeLetter(byte, place)) foundDamage(QUESTIONS + DOUBTFUL, onLine, offsetOf(place));
      else if (endsEscape(place)) foundDamage(ESCAPED + DOUBTFUL, onLine, offsetOf(place));
    }
    const isFirst = before == 0x2c || before == 0x0a || before == 0x0d || before == 0x22;
    const begins = byte == 0x2b ? (before | 0x20) == 0x65 : byte == 0x23 && isFirst;
    if (!begins && byte != 0x5b) return;
    fieldFlags |= LOOK_AT_WHOLE;
    wholeLine = onLine;
    return;
  }
  if ((byte & 0xc0) != 0x80) return;
  const isThird = (before & 0xc0) == 0x80;
  const lead = isThird ? load<u8>(place - 2) : before;
  if (isThird) {
    if (lead != 0xe2 && lead != 0xef) return;
  } else if (lead != 0xc2 && lead != 0xc3 && lead != 0xc5 && lead != 0xc6 && lead != 0xcb) return;
  if (lead == 0xef && before == 0xbb && byte == 0xbf) {
    if ((fieldFlags & FOUND_MARK) == 0) report(BYTE_ORDER_MARK, column, onLine, offsetOf(place), 0);
    fieldFlags |= FOUND_MARK;
  }
  if (!isShown(kind) || (fieldFlags & FOUND_DAMAGE) != 0) return;
  // Most of these characters stand after one of ASCII, and alone they show nothing.
  foundDamage(damageEndingAt(place), onLine, offsetOf(place));
}

function foundDamage(damage: i32, onLine: i64, offset: i64): void {
  if (damage == 0) return;
  if (damage >= DOUBTFUL) {
    if ((fieldFlags & FOUND_DOUBT) == 0) report(DOUBTFUL_TEXT, column, onLine, offset, damage - DOUBTFUL);
    fieldFlags |= FOUND_DOUBT;
    return;
  }
  fieldFlags |= FOUND_DAMAGE;
  report(DAMAGED_TEXT, column, onLine, offset, damage);
}

// --- The URLs of media. What they must be, ../media-url.ts says; here only those that are surely fine are recognized at once.
const NO_MEDIA: i32 = 1;
const NOT_A_URL: i32 = 2;
const HTTPS: u64 = 0x2f2f3a7370747468;

/** A media cell in a column ends before a place. */
function endMedia(place: usize, inColumn: i32): void {
  // Where a field ends is part of what rows are compared by.
  rowShape = (rowShape ^ load<u64>(ROW_TEXT, LENGTH)) * PRIME_1;
  const problem = mediaProblem(place);
  mediaLength = 0;
  if (problem != 0) report(MEDIA_URL, inColumn, rowLine, mediaStart, problem);
}

function mediaProblem(place: usize): i32 {
  if (mediaLength > LONGEST_URL) return NOT_A_URL;
  if (mediaLength == 0) {
    // Where each row was a line of its own, what has no quotes is missing, which others say.
    return needsMedia && (!isRowPerLine || load<u8>(place - 1) == 0x22) ? NO_MEDIA : 0;
  }
  const end = MEDIA_CELL + mediaLength;
  if (isFineUrl(end)) return 0;
  // Once none is passed on any more, it does not matter why something is no URL.
  if (load<u32>(COUNTS + ((MEDIA_URL as usize) << 2)) >= MOST_EVENTS && isSurelyBad()) return NOT_A_URL;
  const problem = judgeInScript((kind - MEDIA) as i32, MEDIA_CELL, mediaLength);
  return problem == NO_MEDIA && !needsMedia ? 0 : problem;
}

/** A printed character of ASCII that is no h begins no URL of https. */
function isSurelyBad(): bool {
  const first = load<u8>(MEDIA_CELL);
  return first > 0x20 && first < 0x7f && (first | 0x20) != 0x68;
}

/** https:// in small letters, a name of letters, digits and hyphens for the host, and an ending that the kind has. */
function isFineUrl(end: usize): bool {
  if (load<u64>(MEDIA_CELL) != HTTPS) return false;
  let at = MEDIA_CELL + 8;
  if (at >= end) return false;
  let label = at;
  let byte: u8 = 0;
  for (; at < end; at++) {
    byte = load<u8>(at);
    if (byte == 0x2f || byte == 0x3f || byte == 0x23) break;
    const letter = byte | 0x20;
    if (letter >= 0x61 && letter <= 0x7a) continue;
    if (byte >= 0x30 && byte <= 0x39) continue;
    // Two hyphens begin what is coded, an empty label or a number at the end something else than a name.
    if (at == label || (byte != 0x2d && byte != 0x2e)) return false;
    if (byte == 0x2d && load<u8>(at - 1) == 0x2d) return false;
    if (byte == 0x2e) label = at + 1;
  }
  if (at == label || (load<u8>(label) | 0x20) < 0x61) return false;
  // A name without a dot, and then those that ../media-hosts.ts lists.
  if (label == MEDIA_CELL + 8 || isDoubtfulHost(at)) return false;
  // Fill up the last 16 bytes with what is in no way special.
  v128.store(end, i8x16.splat(0x61));
  const path = at;
  // It may have been cut off.
  if (load<u8>(end - 1) == 0x2e) return false;
  // Nothing but a host may be a website.
  if (end <= path + 1 || load<u8>(path) != 0x2f || load<u8>(path + 1) == 0x3f || load<u8>(path + 1) == 0x23) return false;
  let pathEnd: usize = 0;
  for (; at < end; at += 16) {
    const bytes = v128.load(at);
    // Blanks and what is beyond ASCII; a colon, after which another URL may go on, and a semicolon; an open brace and DEL.
    const blanks = i8x16.lt_s(bytes, i8x16.splat(0x21));
    const colons = i8x16.eq(v128.or(bytes, i8x16.splat(1)), i8x16.splat(0x3b));
    const braces = i8x16.eq(v128.or(bytes, i8x16.splat(4)), i8x16.splat(0x7f));
    // A variable of Python or C, "%s" or "%(": what is percent-encoded has digits; and one in angle brackets.
    const next = v128.load(at + 1);
    const names = v128.or(i8x16.eq(next, i8x16.splat(0x73)), i8x16.eq(next, i8x16.splat(0x28)));
    const percents = v128.and(i8x16.eq(bytes, i8x16.splat(0x25)), names);
    const variables = v128.or(percents, i8x16.eq(bytes, i8x16.splat(0x3c)));
    if (v128.any_true(v128.or(v128.or(blanks, variables), v128.or(colons, braces)))) return false;
    if (pathEnd != 0) continue;
    const ends = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x3f)), i8x16.eq(bytes, i8x16.splat(0x23))));
    if (ends != 0) pathEnd = at + (ctz(ends) as usize);
  }
  return hasEnding(path, pathEnd == 0 ? end : pathEnd);
}

/** @param end behind the host, before which there are at least 8 bytes of the URL */
function isDoubtfulHost(end: usize): bool {
  // The bit makes capitals small, and nothing else that a host has another character.
  const tail = v128.or(v128.load(end - 16), i8x16.splat(0x20));
  const fine = FINE_HOSTS + ((end & 31) << 4);
  if (!v128.any_true(v128.xor(tail, v128.load(fine)))) return false;
  for (let host = DOUBTFUL_HOSTS; load<u8>(host + 31) != 0; host += 32) {
    if (!v128.any_true(v128.and(v128.xor(tail, v128.load(host)), v128.load(host + 16)))) return true;
  }
  v128.store(fine, tail);
  return false;
}

/** Whether a path, which begins with a slash or is empty, ends as its kind does; an image's may end in no way at all. */
function hasEnding(path: usize, end: usize): bool {
  let list = ENDINGS;
  for (let media = kind - MEDIA; media > 0; media--) {
    while (load<u8>(list) != 0) list += (load<u8>(list) as usize) + 1;
    list++;
  }
  for (; load<u8>(list) != 0; list += (load<u8>(list) as usize) + 1) {
    const length = load<u8>(list) as usize;
    if (end < path + 1 + length) continue;
    let same: usize = 0;
    // The bit makes capitals small, and no other character of a path one that an ending has.
    while (same < length && (load<u8>(end - length + same) | 0x20) == load<u8>(list + 1 + same)) same++;
    if (same == length) return true;
  }
  if (kind != MEDIA) return false;
  for (let at = end - 1; at > path && load<u8>(at) != 0x2f; at--) if (load<u8>(at) == 0x2e) return false;
  return true;
}

// --- Damaged text, as ../misread-text.ts, ../lost-values.ts and ../signs-of-damage.ts have it, with the reasons.
const REPLACED: i32 = 1;
const CONTROL: i32 = 2;
const WINDOWS: i32 = 3;
const MAC: i32 = 4;
const EXCEL: i32 = 5;
const ROUNDED: i32 = 6;
const OBJECT: i32 = 7;
const CYRILLIC: i32 = 8;
const DOS: i32 = 9;
const BY_NUMBER: i32 = 10;
const ESCAPED: i32 = 11;
const QUESTIONS: i32 = 12;
const CENTRAL: i32 = 13;
const SHIFT_JIS: i32 = 14;
const DOUBTFUL: i32 = 0x40;

function endsEscape(place: usize): bool {
  if (load<u8>(place - 3) == 0x5c && (load<u8>(place - 2) | 0x20) == 0x78) {
    return load<u8>(place - 1) >= 0x38 && areHexDigits(place, 2);
  }
  if (load<u8>(place - 5) == 0x5c && load<u8>(place - 4) == 0x75) return areHexDigits(place, 4);
  if (load<u8>(place - 9) != 0x5c || load<u8>(place - 8) != 0x55) return false;
  const isZero = load<u8>(place - 7) == 0x30 && load<u8>(place - 6) == 0x30 && load<u8>(place - 5) == 0x30;
  return isZero && areHexDigits(place, 5);
}

/** After a question mark: whether it may stand for a letter, in a word of at most nine letters before. */
function mayBeLetter(byte: u8, place: usize): bool {
  if (byte != 0x3f && !isSmall(byte)) return false;
  let at = place - 2;
  if (byte != 0x3f) while (at >= place - 10 && (isSmall(load<u8>(at) | 0x20) || load<u8>(at) == 0x3f)) at--;
  const first = load<u8>(at);
  return first <= 0x22 || first == 0x27 || first == 0x28 || first == 0x2c;
}

/** An object's address in the memory, as it ends its text in Python and Ruby. */
function endsAddress(place: usize): bool {
  let at = place - 1;
  while (at >= place - 16 && isHexDigit(load<u8>(at))) at--;
  if (at > place - 7 || load<u8>(at) != 0x78 || load<u8>(at - 1) != 0x30) return false;
  // A colon, or " at ".
  return load<u8>(at - 2) == 0x3a || load<u32>(at - 5) == 0x20746120;
}

/** So many, up to a place. */
function areHexDigits(place: usize, count: usize): bool {
  for (let at = place + 1 - count; at <= place; at++) if (!isHexDigit(load<u8>(at))) return false;
  return true;
}

function isHexDigit(byte: u8): bool {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

let characterBegin: usize = INPUT;

/** The character whose last byte is at a place; -1 for bytes that are no UTF-8. `characterBegin` is its first byte. */
function characterAt(place: usize): i32 {
  characterBegin = place;
  const last = load<u8>(place);
  if (last < 0x80) return last;
  let char: i32 = 0;
  for (let length = 1; length <= 4; length++) {
    const byte = load<u8>(characterBegin) as i32;
    if ((byte & 0xc0) == 0x80) {
      char |= (byte & 0x3f) << (6 * (length - 1));
      characterBegin--;
      continue;
    }
    const isLead = length == (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0);
    const mask = length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07;
    return isLead ? char | ((byte & mask) << (6 * (length - 1))) : -1;
  }
  characterBegin++;
  return -1;
}

function damageEndingAt(place: usize): i32 {
  const char = characterAt(place);
  if (char == 0xfffd) return REPLACED;
  const p = characterAt(characterBegin - 1);
  const isControl = char >= 0x80 && char <= 0x9f;
  if (p < 0x80 && !isControl) return 0;
  const pp = characterAt(characterBegin - 1);
  if (char == 0xbd && p == 0xbf && pp == 0xef) return REPLACED;
  const ppp = characterAt(characterBegin - 1);
  if (isContinuation(char)) {
    if (p == 0xc2 || p == 0xc3) return isTypedAfter(char, p) && endsCapitals(pp) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (p == 0xe2) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    if (pp == 0xe2 && isTyped(p)) return isTyped(char) ? WINDOWS + DOUBTFUL : WINDOWS;
    if ((p == 0xf0 && char == 0x178) || (pp == 0xef && p == 0xbb && char == 0xbf)) return WINDOWS;
    if (p == 0xc4 || p == 0xc5 || (p == 0xc8 && isCommaBelow(char))) {
      return (pp >= 0x61 && pp <= 0x7a) || isControl ? WINDOWS : WINDOWS + DOUBTFUL;
    }
  }
  if (isControl) return CONTROL;
  if (isContinuation(p)) {
    if (startsLetter(char) && startsLetter(pp) && !(p >= 0xbc && p <= 0xbe)) return WINDOWS;
    if (startsTriple(char) && isContinuation(pp) && startsTriple(ppp)) return WINDOWS;
  }
  if (p == 0x221a && isMacLetter(char)) return MAC;
  if (p == 0xc4 && pp == 0x201a && isMacPunctuation(char)) return MAC;
  if (p == 0xac && isMacSign(char)) return MAC;
  if (startsCyrillic(p) && startsCyrillic(ppp) && isCyrillicSign(char)) {
    if (isCyrillicContinuation(pp) || (isCyrillicSign(pp) && !(isTyped(pp) && isTyped(char)))) return CYRILLIC;
  }
  if (p == 0x402 && pp == 0x432 && isCyrillicSign(char)) return CYRILLIC;
  if (p == 0x102 && isCentralSign(char)) return CENTRAL;
  if (p == 0x139 && (char == 0x2122 || char == 0x2018 || char == 0x203a || char == 0xb1)) return CENTRAL;
  if (char >= 0xff61 && char <= 0xff9f && (p == 0x7e3a || p == 0x7e67 || p == 0x7e5d)) return SHIFT_JIS;
  if (p == 0x251c && isContinuationInDos(char)) return DOS;
  return char == 0xd6 && p == 0xc7 && pp == 0xd4 ? DOS : 0;
}

function isCommaBelow(char: i32): bool {
  return char == 0x2122 || char == 0x203a || char == 0x2dc || char == 0x161;
}

function isCentralSign(char: i32): bool {
  return (char >= 0xa4 && char <= 0xa9) || char == 0xb1 || (char >= 0xb4 && char <= 0xb6);
}

function isCyrillicContinuation(char: i32): bool {
  return (char >= 0x401 && char <= 0x40f) || (char >= 0x451 && char <= 0x45f) || char == 0x490 || char == 0x491;
}

function isCyrillicSign(char: i32): bool {
  if (char == 0x2116) return true;
  return isContinuation(char) && char != 0x192 && char != 0x2c6 && char != 0x2dc && !(char >= 0x152 && char <= 0x17e);
}

function isContinuationInDos(char: i32): bool {
  if ((char >= 0xa1 && char <= 0xff) || (char >= 0x2551 && char <= 0x2563)) return true;
  if (char >= 0x2591 && char <= 0x2593) return true;
  return char == 0x192 || char == 0x20a7 || char == 0x2310 || char == 0x2510 || char == 0x2524;
}

function isTyped(char: i32): bool {
  if (char == 0xa0 || char == 0xab || char == 0xb0 || char == 0xbb) return true;
  return char == 0x2026 || (char >= 0x2013 && char <= 0x201d && char != 0x201a);
}

function isTypedAfter(char: i32, letter: i32): bool {
  if (char == 0xa0 || char == 0xbb) return letter == 0xc3;
  return isTyped(char) && char >= 0x2013;
}

function endsCapitals(char: i32): bool {
  return (char >= 0x41 && char <= 0x5a) || char >= 0xab;
}

function startsCyrillic(char: i32): bool {
  return char == 0x420 || char == 0x421;
}

function isContinuation(char: i32): bool {
  if (char >= 0xa0 && char <= 0xbf) return true;
  if (char == 0x81 || char == 0x8d || char == 0x8f || char == 0x90 || char == 0x9d) return true;
  if (char >= 0x2013 && char <= 0x203a) {
    return char <= 0x2014 || (char >= 0x2018 && char <= 0x201a) || (char >= 0x201c && char <= 0x201e) ||
      (char >= 0x2020 && char <= 0x2022) || char == 0x2026 || char == 0x2030 || char >= 0x2039;
  }
  return char == 0x20ac || char == 0x2122 || char == 0x192 || char == 0x2c6 || char == 0x2dc || char == 0x152 ||
    char == 0x153 || char == 0x160 || char == 0x161 || char == 0x178 || char == 0x17d || char == 0x17e;
}

function startsLetter(char: i32): bool {
  return (char >= 0xce && char <= 0xd1) || (char >= 0xd7 && char <= 0xd9);
}

function startsTriple(char: i32): bool {
  return char >= 0xe0 && char <= 0xef;
}

function isMacLetter(char: i32): bool {
  if (char >= 0xa2 && char <= 0xff) {
    return char != 0xb2 && char != 0xb3 && char != 0xb5 && char != 0xb9 && !(char >= 0xbc && char <= 0xbe);
  }
  return char == 0x2020 || char == 0x2022 || char == 0x2122 || char == 0x2202 || char == 0x222b || char == 0x2260 ||
    char == 0x2264 || char == 0x2265;
}

function isMacPunctuation(char: i32): bool {
  return char == 0xa2 || char == 0xb6 || char == 0xea || char == 0xeb || char == 0xec || char == 0xee || char == 0xf2 ||
    char == 0xf4 || char == 0xf9 || char == 0xfa;
}

function isMacSign(char: i32): bool {
  return char == 0x2020 || char == 0xa3 || char == 0xa9 || char == 0xc6 || char == 0x221e || char == 0xb4 ||
    char == 0xaa || char == 0xf8 || char == 0xb0;
}

/** How far back a whole cell is looked for. */
const LONGEST_WHOLE_CELL: usize = 60;

function endFlags(place: usize): void {
  if ((fieldFlags & LOOK_AT_WHOLE) != 0) lookAtWhole(place);
  if (unseenColumns == 0) {
    fieldFlags = 0;
    return;
  }
  lookAtColumn(place);
  columnText = 0;
  fieldStart = place + 1;
  fieldFlags = LOOK_AT_COLUMN;
}

/** The cell that ends before a place, its closing quote included. */
function lookAtWhole(place: usize): void {
  if ((fieldFlags & FOUND_DAMAGE) != 0) return;
  const isInQuotes = load<u8>(place - 1) == 0x22;
  const end = isInQuotes ? place - 1 : place;
  let from = end;
  for (let at = end - 1; at >= end - LONGEST_WHOLE_CELL; at--) {
    const byte = load<u8>(at);
    // Within quotes a comma may be that of decimals.
    if (byte == 0x0a || byte == 0x0d || byte == 0x22 || (byte == 0x2c && !isInQuotes)) {
      // One in quotes begins at a quote, which something before it ends.
      if (isInQuotes != (byte == 0x22)) return;
      if (isInQuotes && !endsCell(load<u8>(at - 1))) return;
      from = at + 1;
      break;
    }
    if (at == end - LONGEST_WHOLE_CELL) {
      if (endsAsObject(at, end)) foundDamage(OBJECT, wholeLine, offsetOf(place) - 1);
      return;
    }
  }
  foundDamage(wholeCellDamage(from, end), wholeLine, offsetOf(place) - 1);
}

function endsCell(byte: u8): bool {
  return byte == 0x2c || byte == 0x0a || byte == 0x0d;
}

function wholeCellDamage(from: usize, end: usize): i32 {
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

function isSmall(byte: u8): bool {
  return byte >= 0x61 && byte <= 0x7a;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function isDigit(at: usize): bool {
  const byte = load<u8>(at);
  return byte >= 0x30 && byte <= 0x39;
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

/** Marks a visible column as one with text, once it has any. */
function lookAtColumn(place: usize): void {
  if (column >= columnCount || load<u8>(UNSEEN + (column as usize)) == 0) return;
  columnText = findText(fieldStart, place, 0x22, columnText);
  fieldStart = place;
  if (columnText != VISIBLE_TEXT) return;
  store<u8>(UNSEEN + (column as usize), 0);
  unseenColumns--;
}

function report(what: i32, inColumn: i32, onLine: i64, offset: i64, extra: i64): void {
  const counter = COUNTS + ((what as usize) << 2);
  const count = load<u32>(counter) + 1;
  store<u32>(counter, count);
  if (count > MOST_EVENTS) return;
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

/** Keeps a part of a media cell, where the whole may still be a URL. */
function keepMedia(from: usize, to: usize): void {
  let at = MEDIA_CELL + mediaLength;
  mediaLength += to - from;
  if (mediaLength > LONGEST_URL) return;
  for (; from < to; from += 16, at += 16) v128.store(at, v128.load(from));
}

/** Keeps the group's value, as far as it is compared, until the group is looked up. */
function keepGroupValue(from: usize, to: usize): void {
  const value = GROUP_VALUES + (waitingGroups as usize) * GROUP_VALUE_BYTES;
  const before = load<u64>(GROUP_TEXT, LENGTH) as u32;
  const length = before + ((to - from) as u32);
  store<u32>(value, min(length, LONGEST_FOLDED + 1));
  if (length > LONGEST_FOLDED) return;
  for (let at = value + 4 + (before as usize); from < to; from += 8, at += 8) store<u64>(at, load<u64>(from));
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

// As ../invisible.ts has it.
const VISIBLE_TEXT: i32 = -1;

/**
 * Looks for a character that can be seen; the first byte nearly always answers.
 *
 * @param skipped a byte that counts for nothing
 * @param state how far a character was read before
 */
function findText(from: usize, to: usize, skipped: u8, state: i32): i32 {
  for (; from < to; from++) {
    const byte = load<u8>(from);
    if (byte == skipped) continue;
    if (state == 0 && byte < 0x80) {
      if (byte > 0x20) return VISIBLE_TEXT;
      continue;
    }
    state = nextTextState(state, byte);
    if (state == VISIBLE_TEXT) return VISIBLE_TEXT;
  }
  return state;
}

function nextTextState(state: i32, byte: u8): i32 {
  switch (state) {
    case 0:
      if (byte <= 0x20) return 0;
      return byte == 0xc2 ? 1 : byte == 0xe1 ? 2 : byte == 0xe2 ? 3 : byte == 0xe3 ? 4 : byte == 0xef ? 5 : VISIBLE_TEXT;
    case 1: return byte == 0x85 || byte == 0xa0 || byte == 0xad ? 0 : VISIBLE_TEXT;
    case 2: return byte == 0x9a ? 6 : byte == 0xa0 ? 7 : VISIBLE_TEXT;
    case 3: return byte == 0x80 ? 8 : byte == 0x81 ? 9 : VISIBLE_TEXT;
    case 4: return byte == 0x80 ? 10 : byte == 0x85 ? 11 : VISIBLE_TEXT;
    case 5: return byte == 0xbb ? 12 : VISIBLE_TEXT;
    case 6: return byte == 0x80 ? 0 : VISIBLE_TEXT;
    case 7: return byte == 0x8e ? 0 : VISIBLE_TEXT;
    case 8: return (byte >= 0x80 && byte <= 0x8f) || (byte >= 0xa8 && byte <= 0xaf) ? 0 : VISIBLE_TEXT;
    case 9: return byte >= 0x9f && byte <= 0xaf ? 0 : VISIBLE_TEXT;
    case 10: return byte == 0x80 ? 0 : VISIBLE_TEXT;
    case 11: return byte == 0xa4 ? 0 : VISIBLE_TEXT;
    default: return byte == 0xbf ? 0 : VISIBLE_TEXT;
  }
}

// --- Rows and groups that were seen

let rowSlots: u32 = SMALLEST_TABLE;
let rowSize: u32 = 0;
let groupSlots: u32 = SMALLEST_TABLE;
let groupSize: u32 = 0;
let groupsFull: bool = false;
let foldSlots: u32 = SMALLEST_TABLE;
let foldSize: u32 = 0;

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
    if (first != 0) report(DUPLICATE_ROW, -1, onLine, load<i64>(waiting, 16), first as i64);
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
    if (count == 1) foldNewGroup(waiting);
    if (count == 2) judgeGroup(waiting);
    if (count == LARGEST_GROUP + 1) report(GROUP_TOO_LARGE, groupColumn, load<i64>(waiting, 8), load<i64>(waiting, 16), 0);
  }
  // A row that is still read on keeps what there is of its value.
  memory.copy(GROUP_VALUES, GROUP_VALUES + (waitingGroups as usize) * GROUP_VALUE_BYTES, GROUP_VALUE_BYTES);
  waitingGroups = 0;
}

/** At its second row: a group of one row joins nothing. */
function judgeGroup(waiting: usize): void {
  const value = valueOf(waiting);
  const length = load<u32>(value);
  if (!mayBeNoGroup(value + 4, length)) return;
  const problem = judgeGroupInScript(value + 4, length);
  if (problem > 0) report(GROUP_VALUE, groupColumn, load<i64>(waiting, 8), load<i64>(waiting, 16), problem as i64);
}

/** Whether a value may be one that ../group-value.ts has; ids that end in a digit are not, but for a rounded number. */
function mayBeNoGroup(from: usize, length: u32): bool {
  if (length == 0 || length > LONGEST_JUDGED_GROUP) return false;
  const end = from + (length as usize);
  if (isDigit(end - 1)) return length > 4 && (load<u8>(end - 3) == 0x2b || load<u8>(end - 4) == 0x2b);
  const first = load<u8>(from);
  if (first < 0x40) return FIRST_OF_SIGNS & ((1 as u64) << (first as u64)) ? true : false;
  const letter = first | 0x20;
  if (letter == 0x6e) return true;
  const second = load<u8>(from, 1) | 0x20;
  if (letter == 0x75) return second == 0x6e;
  if (letter == 0x6d) return second == 0x69;
  // [ and \, which are { and | with the bit of small letters.
  return letter == 0x7b || letter == 0x7c;
}

/** #, (, -, ., < and ?. */
const FIRST_OF_SIGNS: u64 = (1 << 0x23) | (1 << 0x28) | (1 << 0x2d) | (1 << 0x2e) | (1 << 0x3c) | (1 << 0x3f);

/** Where the value of a group that waits is kept, its length first. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function valueOf(waiting: usize): usize {
  return GROUP_VALUES + ((waiting - GROUP_BATCH) / WAITING_BYTES) * GROUP_VALUE_BYTES;
}

/** A value of ASCII is folded here; others, and what comes after one of them, in JavaScript, which knows Unicode. */
function foldNewGroup(waiting: usize): void {
  const value = valueOf(waiting);
  const length = load<u32>(value);
  if (length > LONGEST_FOLDED) return;
  const onLine = load<i64>(waiting, 8);
  const offset = load<i64>(waiting, 16);
  if (unfolded == UNFOLDED && isAscii(value + 4, length)) {
    compareFolded(value + 4, length, onLine, offset);
    return;
  }
  if (unfolded + 20 + (length as usize) + 16 > UNFOLDED + UNFOLDED_BYTES) return;
  store<f64>(unfolded, onLine as f64);
  store<f64>(unfolded, offset as f64, 8);
  store<u32>(unfolded, length, 16);
  for (let at: usize = 0; at < length; at += 8) store<u64>(unfolded + 20 + at, load<u64>(value + 4 + at));
  unfolded += (20 + (length as usize) + 7) & ~7;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function isAscii(from: usize, length: u32): bool {
  const end = from + (length as usize);
  for (let at = from; at < end; at++) if (load<u8>(at) >= 0x80) return false;
  return true;
}

/** A value that JavaScript has folded, and written to SCRATCH. */
export function foldInScratch(length: u32, onLine: f64, offset: f64): void {
  compareFolded(SCRATCH, length, onLine as i64, offset as i64);
}

/** Without case and a whole number's zeros around it, and with one space for any white space between words. */
function compareFolded(from: usize, length: u32, onLine: i64, offset: i64): void {
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
  if (isCrowded(foldSize + 1, foldSlots)) foldSlots = grow(FOLD_TABLE, foldSlots, LARGEST_GROUP_TABLE);
  const slot = find(FOLD_TABLE, foldSlots, hash);
  if (slot == NO_SLOT) return;
  const first = load<u32>(slot, 8);
  if (first != 0) report(GROUP_LOOKALIKE, groupColumn, onLine, offset, first as i64);
  else if (!isCrowded(foldSize + 1, foldSlots)) {
    store<u64>(slot, hash);
    store<u32>(slot, min(onLine, 0xffffffff) as u32, 8);
    foldSize++;
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
 * Gives a table eight times the slots, in place. From the first slot up, each entry leaves its slot and is inserted
 * again: at or before where it was, or into the new part. What overflowed into the spare slots, where the new part begins,
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
