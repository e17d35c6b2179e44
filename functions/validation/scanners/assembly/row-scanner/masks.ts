// Blocks of 64 bytes as masks of 64 bits.

/** A bit for each byte of a block that is the same as those of `byte`. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function maskOf(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return highBits(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
}

/** The highest bit of each byte. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function highBits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = ((i8x16.bitmask(a) | (i8x16.bitmask(b) << 16)) as u32) as u64;
  const high = ((i8x16.bitmask(c) | (i8x16.bitmask(d) << 16)) as u32) as u64;
  return low | (high << 32);
}

/** Each bit becomes the parity of those up to it. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}
