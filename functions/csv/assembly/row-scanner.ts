// The row scanner in AssemblyScript, with SIMD: what ../row-scanner.ts does a byte at a time, sixteen at a time.
// `npm run build:wasm` compiles it into ../row-scanner-wasm.generated.ts. Both paths are held against csv-parse, and
// against each other, by the same tests; ../row-scanner.ts says what the rules are.

// What the scanner meets, by the numbers that ../wasm-row-scanner.ts reads.
@external("events", "meet")
declare function meet(kind: i32, line: i32, column: i32, value: i32): void;

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

const LF: u32 = 10;
const CR: u32 = 13;
const QUOTE: u32 = 34;
const COMMA: u32 = 44;

const FIELD_START: i32 = 0;
const UNQUOTED: i32 = 1;
const QUOTED: i32 = 2;
const QUOTE_SEEN: i32 = 3;
const LENIENT: i32 = 4;

const HIDDEN: i32 = 0;
const VISIBLE: i32 = 1;
const GROUP: i32 = 2;

const NAME_BYTES: i32 = 256;
const SLOT_BYTES: usize = 12;
const START_CAPACITY: u32 = 1 << 12;

/** Reads beyond a chunk's end by up to a block, where nothing is taken to heart. */
const BLOCK: usize = 16;

let input: usize = 0;
let kinds: usize = 0;
let groupName: usize = 0;
let columns: i32 = 0;
let hasGroups: bool = false;
let comparesRows: bool = false;
let largestGroup: i32 = 0;
let largestCapacity: u32 = 0;

let state: i32 = FIELD_START;
let line: i32 = 0;
let rowLine: i32 = 0;
let quoteLine: i32 = 0;
let lastByte: u32 = 0;
let column: i32 = 0;
let kind: i32 = HIDDEN;
let fieldFlags: i32 = 0;
let rowHasText: bool = false;
let rowHasBytes: bool = false;
let groupHasText: bool = false;
let groupLength: i32 = 0;
let rows: i32 = 0;
let rowsWithText: i32 = 0;

// A hash takes in eight bytes at a time, however runs and chunks cut the text: what is left waits.
const SEED: u64 = 0x9e3779b97f4a7c15;
const FACTOR_A: u64 = 0xff51afd7ed558ccd;
const FACTOR_B: u64 = 0xc4ceb9fe1a85ec53;
let rowHash: u64 = SEED;
let rowWait: u64 = 0;
let rowWaiting: u32 = 0;
let groupHash: u64 = SEED;
let groupWait: u64 = 0;
let groupWaiting: u32 = 0;

/** Rows that are still to be compared: a hash and a line each. */
const PENDING_ROWS: i32 = 64;
let pending: usize = 0;
let pendingRows: i32 = 0;

/** Slots of a hash's two halves and a number above 0. */
let rowTable: usize = 0;
let rowCapacity: u32 = 0;
let rowSize: u32 = 0;
let groupTable: usize = 0;
let groupCapacity: u32 = 0;
let groupSize: u32 = 0;

/** Makes room for a chunk of so many bytes and for the columns' kinds; answers with the chunk's place. */
export function begin(chunkBytes: i32, columnCount: i32, firstLine: i32, groupLimit: i32, capacityLimit: i32): usize {
  input = heap.alloc(<usize>chunkBytes + BLOCK);
  kinds = heap.alloc(<usize>columnCount);
  groupName = heap.alloc(<usize>NAME_BYTES);
  pending = heap.alloc(<usize>PENDING_ROWS << 4);
  columns = columnCount;
  line = firstLine;
  rowLine = firstLine;
  largestGroup = groupLimit;
  largestCapacity = <u32>capacityLimit;
  return input;
}

/** A column's kind: 0 hidden, 1 visible, 2 the group column. */
export function setKind(index: i32, value: i32): void {
  store<u8>(kinds + <usize>index, <u8>value);
  if (value == GROUP) hasGroups = true;
  if (value == VISIBLE) comparesRows = true;
  kind = load<u8>(kinds);
}

