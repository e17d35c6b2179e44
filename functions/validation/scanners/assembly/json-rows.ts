// Writes JSON Lines as rows of a CSV, in AssemblyScript with SIMD. `npm run build:wasm` compiles it into
// ../../jsonl/json-rows-wasm.generated.ts. It does what most lines need: known keys, each once, with strings, numbers, booleans
// and null. A line that has anything else in it is left to ../../jsonl/record-reader.ts, which says what the rules are, and
// which this is held against.

// --- Memory. No allocator: every region has its place, and pages that are never touched cost nothing.
/** How many keys there can be, and the bytes of all of them, each filled up to eight. */
const MOST_KEYS: i32 = 4096;
const KEY_BYTES: usize = 0x100000;
/** Of each key: where its bytes are u32, how many u32. */
const KEYS: usize = 0x10000;
/** Places of keys plus one, u16, by their hash. */
const KEY_TABLE: usize = 0x18000;
const KEY_SLOTS: u32 = 0x2000;
/** Of each key: the last record that had it u32. */
const SEEN: usize = 0x1c000;
/** The keys of the record before, in their order: u16. */
const ORDER: usize = 0x20000;
const MOST_MEMBERS: i32 = 4096;
/** Of each field: what the record has u8, and where it is: start u32, end u32. */
const FOUND: usize = 0x22000;
const PLACES: usize = 0x23000;
/** Of each key that was met before: how often it was met here as a further key, or with a number, f64. */
const COUNTS: usize = 0x2b000;
/** Of each field u8: whether any record has it. */
const PRESENT: usize = 0x33000;
/** Of each key u8: whether the first record with it, or with a number for it if it is a field, was looked at elsewhere. */
const KNOWN: usize = 0x34000;
/** The further keys of a record u16. */
const EXTRAS: usize = 0x35000;
const KEY_TEXT: usize = 0x40000;
const INPUT: usize = KEY_TEXT + KEY_BYTES;
const INPUT_BYTES: usize = 0x200000;
/** With what a copy by 16 bytes writes beyond its end. */
const OUTPUT: usize = INPUT + INPUT_BYTES + 0x100;
const OUTPUT_BYTES: usize = 0x80000;
const MEMORY_END: usize = OUTPUT + OUTPUT_BYTES + 0x100;

const MISSING: u8 = 0;
const TEXT: u8 = 1;
const ESCAPED_TEXT: u8 = 2;
const LITERAL: u8 = 3;

// What ends a run.
const DONE: i32 = 0;
/** What was written must be taken first. */
const FULL: i32 = 1;
/** The line needs a closer look. */
const ODD: i32 = 2;

let fields: i32 = 0;
let keyCount: i32 = 0;
let keyEnd: usize = KEY_TEXT;
let strict: bool = false;
let record: u32 = 0;
let lines: i32 = 0;
let out: usize = OUTPUT;
let stoppedAt: usize = INPUT;
let order: i32 = 0;

export function getInput(): usize { return INPUT; }
export function getInputBytes(): usize { return INPUT_BYTES; }
export function getOutput(): usize { return OUTPUT; }
export function getOutputLength(): usize { return out - OUTPUT; }
export function getStoppedAt(): usize { return stoppedAt - INPUT; }
export function getLines(): i32 { return lines; }
export function getCounts(): usize { return COUNTS; }
export function getPresent(): usize { return PRESENT; }
export function getKnown(): usize { return KNOWN; }
/** Where the next key is written, in quotes. */
export function getKeyEnd(): usize { return keyEnd; }

/** Once, before anything else. */
export function prepare(): void {
  memory.grow(((MEMORY_END + 0xffff) >>> 16) as i32 - memory.size());
}

/** Makes ready for a file. Its fields are added as its first keys. */
export function reset(fieldCount: i32, isStrict: bool): void {
  fields = fieldCount;
  strict = isStrict;
  keyCount = 0;
  keyEnd = KEY_TEXT;
  record = 0;
  order = 0;
  memory.fill(KEY_TABLE, 0, (KEY_SLOTS as usize) * 2);
  memory.fill(SEEN, 0, (MOST_KEYS as usize) * 4);
  memory.fill(COUNTS, 0, (MOST_KEYS as usize) * 8);
  memory.fill(PRESENT, 0, MOST_KEYS);
  memory.fill(KNOWN, 0, MOST_KEYS);
}

