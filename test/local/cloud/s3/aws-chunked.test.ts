import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAwsChunked } from "../../../../local/cloud/s3/aws-chunked.ts";

async function* cut(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let rest = Buffer.from(text, "latin1");
  for (let turn = 0; rest.length > 0; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield rest.subarray(0, size);
    rest = rest.subarray(size);
  }
}

async function decode(text: string, sizes: readonly number[] = [7]) {
  const trailers = new Map<string, string>();
  const chunks: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(cut(text, sizes), trailers)) chunks.push(chunk);
  return { data: Buffer.concat(chunks).toString("latin1"), trailers };
}

describe("a body in AWS's chunks", () => {
  it("is the same however it was framed, and however it comes in", async () => {
    const pieces = fc.array(fc.string({ minLength: 1, maxLength: 40, unit: "binary-ascii" }), { maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(pieces, sizes, fc.boolean(), async (data, cuts, isSigned) => {
        const chunks = data.map(
          (piece) => `${piece.length.toString(16)}${isSigned ? ";chunk-signature=ab" : ""}\r\n${piece}\r\n`,
        );
        const framed = `${chunks.join("")}0\r\nx-amz-checksum-crc32:AAAA==\r\n\r\n`;
        const decoded = await decode(framed, cuts);
        expect(decoded.data).toBe(data.join(""));
        expect([...decoded.trailers]).toEqual([["x-amz-checksum-crc32", "AAAA=="]]);
      }),
    );
  });

  it.each([
    ["that ends inside a chunk", "5\r\nab"],
    ["without its last chunk", "2\r\nab\r\n"],
    ["with a size that is none", "zz\r\nab\r\n0\r\n\r\n"],
    ["whose chunk is longer than it says", "1\r\nab\r\n0\r\n\r\n"],
  ])("is refused %s", async (_, framed) => {
    await expect(decode(framed)).rejects.toMatchObject({ code: "IncompleteBody" });
  });
});