/** Called once, when all kinds are set. */
export function makeTables(): void {
  rowCapacity = START_CAPACITY;
  rowTable = newTable(rowCapacity);
  if (hasGroups) {
    groupCapacity = START_CAPACITY;
    groupTable = newTable(groupCapacity);
  }
}

export function getLine(): i32 { return line; }
export function isAfterCr(): bool { return lastByte == CR; }
export function getRows(): i32 { return rows; }
export function getRowsWithText(): i32 { return rowsWithText; }
export function getGroupTable(): usize { return groupTable; }
export function getGroupCapacity(): u32 { return groupCapacity; }
export function getGroupSize(): u32 { return groupSize; }
export function getGroupName(): usize { return groupName; }
export function getGroupNameLength(): i32 { return groupLength; }

/** Reads the chunk that was put into its place. */
export function scan(length: i32): void {
  const end = input + <usize>length;
  const quotes = i8x16.splat(<i8>QUOTE);
  const commas = i8x16.splat(<i8>COMMA);
  const spaces = i8x16.splat(32);
  let run = input;
  // Where a closing quote stood, if the last special byte was one.
  let closed: usize = input - 1;

  for (let block = input; block < end; block += BLOCK) {
    const bytes = v128.load(block);
    const special = v128.or(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, commas)), i8x16.lt_u(bytes, spaces));
    let mask = i8x16.bitmask(special);
    while (mask != 0) {
      const at = block + <usize>ctz(mask);
      mask &= mask - 1;
      if (at >= end) break;
      const byte: u32 = load<u8>(at);

      if (state == QUOTED) {
        if (byte == COMMA) continue;
        if (byte == QUOTE) {
          take(run, at);
          state = QUOTE_SEEN;
          closed = at;
        } else if (byte == LF) {
          if (before(at) != CR) line++;
        } else if (byte == CR) {
          line++;
        } else {
          control(byte);
        }
        continue;
      }

      if (state == QUOTE_SEEN) {
        if (at == closed + 1) {
          if (byte == QUOTE) {
            // Doubled: the second one is text.
            state = QUOTED;
            run = at;
            continue;
          }
          run = at;
          if (byte != COMMA && byte != LF && byte != CR) {
            meet(TEXT_AFTER_QUOTE, line, column, 0);
            state = LENIENT;
          }
        } else {
          meet(TEXT_AFTER_QUOTE, line, column, 0);
          state = LENIENT;
          run = closed + 1;
        }
      } else if (state == FIELD_START) {
        if (at == run) {
          if (byte == QUOTE) {
            state = QUOTED;
            quoteLine = line;
            rowHasBytes = true;
            run = at + 1;
            continue;
          }
          if (byte == LF && before(at) == CR) {
            // The second half of a CRLF: the row has ended already.
            run = at + 1;
            continue;
          }
        } else {
          state = UNQUOTED;
        }
      }

      if (byte == COMMA) {
        take(run, at);
        rowHasBytes = true;
        endField();
        run = at + 1;
      } else if (byte == LF || byte == CR) {
        take(run, at);
        endRow();
        line++;
        rowLine = line;
        run = at + 1;
      } else if (byte == QUOTE) {
        if (state == UNQUOTED) meet(BARE_QUOTE, line, column, 0);
        state = LENIENT;
      } else {
        if (state == FIELD_START) state = UNQUOTED;
        control(byte);
      }
    }
  }

  if (length > 0) {
    // What the chunk ends within goes on in the next one.
    if (state == QUOTE_SEEN) {
      if (closed + 1 < end) {
        meet(TEXT_AFTER_QUOTE, line, column, 0);
        state = LENIENT;
        take(closed + 1, end);
      }
    } else {
      if (state == FIELD_START && run < end) state = UNQUOTED;
      take(run, end);
    }
    lastByte = load<u8>(end - 1);
  }
}

export function finish(): void {
  if (state == QUOTED) {
    meet(QUOTE_NEVER_CLOSES, quoteLine, column, 0);
    rows++;
    rowsWithText++;
  } else if (rowHasBytes || state != FIELD_START || column > 0) {
    endRow();
  }
  compareRows();
}

