import { type FileHandle, open } from "node:fs/promises";

const FLUSH_BYTES = 256 * 1024;

/** A new file that is written piece by piece, in few writes. */
export class GrowingFile {
  readonly #handle: FileHandle;
  #pieces: Buffer[] = [];
  #bytes = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<GrowingFile> {
    return new GrowingFile(await open(path, "w"));
  }

  /** @returns undefined where nothing is to be waited for */
  add(piece: Buffer): Promise<void> | undefined {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    return this.#bytes < FLUSH_BYTES ? undefined : this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    await this.#handle.appendFile(bytes);
  }
}
