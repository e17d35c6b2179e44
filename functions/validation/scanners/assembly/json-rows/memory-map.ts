// Where everything is. No allocator: every region has its place, and pages that are never touched cost nothing.

/** How many keys there can be, and the bytes of all of them, each filled up to eight. */
export const MOST_KEYS: i32 = 4096;
export const KEY_BYTES: usize = 0x100000;
/** Of each key: where its bytes are u32, how many u32. */
export const KEYS: usize = 0x10000;
/** Places of keys plus one, u16, by their hash. */
export const KEY_TABLE: usize = 0x18000;
export const KEY_SLOTS: u32 = 0x2000;
/** Of each key: the last record that had it u32. */
export const SEEN: usize = 0x1c000;
/** The keys of the record before, in their order: u16. */
export const ORDER: usize = 0x20000;
export const MOST_MEMBERS: i32 = 4096;
/** Of each field: what the record has u8, and where it is: start u32, end u32. */
export const FOUND: usize = 0x22000;
export const PLACES: usize = 0x23000;
/** Of each key that was met before: how often it was met here as a further key, or with a number, f64. */
export const COUNTS: usize = 0x2b000;
/** Of each field u8: whether any record has it. */
export const PRESENT: usize = 0x33000;
/** Of each key u8: whether the first record with it, or with a number for it if it is a field, was looked at elsewhere. */
export const KNOWN: usize = 0x34000;
/** The further keys of a record u16. */
export const EXTRAS: usize = 0x35000;
export const KEY_TEXT: usize = 0x40000;
export const INPUT: usize = KEY_TEXT + KEY_BYTES;
export const INPUT_BYTES: usize = 0x200000;
/** With what a copy by 16 bytes writes beyond its end. */
export const OUTPUT: usize = INPUT + INPUT_BYTES + 0x100;
export const OUTPUT_BYTES: usize = 0x80000;
export const MEMORY_END: usize = OUTPUT + OUTPUT_BYTES + 0x100;
