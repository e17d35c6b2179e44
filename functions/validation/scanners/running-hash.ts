/** 64 bits in two halves that combine each byte differently. */
export class RunningHash {
  #low = 0;
  #high = 0;

  constructor() {
    this.reset();
  }

  reset(): void {
    this.#low = 0x811c9dc5;
    this.#high = 0x9747b28c;
  }

  add(byte: number): void {
    this.#low = Math.imul(this.#low ^ byte, 0x01000193);
    this.#high = Math.imul(this.#high + byte, 0x85ebca6b) ^ (this.#high >>> 15);
  }

  get low(): number {
    return this.#low >>> 0;
  }

  get high(): number {
    return this.#high >>> 0;
  }
}
