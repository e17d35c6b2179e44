// Writes JSON Lines as rows of a CSV, in AssemblyScript with SIMD. `npm run build:wasm` compiles it into
// ../../jsonl/json-rows-wasm.generated.ts. It does what most lines need: known keys, each once, with strings, numbers, booleans
// and null. A line that has anything else in it is left to ../../jsonl/record-reader.ts, which says what the rules are, and
// which this is held against.
import { lineEndAt, skipBlanks } from "./json-rows/blanks";
import { forgetKeys } from "./json-rows/keys";
import { INPUT, INPUT_BYTES, MEMORY_END, OUTPUT, OUTPUT_BYTES } from "./json-rows/memory-map";
import { fields, forgetRecords, lacksField, readRecord } from "./json-rows/records";
import { forgetCounts, writeRow } from "./json-rows/rows";

export { addKey, getKeyEnd, hasRoom } from "./json-rows/keys";
export { getKnown } from "./json-rows/records";
export { getCounts, getPresent } from "./json-rows/rows";

// What ends a run.
const DONE: i32 = 0;
/** What was written must be taken first. */
const FULL: i32 = 1;
/** The line needs a closer look. */
const ODD: i32 = 2;

let strict: bool = false;
let lines: i32 = 0;
let out: usize = OUTPUT;
let stoppedAt: usize = INPUT;

export function getInput(): usize { return INPUT; }
export function getInputBytes(): usize { return INPUT_BYTES; }
export function getOutput(): usize { return OUTPUT; }
export function getOutputLength(): usize { return out - OUTPUT; }
export function getStoppedAt(): usize { return stoppedAt - INPUT; }
export function getLines(): i32 { return lines; }

/** Once, before anything else. */
export function prepare(): void {
  memory.grow(((MEMORY_END + 0xffff) >>> 16) as i32 - memory.size());
}

/** Makes ready for a file. Its fields are added as its first keys. */
export function reset(fieldCount: i32, isStrict: bool): void {
  strict = isStrict;
  forgetKeys();
  forgetRecords(fieldCount);
  forgetCounts();
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
      out = writeRow(out);
    }
    lines++;
    at = next;
  }
  stoppedAt = end;
  return DONE;
}
