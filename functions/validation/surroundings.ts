import { joinBytes } from "./join-bytes.ts";

/** How much is kept around a place: enough to quote 80 characters, and to explain a record of ordinary length. */
const BEFORE_BYTES = 256;
const AFTER_BYTES = 1024;

/** The bytes around a place in the file, as far as they are kept. */
export interface Around {
  readonly before: Uint8Array;
  /** Begins with the byte at the place. */
  readonly after: Uint8Array;
  /** Whether `after` goes to the file's end. */
  readonly toEnd: boolean;
}

/** A place whose bytes are being collected. */
interface Place {
  readonly offset: number;
  readonly before: Uint8Array;
  after: Uint8Array;
}

interface Question extends Place {
  readonly answer: (around: Around) => void;
}

const NOTHING = new Uint8Array(0);

/**
 * Knows the bytes around places in a stream, wherever its chunks cut, and keeps no more of the stream than that.
 *
 * Per chunk: `begin`, any number of `ask`, `finish`. A place can be asked for in its own chunk, or in a later one if it
 * was among the open places when each chunk before finished.
 */
export class Surroundings {
  #chunk: Uint8Array = NOTHING;
  /** Of the chunk. */
  #offset = 0;
  /** What came just before the chunk. */
  #before: Uint8Array = NOTHING;
  #open: Place[] = [];
  #questions: Question[] = [];

  /** @param before what came just before the first chunk, in which places count from 0 */
  constructor(before: Uint8Array = NOTHING) {
    this.#before = before;
  }

  begin(chunk: Uint8Array): void {
    this.#chunk = chunk;
    for (const place of [...this.#open, ...this.#questions]) {
      place.after = joinBytes([place.after, chunk.subarray(0, AFTER_BYTES - place.after.length)]);
    }
    this.#answerFull();
  }

  /** Calls back once what follows the place has been read, or the file has ended. */
  ask(offset: number, answer: (around: Around) => void): void {
    this.#questions.push({ ...this.#place(offset), answer });
    this.#answerFull();
  }

  /** @param openPlaces what may be asked for in later chunks */
  finish(openPlaces: readonly number[]): void {
    this.#open = openPlaces.map((offset) => {
      const place = this.#place(offset);
      return { ...place, before: place.before.slice(), after: place.after.slice() };
    });
    // The reader of the file may fill the chunk's buffer again.
    this.#questions = this.#questions.map((question) => ({
      ...question,
      before: question.before.slice(),
      after: question.after.slice(),
    }));
    this.#before = joinBytes([this.#before, this.#chunk.subarray(-BEFORE_BYTES)]).slice(-BEFORE_BYTES);
    this.#offset += this.#chunk.length;
    this.#chunk = NOTHING;
  }

  /** The file has ended. */
  end(): void {
    for (const { before, after, answer } of this.#questions) answer({ before, after, toEnd: true });
    this.#questions = [];
  }

  #place(offset: number): Place {
    const known = this.#open.find((place) => place.offset === offset);
    if (known) return { ...known };
    const index = offset - this.#offset;
    if (index < 0) {
      // A cell that ended with the chunk before.
      const before = this.#before.subarray(0, index);
      const after = joinBytes([this.#before.subarray(index), this.#chunk.subarray(0, AFTER_BYTES + index)]);
      return { offset, before, after };
    }
    const before = index >= BEFORE_BYTES ? NOTHING : this.#before;
    return {
      offset,
      before: joinBytes([before, this.#chunk.subarray(Math.max(0, index - BEFORE_BYTES), index)]).subarray(
        -BEFORE_BYTES,
      ),
      after: this.#chunk.subarray(index, index + AFTER_BYTES),
    };
  }

  #answerFull(): void {
    const full = this.#questions.filter(({ after }) => after.length === AFTER_BYTES);
    if (full.length === 0) return;
    this.#questions = this.#questions.filter(({ after }) => after.length < AFTER_BYTES);
    for (const { before, after, answer } of full) answer({ before, after, toEnd: false });
  }
}