/** Whether there is room for a key more. */
export function hasRoom(length: usize): bool {
  return keyCount < MOST_KEYS && keyEnd + length + 16 <= KEY_TEXT + KEY_BYTES;
}

/** Adds the key that was written; one of no length is never met here. */
export function addKey(length: usize): void {
  const entry = KEYS + ((keyCount as usize) << 3);
  store<u32>(entry, keyEnd as u32);
  store<u32>(entry, length as u32, 4);
  // What fills up the last eight bytes is no part of it.
  store<u64>(keyEnd + length, 0);
  keyCount++;
  if (length == 0) return;
  let slot = hashOf(keyEnd, length) & (KEY_SLOTS - 1);
  while (load<u16>(KEY_TABLE + ((slot as usize) << 1)) != 0) slot = (slot + 1) & (KEY_SLOTS - 1);
  store<u16>(KEY_TABLE + ((slot as usize) << 1), keyCount as u16);
  keyEnd += (length + 7) & ~7;
}

function hashOf(at: usize, length: usize): u32 {
  let hash: u64 = length as u64;
  const end = at + length;
  for (; at + 8 <= end; at += 8) hash = (hash ^ load<u64>(at)) * 0xc6a4a7935bd1e995;
  const rest = ((end - at) as u64) << 3;
  if (rest > 0) hash = (hash ^ (load<u64>(at) & (((1 as u64) << rest) - 1))) * 0xc6a4a7935bd1e995;
  return ((hash >> 32) ^ hash) as u32;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function isKeyAt(at: usize, place: i32): bool {
  const entry = KEYS + ((place as usize) << 3);
  let key = load<u32>(entry) as usize;
  const length = load<u32>(entry, 4) as usize;
  if (length == 0) return false;
  const end = key + length;
  for (; key + 8 <= end; key += 8, at += 8) if (load<u64>(key) != load<u64>(at)) return false;
  const rest = ((end - key) as u64) << 3;
  return rest == 0 || ((load<u64>(key) ^ load<u64>(at)) & (((1 as u64) << rest) - 1)) == 0;
}

/** Reads lines from a place in INPUT; the last byte of the input is a LF. */
export function run(from: usize, length: usize): i32 {
  let at = INPUT + from;
  const end = INPUT + length;
  // Control characters, at which everything stops.
  memory.fill(end, 0, 64);
  out = OUTPUT;
  lines = 0;
  while (at < end) {
    stoppedAt = at;
    const begin = skipBlanks(at);
    let next = lineEndAt(begin);
    if (next != 0) {
      if (out == OUTPUT + OUTPUT_BYTES) return FULL;
      store<u8>(out++, 0x0a);
    } else {
      const close = readRecord(begin);
      if (close == 0 || (strict && lacksField())) return ODD;
      next = lineEndAt(skipBlanks(close));
      if (next == 0) return ODD;
      // No value is longer than it was written; quotes and commas come on top.
      const most = next - at + 3 * (fields as usize) + 2;
      if (out + most > OUTPUT + OUTPUT_BYTES) return most > OUTPUT_BYTES ? ODD : FULL;
      writeRow();
    }
    lines++;
    at = next;
  }
  stoppedAt = end;
  return DONE;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function skipBlanks(at: usize): usize {
  while (load<u8>(at) == 0x20 || load<u8>(at) == 0x09) at++;
  return at;
}

/** The place after a line end; 0 where there is none. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function lineEndAt(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x0a) return at + 1;
  return byte == 0x0d && load<u8>(at, 1) == 0x0a ? at + 2 : 0;
}

/** How many further keys the record has. */
let extras: i32 = 0;

/** @returns after the record; 0 where it needs a closer look */
function readRecord(at: usize): usize {
  record++;
  extras = 0;
  for (let place: usize = 0; place < (fields as usize); place += 8) store<u64>(FOUND + place, 0);
  if (load<u8>(at) != 0x7b) return 0;
  at = skipBlanks(at + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  for (let member = 0; member < MOST_MEMBERS; member++) {
    let place = member < order ? (load<u16>(ORDER + ((member as usize) << 1)) as i32) : member;
    if (place >= keyCount || !isKeyAt(at, place)) {
      place = findKey(at);
      if (place < 0) return 0;
      keepOrder(member, place);
    }
    const seen = SEEN + ((place as usize) << 2);
    if (load<u32>(seen) == record) return 0;
    store<u32>(seen, record);
    if (place >= fields && load<u8>(KNOWN + (place as usize)) == 0) return 0;
    if (place >= fields) store<u16>(EXTRAS + ((extras++ as usize) << 1), place as u16);

    at = skipBlanks(at + (load<u32>(KEYS + ((place as usize) << 3), 4) as usize));
    if (load<u8>(at) != 0x3a) return 0;
    at = skipBlanks(at + 1);
    let kind: u8 = TEXT;
    let start = at;
    let stop: usize = 0;
    const first = load<u8>(at);
    if (first == 0x22) {
      start = at + 1;
      stop = stringEnd(start);
      if (stop == 0) return 0;
      if (hasEscape) kind = ESCAPED_TEXT;
      at = stop + 1;
    } else {
      stop = literalEnd(at);
      if (stop == 0) return 0;
      kind = first == 0x6e ? MISSING : LITERAL;
      at = stop;
      // The first number of a field is quoted in a finding.
      if (kind == LITERAL && place < fields && load<u8>(KNOWN + (place as usize)) == 0) return 0;
    }
    if (place < fields) {
      store<u8>(FOUND + (place as usize), kind);
      const found = PLACES + ((place as usize) << 3);
      store<u32>(found, start as u32);
      store<u32>(found, stop as u32, 4);
    }
    at = skipBlanks(at);
    const behind = load<u8>(at);
    if (behind == 0x7d) return at + 1;
    if (behind != 0x2c) return 0;
    at = skipBlanks(at + 1);
  }
  return 0;
}

/** A strict schema lets no field be missing. */
function lacksField(): bool {
  for (let place = 0; place < fields; place++) if (load<u8>(FOUND + (place as usize)) == MISSING) return true;
  return false;
}

/** The place of a key that is not the expected one; -1 where it is none that is known. */
function findKey(at: usize): i32 {
  if (load<u8>(at) != 0x22) return -1;
  const end = stringEnd(at + 1);
  if (end == 0 || hasEscape) return -1;
  const length = end + 1 - at;
  let slot = hashOf(at, length) & (KEY_SLOTS - 1);
  while (true) {
    const place = (load<u16>(KEY_TABLE + ((slot as usize) << 1)) as i32) - 1;
    if (place < 0) return -1;
    if ((load<u32>(KEYS + ((place as usize) << 3), 4) as usize) == length && isKeyAt(at, place)) return place;
    slot = (slot + 1) & (KEY_SLOTS - 1);
  }
}

function keepOrder(member: i32, place: i32): void {
  for (; order < member; order++) store<u16>(ORDER + ((order as usize) << 1), order as u16);
  store<u16>(ORDER + ((member as usize) << 1), place as u16);
  if (order == member) order++;
}

let hasEscape: bool = false;

/** The quote that closes a string, from after the one that opens it; 0 where something is wrong before it. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function stringEnd(at: usize): usize {
  hasEscape = false;
  while (true) {
    const bytes = v128.load(at);
    const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
    const marks = v128.or(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.lt_u(bytes, i8x16.splat(0x20)));
    const stops = i8x16.bitmask(v128.or(quotes, marks));
    if (stops == 0) {
      at += 16;
      continue;
    }
    at += ctz(stops) as usize;
    const byte = load<u8>(at);
    if (byte == 0x22) return at;
    if (byte != 0x5c) return 0;
    hasEscape = true;
    const mark = load<u8>(at, 1);
    if (mark == 0x75) {
      const char = hexAt(at + 2);
      if (char < 0) return 0;
      at += 6;
      if (char < 0xd800 || char > 0xdfff) continue;
      // Half a pair is judged elsewhere.
      const low = char < 0xdc00 && load<u16>(at) == 0x755c ? hexAt(at + 2) : 0;
      if (low < 0xdc00 || low > 0xdfff) return 0;
      at += 6;
    } else {
      if (meantBy(mark) == 0) return 0;
      at += 2;
    }
  }
}

/** What stands after a backslash for itself or another character; 0 for what does not. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function meantBy(mark: u8): u8 {
  if (mark == 0x22 || mark == 0x5c || mark == 0x2f) return mark;
  if (mark == 0x6e) return 0x0a;
  if (mark == 0x74) return 0x09;
  if (mark == 0x72) return 0x0d;
  if (mark == 0x62) return 0x08;
  return mark == 0x66 ? 0x0c : 0;
}

/** Four hexadecimal digits; negative where they are not all. */
function hexAt(at: usize): i32 {
  let value: i32 = 0;
  for (let index: usize = 0; index < 4; index++) {
    const byte = load<u8>(at + index) as i32;
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = (value << 4) | (byte - 0x30);
    else if (letter >= 0x61 && letter <= 0x66) value = (value << 4) | (letter - 0x57);
    else return -1;
  }
  return value;
}

/** Where a number, true, false or null ends; 0 where there is none. */
function literalEnd(at: usize): usize {
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  if (word == 0x736c6166 && load<u8>(at, 4) == 0x65) return at + 5;
  if (load<u8>(at) == 0x2d) at++;
  if (load<u8>(at) == 0x30) at++;
  else {
    const first = at;
    at = digitsEnd(at);
    if (at == first) return 0;
  }
  if (load<u8>(at) == 0x2e) {
    const first = ++at;
    at = digitsEnd(at);
    if (at == first) return 0;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    const first = at;
    at = digitsEnd(at);
    if (at == first) return 0;
  }
  return at;
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function digitsEnd(at: usize): usize {
  while (load<u8>(at) >= 0x30 && load<u8>(at) <= 0x39) at++;
  return at;
}

/** As ../../jsonl/csv-rows.ts writes it. */
function writeRow(): void {
  let to = out;
  for (let place = 0; place < fields; place++) {
    if (place > 0) store<u8>(to++, 0x2c);
    const kind = load<u8>(FOUND + (place as usize));
    if (kind == MISSING && fields > 1) continue;
    store<u8>(to++, 0x22);
    if (kind != MISSING) {
      store<u8>(PRESENT + (place as usize), 1);
      if (kind == LITERAL) countOne(place);
      const found = PLACES + ((place as usize) << 3);
      const from = load<u32>(found) as usize;
      const end = load<u32>(found, 4) as usize;
      if (kind == ESCAPED_TEXT) to = writeUnescaped(from, end, to);
      else {
        let at = from;
        let copy = to;
        do {
          v128.store(copy, v128.load(at));
          at += 16;
          copy += 16;
        } while (at < end);
        to += end - from;
      }
    }
    store<u8>(to++, 0x22);
  }
  store<u8>(to++, 0x0a);
  out = to;
  for (let index = 0; index < extras; index++) countOne(load<u16>(EXTRAS + ((index as usize) << 1)) as i32);
}

function writeUnescaped(from: usize, end: usize, to: usize): usize {
  while (true) {
    const bytes = v128.load(from);
    const marks = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x5c)));
    v128.store(to, bytes);
    const plain: usize = marks == 0 ? 16 : (ctz(marks) as usize);
    if (from + plain >= end) return to + (end - from);
    from += plain;
    to += plain;
    if (marks == 0) continue;
    const mark = load<u8>(from, 1);
    if (mark != 0x75) {
      if (mark == 0x22) store<u8>(to++, 0x22);
      store<u8>(to++, meantBy(mark));
      from += 2;
      continue;
    }
    let char = hexAt(from + 2);
    from += 6;
    if (char >= 0xd800 && char <= 0xdfff) {
      char = 0x10000 + ((char - 0xd800) << 10) + (hexAt(from + 2) - 0xdc00);
      from += 6;
    }
    to = writeCharacter(char, to);
  }
}

function countOne(place: i32): void {
  const count = COUNTS + ((place as usize) << 3);
  store<f64>(count, load<f64>(count) + 1);
}

function writeCharacter(char: i32, to: usize): usize {
  if (char < 0x80) {
    if (char == 0x22) store<u8>(to++, 0x22);
    store<u8>(to, char as u8);
    return to + 1;
  }
  if (char < 0x800) store<u8>(to++, (0xc0 | (char >> 6)) as u8);
  else {
    if (char < 0x10000) store<u8>(to++, (0xe0 | (char >> 12)) as u8);
    else {
      store<u8>(to++, (0xf0 | (char >> 18)) as u8);
      store<u8>(to++, (0x80 | ((char >> 12) & 0x3f)) as u8);
    }
    store<u8>(to++, (0x80 | ((char >> 6) & 0x3f)) as u8);
  }
  store<u8>(to, (0x80 | (char & 0x3f)) as u8);
  return to + 1;
}
