import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** The algorithms that S3 knows, by the names in its headers. */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

export interface Digest {
  update(chunk: Uint8Array): void;
  digest(): Buffer;
}

export function startDigest(algorithm: ChecksumAlgorithm): Digest {
  switch (algorithm) {
    case "CRC32":
      return new Crc32();
    case "CRC32C":
      return new TableCrc(CRC32C_POLYNOMIAL, 4);
    case "CRC64NVME":
      return new TableCrc(CRC64NVME_POLYNOMIAL, 8);
    case "SHA1":
    case "SHA256":
      return createHash(algorithm.toLowerCase());
  }
}

/** The name of the header, and of the trailer, that carries a checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The name of the XML element that carries a checksum. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

// Reflected, as the bits of a byte go in lowest first.
const CRC32_POLYNOMIAL = 0xedb88320n;
const CRC32C_POLYNOMIAL = 0x82f63b78n;
const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

class Crc32 implements Digest {
  #value = 0;

  update(chunk: Uint8Array): void {
    this.#value = crc32(chunk, this.#value);
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#value);
    return bytes;
  }
}

interface Table {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

const tables = new Map<bigint, Table>();

function tableOf(polynomial: bigint): Table {
  const made = tables.get(polynomial);
  if (made) return made;
  const table = { low: new Uint32Array(256), high: new Uint32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    table.low[byte] = Number(value & 0xffffffffn);
    table.high[byte] = Number(value >> 32n);
  }
  tables.set(polynomial, table);
  return table;
}

/** Any CRC of up to 64 bits that begins with ones and ends inverted, in two halves of 32 bits, which is what is fast here. */
class TableCrc implements Digest {
  readonly #bytes: 4 | 8;
  readonly #table: Table;
  #low = 0xffffffff;
  #high = 0xffffffff;

  constructor(polynomial: bigint, bytes: 4 | 8) {
    this.#bytes = bytes;
    this.#table = tableOf(polynomial);
    if (bytes === 4) this.#high = 0;
  }

  update(chunk: Uint8Array): void {
    const { low: lowTable, high: highTable } = this.#table;
    let low = this.#low;
    let high = this.#high;
    for (const byte of chunk) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lowTable[index] ?? 0);
      high = (high >>> 8) ^ (highTable[index] ?? 0);
    }
    this.#low = low;
    this.#high = high;
  }

  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.#high >>> 0, 0);
    bytes.writeUInt32BE(~this.#low >>> 0, 4);
    return bytes.subarray(8 - this.#bytes);
  }
}

const POLYNOMIALS: Readonly<Partial<Record<ChecksumAlgorithm, bigint>>> = {
  CRC32: CRC32_POLYNOMIAL,
  CRC32C: CRC32C_POLYNOMIAL,
  CRC64NVME: CRC64NVME_POLYNOMIAL,
};

/** Whether the checksum of a whole follows from those of its parts. */
export function canCombine(algorithm: ChecksumAlgorithm): boolean {
  return POLYNOMIALS[algorithm] !== undefined;
}

/** The CRC of parts that follow each other, from theirs: the method of zlib's `crc32_combine`. */
export function combineChecksums(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly checksum: Buffer; readonly bytes: number }[],
): Buffer {
  const polynomial = POLYNOMIALS[algorithm];
  if (polynomial === undefined) throw new Error(`Parts' ${algorithm} cannot be combined.`);
  const bytes = algorithm === "CRC64NVME" ? 8 : 4;
  const width = BigInt(bytes * 8);
  let combined = 0n;
  for (const part of parts) {
    const shift = powerOfX(BigInt(part.bytes) * 8n, polynomial, width);
    combined = multiply(shift, combined, polynomial, width) ^ BigInt(`0x${part.checksum.toString("hex")}`);
  }
  return Buffer.from(combined.toString(16).padStart(bytes * 2, "0"), "hex");
}

/** The product of two polynomials over GF(2), reflected, modulo a third. */
function multiply(a: bigint, b: bigint, polynomial: bigint, width: bigint): bigint {
  let product = 0n;
  let factor = b;
  for (let mask = 1n << (width - 1n); mask > 0n; mask >>= 1n) {
    if (a & mask) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

/** x to a power, reflected, modulo a polynomial. */
function powerOfX(exponent: bigint, polynomial: bigint, width: bigint): bigint {
  let power = 1n << (width - 1n);
  let square = 1n << (width - 2n);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) power = multiply(square, power, polynomial, width);
    square = multiply(square, square, polynomial, width);
  }
  return power;
}
