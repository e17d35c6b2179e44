import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readingShare } from "../../../functions/drops/reading-share.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reads a file of a hundred bytes, a byte each so many milliseconds. */
async function sharesOf(milliseconds: number): Promise<number[]> {
  const said: number[] = [];
  async function* bytes() {
    for (let byte = 0; byte < 100; byte++) {
      vi.setSystemTime(Date.now() + milliseconds);
      yield Uint8Array.of(byte);
    }
  }
  let read = 0;
  for await (const chunk of readingShare(bytes(), 100, (done) => said.push(done))) read += chunk.length;
  expect(read).toBe(100);
  return said;
}

it("a file that takes long is reported twenty times", async () => {
  expect(await sharesOf(1000)).toEqual(
    Array.from({ length: 20 }, (_, index) => (index + 1) * 0.05).map((share) => expect.closeTo(share, 10)),
  );
});

it("a file that takes some seconds is reported each half second", async () => {
  expect(await sharesOf(20)).toEqual([0.25, 0.5, 0.75, 1]);
});

it("a file that is read at once is not reported", async () => {
  expect(await sharesOf(4)).toEqual([]);
});
