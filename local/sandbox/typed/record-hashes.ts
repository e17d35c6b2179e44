import { hash } from "node:crypto";
import { createReadStream } from "node:fs";

export const HASH_BYTES = 16;

const WORDS = 4;
const SMALLEST = 1024;

/** Tells records that are the same. 16 bytes are enough for that, and no record has to be kept. */
export function hashOf(record: string): Buffer {
  return hash("md5", record, "buffer");
}

/** A set of hashes in one flat table: 21 to 43 bytes a record, where a Set of strings would need a hundred. */
export class RecordHashes {
  #table = new Uint32Array(SMALLEST * WORDS);
  #size = 0;

  /** Adds those in files, where they stand one after the other. */
  async load(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      let rest: Buffer = Buffer.alloc(0);
      for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
        const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
        const whole = bytes.length - (bytes.length % HASH_BYTES);
        for (let at = 0; at < whole; at += HASH_BYTES) this.add(bytes.subarray(at, at + HASH_BYTES));
        rest = bytes.subarray(whole);
      }
    }
  }

  /** @returns whether it was not there yet */
  add(hash: Buffer): boolean {
    // Grown before it is full, so that a free place is never far.
    if ((this.#size + 1) * WORDS > this.#table.length * 0.75) this.#grow();
    const isNew = this.#insert(
      hash.readUInt32LE(0),
      hash.readUInt32LE(4),
      hash.readUInt32LE(8),
      // A free place is one whose last word is 0.
      hash.readUInt32LE(12) || 1,
    );
    if (isNew) this.#size++;
    return isNew;
  }

  #insert(a: number, b: number, c: number, d: number): boolean {
    const table = this.#table;
    const mask = table.length / WORDS - 1;
    for (let place = a & mask; ; place = (place + 1) & mask) {
      const at = place * WORDS;
      if (table[at + 3] === 0) {
        table.set([a, b, c, d], at);
        return true;
      }
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return false;
    }
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS) {
      const last = before[at + 3] ?? 0;
      if (last !== 0) this.#insert(before[at] ?? 0, before[at + 1] ?? 0, before[at + 2] ?? 0, last);
    }
  }
}
