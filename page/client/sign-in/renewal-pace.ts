import { backOffMs } from "../back-off.ts";

/** A renewal that comes later than this after the one before has nothing to do with it. */
const CALM_MS = 60_000;

/** Keeps renewals apart: the provider is not asked again and again, whatever comes of its tokens. */
export class RenewalPace {
  #lastAt = Number.NEGATIVE_INFINITY;
  /** Renewals in a row, each soon after the one before. */
  #count = 0;

  /** How long another renewal has to wait, in milliseconds. @param now in milliseconds */
  waitMs(now: number): number {
    if (this.#count === 0 || this.#isCalm(now)) return 0;
    return Math.max(0, this.#lastAt + backOffMs(this.#count, 1) - now);
  }

  /** The provider was asked. */
  asked(now: number): void {
    this.#count = this.#isCalm(now) ? 1 : this.#count + 1;
    this.#lastAt = now;
  }

  #isCalm(now: number): boolean {
    return now - this.#lastAt > CALM_MS;
  }
}
