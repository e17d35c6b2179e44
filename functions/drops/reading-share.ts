/** Called with how much of a file was read, as a share from 0 to 1. */
export type OnShare = (done: number) => void;

// A record is written twenty times for a large file, and not at all for one that is read at once.
const STEPS = 20;
const LEAST_MS = 500;

/** Counts the bytes that are read of a file. @returns what to call with each chunk */
export function shareOf(bytes: number, onShare: OnShare | undefined): (chunk: Uint8Array) => void {
  let read = 0;
  let step = 0;
  let saidAt = Date.now();
  return ({ length }) => {
    read += length;
    const done = Math.min(1, read / bytes);
    const now = Date.now();
    if (!onShare || done * STEPS < step + 1 || now - saidAt < LEAST_MS) return;
    step = Math.floor(done * STEPS);
    saidAt = now;
    onShare(done);
  };
}

/** Passes chunks on, and reports how much of the file they are. */
export async function* readingShare(
  chunks: AsyncIterable<Uint8Array>,
  bytes: number,
  onShare: OnShare,
): AsyncGenerator<Uint8Array> {
  const count = shareOf(bytes, onShare);
  for await (const chunk of chunks) {
    count(chunk);
    yield chunk;
  }
}
