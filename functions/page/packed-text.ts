/** Large enough that few are needed, and small enough that an unused rest is not much. */
const BLOCK_BYTES = 1024 ** 2;

/**
 * Text in UTF-8, in a few large blocks. A Buffer for each short text would take many times its bytes: an object for each, and a
 * piece of Node's shared pool, all of which stays in memory as long as one slice of it does.
 */
export class PackedText {
  readonly #encoder = new TextEncoder();
  readonly #full: Uint8Array[] = [];
  #last = new Uint8Array(0);
  #lastBytes = 0;
  #bytes = 0;

  /** How many bytes there are. */
  get bytes(): number {
    return this.#bytes;
  }

  add(text: string): void {
    let rest = text;
    for (;;) {
      const { read, written } = this.#encoder.encodeInto(rest, this.#last.subarray(this.#lastBytes));
      this.#lastBytes += written;
      this.#bytes += written;
      if (read === rest.length) return;
      rest = rest.slice(read);
      this.#full.push(this.#last.subarray(0, this.#lastBytes));
      this.#last = new Uint8Array(BLOCK_BYTES);
      this.#lastBytes = 0;
    }
  }

  /** All bytes, in order. */
  *blocks(): Generator<Uint8Array, void, undefined> {
    yield* this.#full;
    yield this.#last.subarray(0, this.#lastBytes);
  }
}
