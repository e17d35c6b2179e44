import { FileCheck } from "./file-check.ts";
import { type FileFormat, formatOf } from "./file-format.ts";
import type { Severities } from "./findings.ts";
import { CHUNK_BYTES } from "./scanners/row-events.ts";
import type { DatasetSchema } from "./schema/dataset-schema.ts";
import type { IsUtf8 } from "./utf8-check.ts";
import type { Validation } from "./validation.ts";

export interface ValidationOptions {
  /** The file's name: of a file whose name does not end in `.csv`, or with a schema in `.jsonl`, in any case, only the start is read. */
  readonly fileName?: string | undefined;
  /** With one the file is typed: what participants see, and what values must be, is what the schema says. */
  readonly schema?: DatasetSchema | undefined;
  /** How a typed file is written, where its name does not say it. */
  readonly format?: FileFormat | undefined;
  /** The file's size in bytes, where it is known before: one that is too large is not read. */
  readonly size?: number | undefined;
  /** The largest file that is taken, in bytes; 5 GiB, what one upload carries, if not given. */
  readonly largest?: number | undefined;
  readonly severities?: Severities | undefined;
  /** Reads with the plain scanner, where the one in WebAssembly could be used too. */
  readonly plain?: boolean | undefined;
  /** Called after each chunk with how many bytes were read. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Validates a CSV, or JSON Lines, as it streams by, in memory that does not grow with it. It runs wherever JavaScript does.
 *
 * The stream is read to its end, unless the file is no CSV at all or too large; then it is closed.
 */
export async function validateBytes(
  source: AsyncIterable<Uint8Array>,
  isUtf8: IsUtf8,
  options: ValidationOptions = {},
): Promise<Validation> {
  const isJson = options.schema !== undefined && formatOf(options) === "jsonl";
  // Most files are CSVs, and commands start sooner without the rest.
  const { JsonLinesCheck } = isJson ? await import("./jsonl/json-lines-check.ts") : {};
  const file = new FileCheck(isUtf8, options, JsonLinesCheck);
  try {
    if (file.isRefusedUnread()) await closeUnread(source);
    else await readWhole(source, file, options);
    return file.result();
  } finally {
    file.release();
  }
}

const NO_BYTES =
  "A file is read as a stream of bytes, such as createReadStream(path) without an encoding, or new Blob([buffer]).stream().";

async function readWhole(source: AsyncIterable<Uint8Array>, file: FileCheck, { onProgress }: ValidationOptions) {
  for await (const chunk of source) {
    // Of a Buffer in place of a stream, each chunk would be a number, and the file would seem empty.
    if (!ArrayBuffer.isView(chunk)) throw new TypeError(NO_BYTES);
    for (let start = 0; start < chunk.length && !file.isRefused; start += CHUNK_BYTES) {
      file.push(chunk.subarray(start, start + CHUNK_BYTES));
    }
    onProgress?.(file.bytes);
    if (file.isRefused) return;
  }
  file.end();
}

/** A stream of Node's or of the web has no reader yet whose end would close it. */
async function closeUnread(source: AsyncIterable<Uint8Array> & Partial<Closeable>): Promise<void> {
  if (source.destroy) source.destroy();
  else if (source.cancel) await source.cancel();
  else await source[Symbol.asyncIterator]().return?.();
}

/** What Node's streams have, and what the web's have. */
interface Closeable {
  destroy(): void;
  cancel(): Promise<void>;
}
