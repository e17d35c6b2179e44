// Values that may be no group's: ../../group-value.ts says which are none, and judges these.
import { isDigit } from "./bytes";

/** As ../../group-value.ts has it. */
const LONGEST_JUDGED_GROUP: u32 = 24;

/** #, (, -, ., < and ?. */
const FIRST_OF_SIGNS: u64 = (1 << 0x23) | (1 << 0x28) | (1 << 0x2d) | (1 << 0x2e) | (1 << 0x3c) | (1 << 0x3f);

/** Whether a value may be one that is judged; ids that end in a digit are not, but for a rounded number. */
export function mayBeNoGroup(from: usize, length: u32): bool {
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
