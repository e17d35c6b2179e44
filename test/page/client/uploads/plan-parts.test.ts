import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, missingParts, planParts } from "../../../../page/client/uploads/plan-parts.ts";

const files = fc.record({ size: fc.nat(100_000), partBytes: fc.integer({ min: 1, max: 5000 }) });

describe("the parts of a file", () => {
  it("are the whole of it, in order, each as large as S3 wants it", () => {
    fc.assert(
      fc.property(files, ({ size, partBytes }) => {
        const parts = planParts(size, partBytes);
        expect(parts.filter(({ number }, index) => number !== index + 1)).toEqual([]);
        expect(parts.reduce((end, part) => (part.start === end ? part.end : -1), 0)).toBe(size);
        // One expectation for each of 100,000 parts would take most of the time.
        expect(parts.slice(0, -1).filter((part) => bytesOf(part) !== partBytes)).toEqual([]);
        expect(parts.filter((part) => bytesOf(part) <= 0)).toEqual([]);
      }),
    );
  });

  it("that S3 has in their size are not sent again, in whatever order it lists them", () => {
    fc.assert(
      fc.property(
        files,
        fc.infiniteStream(fc.constantFrom("there", "cut", "missing")),
        ({ size, partBytes }, states) => {
          const parts = planParts(size, partBytes).map((part) => ({ part, state: states.next().value }));
          const done = parts.flatMap(({ part, state }) =>
            state === "missing" ? [] : [{ number: part.number, bytes: bytesOf(part) - (state === "cut" ? 1 : 0) }],
          );
          const wanted = parts.filter(({ state }) => state !== "there").map(({ part }) => part);
          expect(
            missingParts(
              parts.map(({ part }) => part),
              done.reverse(),
            ),
          ).toEqual(wanted);
        },
      ),
    );
  });
});
