import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CHECKSUM_ALGORITHMS,
  canCombine,
  combineChecksums,
  startDigest,
} from "../../../../local/cloud/s3/checksums.ts";

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

function digestOf(algorithm: (typeof CHECKSUM_ALGORITHMS)[number], ...chunks: Buffer[]): Buffer {
  const digest = startDigest(algorithm);
  for (const chunk of chunks) digest.update(chunk);
  return digest.digest();
}

describe("a checksum", () => {
  // The check values of the catalogue of parametrised CRC algorithms, and of FIPS 180 for the hashes.
  it.each([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
    ["SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
    ["SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
  ] as const)("by %s of 123456789 is the published one", (algorithm, expected) => {
    expect(digestOf(algorithm, Buffer.from("123456789")).toString("hex")).toBe(expected);
  });

  it("does not depend on where the bytes are cut", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHECKSUM_ALGORITHMS), bytes, bytes, (algorithm, a, b) => {
        expect(digestOf(algorithm, a, b)).toEqual(digestOf(algorithm, Buffer.concat([a, b])));
      }),
    );
  });

  it("of a whole follows from its parts', for the CRCs", () => {
    const algorithms = CHECKSUM_ALGORITHMS.filter(canCombine);
    expect(algorithms).toEqual(["CRC32", "CRC32C", "CRC64NVME"]);
    fc.assert(
      fc.property(fc.constantFrom(...algorithms), fc.array(bytes, { maxLength: 5 }), (algorithm, parts) => {
        const checksums = parts.map((part) => ({ checksum: digestOf(algorithm, part), bytes: part.length }));
        expect(combineChecksums(algorithm, checksums)).toEqual(digestOf(algorithm, ...parts));
      }),
    );
  });
});
