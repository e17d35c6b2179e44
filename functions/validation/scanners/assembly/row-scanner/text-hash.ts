// The hash of a text that comes in parts: eight bytes at a time, wherever chunks and quotes cut it, into two hashes in turn, so
// that one multiplication needn't wait for the other. Each step can be undone: texts that differ in one place never come to
// the same.

export const SEED: u64 = 0x9e3779b97f4a7c15;
export const PRIME_1: u64 = 0xc6a4a7935bd1e995;
export const PRIME_2: u64 = 0x9fb21c651e98df25;

// What is kept of a text: two hashes, the bytes that don't fill a word yet, their bits, and how many bytes there were.
const HASH: usize = 0;
const OTHER_HASH: usize = 8;
const REST: usize = 16;
const REST_BITS: usize = 24;
const LENGTH: usize = 32;

export function beginText(text: usize): void {
  store<u64>(text, SEED, HASH);
  store<u64>(text, PRIME_2, OTHER_HASH);
  store<u64>(text, 0, REST);
  store<u64>(text, 0, REST_BITS);
  store<u64>(text, 0, LENGTH);
}

/** In bytes. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function lengthOf(text: usize): u64 {
  return load<u64>(text, LENGTH);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function mix(hash: u64, word: u64): u64 {
  hash = (hash ^ word) * PRIME_1;
  return hash ^ (hash >> 32);
}

/** @param shape a number that counts as well */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function finalHash(text: usize, shape: u64): u64 {
  let hash = mix(load<u64>(text, HASH), load<u64>(text, REST));
  hash = mix(hash, load<u64>(text, OTHER_HASH));
  hash = mix(hash, load<u64>(text, LENGTH));
  return mix(mix(hash, shape), PRIME_2);
}

export function takeText(text: usize, from: usize, to: usize): void {
  let hash = load<u64>(text, HASH);
  let other = load<u64>(text, OTHER_HASH);
  let rest = load<u64>(text, REST);
  const bits = load<u64>(text, REST_BITS);
  const length = to - from;
  const pairs = from + (length & ~15);
  for (; from < pairs; from += 16) {
    const first = load<u64>(from);
    const second = load<u64>(from, 8);
    hash = mix(hash, rest | (first << bits));
    // In two steps, for a shift by 64 is one by 0.
    other = mix(other, ((first >> 1) >> (63 - bits)) | (second << bits));
    rest = (second >> 1) >> (63 - bits);
  }
  // Without branches: whether there is one more word, or the rest fills one, can't be foretold.
  const hasWord = (length & 8) != 0;
  let word = load<u64>(from);
  let mixed = mix(hash, rest | (word << bits));
  hash = select(other, hash, hasWord);
  other = select(mixed, other, hasWord);
  rest = select((word >> 1) >> (63 - bits), rest, hasWord);
  from += length & 8;

  const more = ((to - from) as u64) << 3;
  word = load<u64>(from) & (((1 as u64) << more) - 1);
  rest |= word << bits;
  const isFull = bits + more >= 64;
  mixed = mix(hash, rest);
  store<u64>(text, select(other, hash, isFull), HASH);
  store<u64>(text, select(mixed, other, isFull), OTHER_HASH);
  store<u64>(text, select((word >> 1) >> (63 - bits), rest, isFull), REST);
  store<u64>(text, (bits + more) & 63, REST_BITS);
  store<u64>(text, load<u64>(text, LENGTH) + (length as u64), LENGTH);
}