// @ts-ignore: decorator
@inline
function before(at: usize): u32 {
  return at > input ? <u32>load<u8>(at - 1) : lastByte;
}

/** Takes a run of text into the hash of what it belongs to. */
function take(from: usize, to: usize): void {
  if (from >= to) return;
  rowHasBytes = true;
  if (!rowHasText || (kind == GROUP && !groupHasText)) {
    for (let at = from; at < to; at++) {
      if (load<u8>(at) > 32) {
        rowHasText = true;
        if (kind == GROUP) groupHasText = true;
        break;
      }
    }
  }
  if (kind == VISIBLE) {
    hashRow(from, to);
  } else if (kind == GROUP) {
    for (let at = from; at < to; at++) {
      const byte: u64 = load<u8>(at);
      if (groupLength < NAME_BYTES) {
        store<u8>(groupName + <usize>groupLength, <u8>byte);
        groupLength++;
      }
      groupWait |= byte << (groupWaiting << 3);
      groupWaiting++;
      if (groupWaiting == 8) {
        groupHash = mix(groupHash, groupWait);
        groupWait = 0;
        groupWaiting = 0;
      }
    }
  }
}

function hashRow(from: usize, to: usize): void {
  let at = from;
  let hash = rowHash;
  let wait = rowWait;
  const shift: u64 = <u64>rowWaiting << 3;
  if (shift == 0) {
    for (; at + 8 <= to; at += 8) hash = mix(hash, load<u64>(at));
  } else {
    for (; at + 8 <= to; at += 8) {
      const word = load<u64>(at);
      hash = mix(hash, wait | (word << shift));
      wait = word >> (64 - shift);
    }
  }
  // The rest of up to seven bytes, loaded as a whole word: the chunk's place has room behind its end.
  const left = <u32>(to - at);
  if (left != 0) {
    const word = load<u64>(at) & ((<u64>1 << (<u64>left << 3)) - 1);
    wait |= word << shift;
    let waiting = rowWaiting + left;
    if (waiting >= 8) {
      hash = mix(hash, wait);
      waiting -= 8;
      wait = waiting == 0 ? 0 : word >> (<u64>(left - waiting) << 3);
    }
    rowWaiting = waiting;
  }
  rowHash = hash;
  rowWait = wait;
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, word: u64): u64 {
  return (rotl<u64>(hash, 29) ^ (word * FACTOR_A)) * FACTOR_B;
}

// @ts-ignore: decorator
@inline
function settle(hash: u64, wait: u64, waiting: u32): u64 {
  let value = mix(hash, wait ^ <u64>waiting);
  value ^= value >> 32;
  value *= FACTOR_A;
  return value ^ (value >> 29);
}

/** A byte below the space: each kind is said once for a field. */
function control(byte: u32): void {
  if (byte == 9 || byte == LF || byte == CR) return;
  if (byte == 0) {
    if ((fieldFlags & 1) == 0) meet(NUL_BYTE, line, column, 0);
    fieldFlags |= 1;
  } else if (kind == VISIBLE) {
    if ((fieldFlags & 2) == 0) meet(CONTROL_CHARACTER, line, column, <i32>byte);
    fieldFlags |= 2;
  }
}

function endField(): void {
  if (kind == VISIBLE) {
    // 0xFF stands in no UTF-8: a field's end can't be taken for text.
    rowWait |= <u64>0xff << (<u64>rowWaiting << 3);
    rowWaiting++;
    if (rowWaiting == 8) {
      rowHash = mix(rowHash, rowWait);
      rowWait = 0;
      rowWaiting = 0;
    }
  }
  column++;
  kind = column < columns ? load<u8>(kinds + <usize>column) : HIDDEN;
  fieldFlags = 0;
  state = FIELD_START;
}

function endRow(): void {
  const fields = column + 1;
  rows++;
  if (rowHasText) rowsWithText++;
  endField();
  judgeRow(fields);

  column = 0;
  kind = load<u8>(kinds);
  rowHasText = false;
  rowHasBytes = false;
  rowHash = SEED;
  rowWait = 0;
  rowWaiting = 0;
  groupHash = SEED;
  groupWait = 0;
  groupWaiting = 0;
  groupLength = 0;
  groupHasText = false;
}

