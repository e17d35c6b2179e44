import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Utf8Check } from "../../../functions/validation/utf8-check.ts";
import { cases } from "../../cases.ts";

/** The first bad byte of a text that arrives in chunks of these sizes, in turn; -1 where there is none. */
function firstBad(bytes: Uint8Array, sizes: readonly number[]): number {
  const check = new Utf8Check(isUtf8);
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    const bad = check.push(bytes.subarray(at, at + size));
    if (bad >= 0) return bad;
    at += size;
  }
  return check.end();
}

it("the first byte that is not UTF-8 is the same, wherever chunks cut the text, and there is none exactly where Node says so", () => {
  const byte = fc.constantFrom(
    0x41,
    0xc3,
    0xa9,
    0xe2,
    0x82,
    0xac,
    0xf0,
    0x9f,
    0x98,
    0x80,
    0xff,
    0xed,
    0xa0,
    0xc0,
    0xf4,
    0x90,
    0xe0,
  );
  const good = fc.string({ unit: "binary", maxLength: 12 }).map((text) => new TextEncoder().encode(text));
  const bytes = fc.oneof(
    fc.array(byte, { maxLength: 12 }).map((values) => Uint8Array.from(values)),
    good,
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), (text, sizes) => {
      const whole = firstBad(text, [text.length || 1]);
      expect(firstBad(text, sizes)).toBe(whole);
      expect(whole < 0).toBe(isUtf8(text));
    }),
    { numRuns: cases(10_000) },
  );
});

/** Where a text has no whole character of UTF-8 as Node reads it; -1 where there is none. */
function firstBadByNode(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => at + count <= bytes.length && isUtf8(bytes.subarray(at, at + count)));
    if (length === undefined) return at;
    at += length;
  }
  return -1;
}

it("every first byte of a character has the second, third and fourth that Node allows", () => {
  const edges = [0x7f, 0x80, 0xbf, 0xc0];
  for (let lead = 0; lead <= 0xff; lead++) {
    for (const second of [...edges, 0x8f, 0x90, 0x9f, 0xa0]) {
      for (const third of edges) {
        for (const fourth of edges) {
          const bytes = Uint8Array.of(0x41, lead, second, third, fourth, 0x41);
          const expected = firstBadByNode(bytes);
          for (const size of [1, 2, 3, 6]) {
            if (firstBad(bytes, [size]) !== expected) expect([bytes, size, firstBad(bytes, [size])]).toBe(expected);
          }
        }
      }
    }
  }
});
