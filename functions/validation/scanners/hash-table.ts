const START_CAPACITY = 1 << 8;

/**
 * Remembers a number for each 64-bit hash, in bounded memory: 12 bytes a slot, and twice as many slots when three
 * quarters are taken, up to `largestCapacity`. When full, it accepts nothing new and still knows what it has.
 */
export class HashTable {
  readonly #largestCapacity: number;
  #capacity = START_CAPACITY;
  #low = new Uint32Array(START_CAPACITY);
  #high = new Uint32Array(START_CAPACITY);
  /** 0 marks a free slot, so what is remembered is above 0. */
  #values = new Uint32Array(START_CAPACITY);
  #size = 0;
  #full = false;

  /** @param largestCapacity a power of two */
  constructor(largestCapacity: number) {
    this.#largestCapacity = largestCapacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether something was left out because the table was full. */
  get full(): boolean {
    return this.#full;
  }

  /** Remembers `value` for a hash that is new; answers with what was remembered before, or 0. */
  getOrAdd(low: number, high: number, value: number): number {
    const slot = this.#find(low, high);
    const known = this.#values[slot] ?? 0;
    if (known === 0) this.#insert(slot, low, high, value);
    return known;
  }

  /** Counts a hash; answers with its count, or 0 where there was no room to count it. */
  increment(low: number, high: number): number {
    const slot = this.#find(low, high);
    const count = (this.#values[slot] ?? 0) + 1;
    if (count > 1) this.#values[slot] = count;
    else if (!this.#insert(slot, low, high, 1)) return 0;
    return count;
  }

  /** What is remembered, in no order. */
  *values(): Generator<number> {
    for (const value of this.#values) if (value !== 0) yield value;
  }

  #find(low: number, high: number): number {
    const mask = this.#capacity - 1;
    let slot = (low ^ (high >>> 7)) & mask;
    while (this.#values[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #insert(slot: number, low: number, high: number, value: number): boolean {
    if (this.#size >= this.#capacity * 0.75) {
      if (this.#capacity >= this.#largestCapacity) {
        this.#full = true;
        return false;
      }
      this.#grow();
      return this.#insert(this.#find(low, high), low, high, value);
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#values[slot] = value;
    this.#size++;
    return true;
  }

  #grow(): void {
    const [low, high, values] = [this.#low, this.#high, this.#values];
    this.#capacity *= 2;
    this.#low = new Uint32Array(this.#capacity);
    this.#high = new Uint32Array(this.#capacity);
    this.#values = new Uint32Array(this.#capacity);
    for (let old = 0; old < values.length; old++) {
      const value = values[old] ?? 0;
      if (value === 0) continue;
      const slot = this.#find(low[old] ?? 0, high[old] ?? 0);
      this.#low[slot] = low[old] ?? 0;
      this.#high[slot] = high[old] ?? 0;
      this.#values[slot] = value;
    }
  }
}
