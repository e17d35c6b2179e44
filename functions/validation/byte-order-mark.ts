/** The start of a file without a byte order mark of UTF-8, if it begins with one. */
export function withoutMark(start: Uint8Array): Uint8Array {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? start.subarray(3) : start;
}
