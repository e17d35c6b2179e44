// Where everything is. No allocator: every region has its place, and pages that are never touched cost nothing.

/** How many events of each kind there were: u32. */
export const COUNTS: usize = 0x8000;
/** Of the row's visible fields, and of its group: what text-hash.ts keeps of a text. */
export const ROW_TEXT: usize = 0x9000;
export const GROUP_TEXT: usize = 0x9040;
/** Cells that stand for a lost value: kind u8, length u8, bytes; a kind of 0 ends them. */
export const WHOLE_CELLS: usize = 0xa000;
/** What the URLs of images, of sounds and of videos end in: for each length u8, bytes; a length of 0 ends each list. */
export const ENDINGS: usize = 0xb000;
/** The media cell that is being read, with 16 bytes to spare. */
export const MEDIA_CELL: usize = 0xc000;
/** How the hosts end that JavaScript judges: for each 16 bytes, and a mask of those that count; a mask of 0 ends them. */
export const DOUBTFUL_HOSTS: usize = 0xd100;
/** The last 16 bytes of the last hosts that are none of these, by their length: most files have few hosts. */
export const FINE_HOSTS: usize = 0xf000;
/** What was met: kind i32, column i32, line f64, offset f64, extra f64. */
export const EVENTS: usize = 0x10000;
export const EVENT_BYTES: usize = 32;
/** Rows and groups wait here, to be looked up together: the cache misses of one look-up then hide behind the others'. */
export const ROW_BATCH: usize = 0x20000;
export const GROUP_BATCH: usize = 0x22000;
export const BATCH_ROWS: i32 = 128;
/** Hash u64, line i64, offset i64. */
export const WAITING_BYTES: usize = 24;
/** A byte for each column. A header has 1 MiB at most, so there are no more columns than that. */
export const KINDS: usize = 0x30000;
/** The values of the groups that wait, each with its length first. */
export const GROUP_VALUES: usize = 0x130000;
export const GROUP_VALUE_BYTES: usize = 272;
/** With 64 bytes to spare on both sides: the end of the chunk before, and what the last block reads and masks out. */
export const INPUT: usize = 0x140000;

// Tables, each of the size that ../../row-events.ts gives the reason for.
export const LARGEST_ROW_TABLE: u32 = 1 << 21;
export const LARGEST_GROUP_TABLE: u32 = 1 << 20;
/** Hash u64, value u32; a value of 0 marks a free slot. */
export const SLOT_BYTES: usize = 12;
/** Slots after a table's last, so that a search never wraps around; it goes no further than this either. */
export const SPARE_SLOTS: u32 = 1024;
/** Rows; the value is the line of the first. */
export const ROW_TABLE: usize = 0x190000;
/** Groups; the value is how many rows they have. */
export const GROUP_TABLE: usize = ROW_TABLE + ((LARGEST_ROW_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
/** What steps aside while a table grows. */
export const STASH: usize = GROUP_TABLE + ((LARGEST_GROUP_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
/** Groups by what a person sees of their values; the value is the line of the first. */
export const FOLD_TABLE: usize = STASH + (SPARE_SLOTS as usize) * SLOT_BYTES;

/** A byte for each visible column that had no text so far. */
export const UNSEEN: usize = FOLD_TABLE + ((LARGEST_GROUP_TABLE + SPARE_SLOTS) as usize) * SLOT_BYTES;
/** Values that JavaScript folds: line f64, offset f64, length u32, bytes, in steps of eight. A chunk's values all have room. */
export const UNFOLDED: usize = UNSEEN + 0x100000;
export const UNFOLDED_BYTES: usize = 0x400000;
/** What JavaScript passes in: a folded value, at most four times as long as it was. */
export const SCRATCH: usize = UNFOLDED + UNFOLDED_BYTES;
export const MEMORY_END: usize = SCRATCH + 0x10000;
