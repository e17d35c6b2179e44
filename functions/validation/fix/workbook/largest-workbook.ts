/** The largest workbook that is read, in bytes, if no other limit is given: all of it is in memory, and what it unpacks to. */
export const LARGEST_WORKBOOK = 20 * 1024 ** 2;
