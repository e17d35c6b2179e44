const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of a file in an archive, in parts. Browsers have none. @param before of the parts before this one */
export function crc32(part: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < part.length; at++) crc = (TABLE[(crc ^ (part[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
