import { LOOK_BACK_BYTES } from "../row-events.ts";

const LF = 10;
const NOTHING = new Uint8Array(0);

/** The byte that is being read and those before it, wherever chunks cut. Before the first there are line ends. */
export class LookBack {
  #chunk: Uint8Array = NOTHING;
  #index = 0;
  /** The end of the chunk before. */
  #tail = new Uint8Array(LOOK_BACK_BYTES).fill(LF);

  /** So many bytes back: 0 is the one that is being read. */
  readonly at = (back: number): number => {
    const index = this.#index - back;
    return (index >= 0 ? this.#chunk[index] : this.#tail[LOOK_BACK_BYTES + index]) ?? LF;
  };

  /** Forgets everything: all bytes before are this one. */
  fill(byte: number): void {
    this.#tail.fill(byte);
  }

  /** Its bytes are read from now on. */
  beginChunk(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#index = 0;
  }

  next(): void {
    this.#index++;
  }

  endChunk(): void {
    this.#tail = lastBytes(this.#tail, this.#chunk);
    this.#chunk = NOTHING;
    this.#index = 0;
  }
}

/** The last bytes of both, as many as the first has. */
function lastBytes(before: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = new Uint8Array(before.length);
  const own = chunk.subarray(-before.length);
  kept.set(before.subarray(own.length));
  kept.set(own, before.length - own.length);
  return kept;
}