function judgeRow(fields: i32): void {
  const blank = !rowHasText;
  const blankLine = blank && fields == 1;
  const isRow = fields == columns && !blankLine;
  if (blank && (isRow || fields == 1)) meet(BLANK_ROW, rowLine, 0, 0);
  if (!isRow && !blankLine) meet(ROW_WIDTH, rowLine, 0, fields);
  if (!isRow) return;
  if (hasGroups) countGroup();
  if (blank || !comparesRows) return;
  store<u64>(pending + (<usize>pendingRows << 4), settle(rowHash, rowWait, rowWaiting));
  store<u32>(pending + (<usize>pendingRows << 4), rowLine, 8);
  pendingRows++;
  if (pendingRows == PENDING_ROWS) compareRows();
}

/** Looks rows up many at a time, so that the processor waits for their slots in memory together, not one by one. */
function compareRows(): void {
  for (let index = 0; index < pendingRows; index++) {
    const row = pending + (<usize>index << 4);
    const first = rememberRow(load<u64>(row), load<u32>(row, 8));
    if (first != 0) meet(DUPLICATE_ROW, load<u32>(row, 8), 0, first);
  }
  pendingRows = 0;
}

function countGroup(): void {
  if (!groupHasText) {
    meet(GROUP_BLANK, rowLine, 0, 0);
    return;
  }
  const hash = settle(groupHash, groupWait, groupWaiting);
  let slot = find(groupTable, groupCapacity, hash);
  let count = load<u32>(slot, 8);
  if (count == 0) {
    if (groupSize >= (groupCapacity >> 2) * 3) {
      if (groupCapacity >= largestCapacity) return;
      groupTable = grown(groupTable, groupCapacity);
      groupCapacity <<= 1;
      slot = find(groupTable, groupCapacity, hash);
    }
    store<u64>(slot, hash);
    groupSize++;
  }
  count++;
  store<u32>(slot, count, 8);
  if (count == <u32>largestGroup + 1) meet(GROUP_TOO_LARGE, rowLine, 0, 0);
}

/** Answers with the line on which the same row was first met, or 0. */
function rememberRow(hash: u64, rowLine: u32): u32 {
  let slot = find(rowTable, rowCapacity, hash);
  const known = load<u32>(slot, 8);
  if (known != 0) return known;
  if (rowSize >= (rowCapacity >> 2) * 3) {
    if (rowCapacity >= largestCapacity) return 0;
    rowTable = grown(rowTable, rowCapacity);
    rowCapacity <<= 1;
    slot = find(rowTable, rowCapacity, hash);
  }
  store<u64>(slot, hash);
  store<u32>(slot, rowLine, 8);
  rowSize++;
  return 0;
}

function newTable(capacity: u32): usize {
  const bytes = <usize>capacity * SLOT_BYTES;
  const table = heap.alloc(bytes);
  memory.fill(table, 0, bytes);
  return table;
}

function find(table: usize, capacity: u32, hash: u64): usize {
  const mask = capacity - 1;
  let slot = table + <usize>(<u32>hash & mask) * SLOT_BYTES;
  let index = <u32>hash & mask;
  while (load<u32>(slot, 8) != 0 && load<u64>(slot) != hash) {
    index = (index + 1) & mask;
    slot = table + <usize>index * SLOT_BYTES;
  }
  return slot;
}

function grown(table: usize, capacity: u32): usize {
  const larger = newTable(capacity << 1);
  const end = table + <usize>capacity * SLOT_BYTES;
  for (let slot = table; slot < end; slot += SLOT_BYTES) {
    const value = load<u32>(slot, 8);
    if (value == 0) continue;
    const hash = load<u64>(slot);
    const place = find(larger, capacity << 1, hash);
    store<u64>(place, hash);
    store<u32>(place, value, 8);
  }
  return larger;
}
