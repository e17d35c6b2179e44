import { joinBytes } from "../join-bytes.ts";
import { readRecords, SAMPLE_BYTES, type SampleRecord, takeSample } from "../shape/sample.ts";

/** Keeps the start of the rows, to look at more closely than a scanner has time for. */
export class FirstRows {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #isWhole = true;

  push(chunk: Uint8Array): void {
    const left = SAMPLE_BYTES - this.#bytes;
    if (chunk.length > left) this.#isWhole = false;
    if (left <= 0) return;
    // A chunk's buffer may be reused.
    const part = chunk.slice(0, left);
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  /** Their lines are counted from 1. */
  read(): readonly SampleRecord[] {
    return readRecords(takeSample(joinBytes(this.#parts), this.#isWhole), ",");
  }
}
