import fc from "fast-check";
import { expect, it } from "vitest";
import { PackedText } from "../../../functions/page/packed-text.ts";
import { cases } from "../../cases.ts";

it("packed text is the bytes of all texts in their order, wherever a block ends", () => {
  const text = fc
    .tuple(fc.string({ unit: "binary" }), fc.integer({ min: 0, max: 600_000 }))
    .map(([unit, length]) => unit.repeat(Math.ceil(length / (unit.length || 1))));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
      const packed = new PackedText();
      for (const one of texts) packed.add(one);
      const expected = Buffer.concat(texts.map((one) => Buffer.from(one)));
      expect(packed.bytes).toBe(expected.length);
      expect(Buffer.concat([...packed.blocks()]).equals(expected)).toBe(true);
    }),
    { numRuns: cases(50) },
  );
});
