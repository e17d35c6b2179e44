/** A part of a file: the bytes from `start` up to `end`. */
export interface FilePart {
  /** Counted from 1, as S3 does. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** A file's parts, each of the same size but the last. */
export function planParts(size: number, partBytes: number): FilePart[] {
  return Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => ({
    number: index + 1,
    start: index * partBytes,
    end: Math.min(size, (index + 1) * partBytes),
  }));
}

/** The parts that S3 does not have yet, or not in their size. */
export function missingParts(
  parts: readonly FilePart[],
  done: readonly { readonly number: number; readonly bytes: number }[],
): FilePart[] {
  const sizes = new Map(done.map(({ number, bytes }) => [number, bytes]));
  return parts.filter((part) => sizes.get(part.number) !== bytesOf(part));
}

export function bytesOf({ start, end }: FilePart): number {
  return end - start;
}
