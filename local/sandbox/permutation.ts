import { createHash } from "node:crypto";

const ROUNDS = 4;

/**
 * A shuffle of the numbers from 0 to `size - 1` that keeps no list of them: any place of it can be asked for by itself.
 * The same seed gives the same shuffle.
 *
 * A Feistel network shuffles the numbers up to the next power of four; what falls outside goes through again.
 */
export function permutation(size: number, seed: string): (index: number) => number {
  const halfBits = Math.max(1, Math.ceil(Math.log2(Math.max(2, size)) / 2));
  const half = 2 ** halfBits;
  const digest = createHash("sha256").update(seed).digest();
  const keys = Array.from({ length: ROUNDS }, (_, round) => digest.readUInt32LE(round * 4));

  const shuffleOnce = (index: number): number => {
    let left = Math.floor(index / half);
    let right = index % half;
    for (const key of keys) [left, right] = [right, (left ^ mix(right, key)) & (half - 1)];
    return left * half + right;
  };
  return (index) => {
    let shuffled = shuffleOnce(index);
    while (shuffled >= size) shuffled = shuffleOnce(shuffled);
    return shuffled;
  };
}

/** The last steps of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number, key: number): number {
  let hash = value ^ key;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
