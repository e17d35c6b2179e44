import fc from "fast-check";
import { expect, it } from "vitest";
import { FINDING_CODES } from "../../../functions/validation/findings.ts";
import { cases } from "../../cases.ts";
import { validate } from "./streams.ts";

const bytesOf = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);

/** What files are made of that people drop: CSV, and what they took for it. */
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom("id,a\n", "1,x\n", '"a,b"', '"', ",", "\r", "\n", "META_TASK_GROUP_ID", "é🎉")
      .map((text) => bytesOf(text)),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constantFrom("id,a\n1,x\n", "é").map((text) => bytesOf(text, "utf16le")) },
  { weight: 1, arbitrary: fc.constantFrom("id,é\n1,x\n").map((text) => bytesOf(text, "latin1")) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("\ufeff", "PK\u0003\u0004", "%PDF-1.7\n", '{"a":', "<html>", "\0")
      .map((text) => bytesOf(text)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom([0xff, 0xfe], [0xfe, 0xff], [0xc3], [0xed, 0xa0, 0x80], [0x1f, 0x8b])
      .map((bytes) => Buffer.from(bytes)),
  },
);

it("any bytes have a result that does not depend on the chunks, and every finding says what is wrong and what to do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 24 }), fc.integer({ min: 1, max: 64 }), async (pieces, chunk) => {
      const bytes = Buffer.concat(pieces);
      const validation = await validate(bytes);
      expect(await validate(bytes, {}, chunk)).toEqual(validation);
      const { ok, findings, findingCounts, file } = validation;
      expect(ok).toBe(!findings.some(({ severity }) => severity === "error"));
      expect(ok && file.rows === 0).toBe(false);
      for (const { code, message, hint } of findings) {
        expect(FINDING_CODES).toContain(code);
        expect(findingCounts[code]).toBeGreaterThan(0);
        expect(message.length).toBeGreaterThan(10);
        expect(message.length).toBeLessThan(500);
        expect(hint).not.toBe("");
        expect(`${message}${hint}`).not.toMatch(/\p{Cc}/u);
      }
    }),
    { numRuns: cases(1000) },
  );
});
