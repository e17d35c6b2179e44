import { S3Error } from "../../s3-protocol/s3-error.ts";

export interface ByteRange {
  readonly start: number;
  /** The first byte that is not in it. */
  readonly end: number;
}

/**
 * The range of a read; undefined for everything. An invalid header, or one with several ranges, is ignored, as by S3.
 *
 * @throws {S3Error} no byte of the object is in it
 */
export function readRange(range: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    if (Number(last) === 0 || bytes === 0) throw unsatisfiable(range, bytes);
    return { start: Math.max(0, bytes - Number(last)), end: bytes };
  }
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (Number(first) >= bytes) throw unsatisfiable(range, bytes);
  return { start: Number(first), end: last === "" ? bytes : Math.min(Number(last) + 1, bytes) };
}

function unsatisfiable(range = "", bytes: number): S3Error {
  const details = { RangeRequested: range, ActualObjectSize: String(bytes) };
  return new S3Error("InvalidRange", 416, "The requested range is not satisfiable", details);
}
