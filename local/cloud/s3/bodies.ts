import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ChecksumAlgorithm, startDigest } from "./checksums.ts";

/** One file that holds a part of an object, or all of it. */
export interface Segment {
  readonly file: string;
  readonly bytes: number;
}

export interface WrittenBody extends Segment {
  readonly md5: Buffer;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, Buffer>;
  readonly sha256: Buffer | undefined;
}

const READ_BYTES = 256 * 1024;

/**
 * The bytes of objects: files with random names, since a key may hold anything. Memory holds a few chunks, whatever the
 * object's size.
 *
 * A file is written once and never changed. It is not flushed to the disk: what a killed process wrote is there, what the
 * machine had not written when its power failed may not be.
 */
export class Bodies {
  readonly #folder: string;
  /** How many reads go on, by file: such a file is removed when they end. */
  readonly #reads = new Map<string, number>();
  readonly #doomed = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param known the files that belong to something; others were being written when a run was killed, and are removed */
  static async open(folder: string, known: ReadonlySet<string>): Promise<Bodies> {
    await mkdir(folder, { recursive: true });
    for (const file of await readdir(folder)) {
      if (!known.has(file)) await rm(join(folder, file), { force: true });
    }
    return new Bodies(folder);
  }

  /**
   * Streams a body to a new file.
   *
   * @param check called with what was written; what it throws takes the file back
   */
  async write(
    body: AsyncIterable<Uint8Array>,
    algorithms: Iterable<ChecksumAlgorithm>,
    { withSha256 = false, check }: { withSha256?: boolean; check?: (written: WrittenBody) => void } = {},
  ): Promise<WrittenBody> {
    const file = randomUUID();
    const md5 = createHash("md5");
    const sha256 = withSha256 ? createHash("sha256") : undefined;
    const digests = [...algorithms].map((algorithm) => [algorithm, startDigest(algorithm)] as const);
    let bytes = 0;
    async function* measured(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        md5.update(chunk);
        sha256?.update(chunk);
        for (const [, digest] of digests) digest.update(chunk);
        yield chunk;
      }
    }
    try {
      await pipeline(body, measured, createWriteStream(join(this.#folder, file), { flags: "wx" }));
      const written = {
        file,
        bytes,
        md5: md5.digest(),
        sha256: sha256?.digest(),
        checksums: new Map(digests.map(([algorithm, digest]) => [algorithm, digest.digest()])),
      };
      check?.(written);
      return written;
    } catch (error) {
      await rm(join(this.#folder, file), { force: true });
      throw error;
    }
  }

  /** Reads from `start` to before `end` of what these files hold one after the other. */
  read(segments: readonly Segment[], start: number, end: number): Readable {
    // From now on, not from the first byte: the object may be deleted in between.
    for (const { file } of segments) this.#reads.set(file, (this.#reads.get(file) ?? 0) + 1);
    const body = Readable.from(this.#readParts(segments, start, end), { objectMode: false, highWaterMark: READ_BYTES });
    body.once("close", () => void this.#release(segments));
    return body;
  }

  async remove(segments: readonly Segment[]): Promise<void> {
    for (const { file } of segments) {
      if (this.#reads.has(file)) this.#doomed.add(file);
      else await rm(join(this.#folder, file), { force: true });
    }
  }

  async *#readParts(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
    let at = 0;
    for (const { file, bytes } of segments) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, bytes);
      at += bytes;
      if (from >= to) continue;
      let read = 0;
      const part = createReadStream(join(this.#folder, file), { start: from, end: to - 1, highWaterMark: READ_BYTES });
      for await (const chunk of part) {
        read += chunk.length;
        yield chunk;
      }
      if (read !== to - from) throw new Error(`The file ${file} of an object is shorter than it was written.`);
    }
  }

  async #release(segments: readonly Segment[]): Promise<void> {
    for (const { file } of segments) {
      const reads = (this.#reads.get(file) ?? 1) - 1;
      if (reads > 0) this.#reads.set(file, reads);
      else this.#reads.delete(file);
      if (reads === 0 && this.#doomed.delete(file)) await rm(join(this.#folder, file), { force: true });
    }
  }
}
