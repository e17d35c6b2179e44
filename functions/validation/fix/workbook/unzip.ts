import { Unzip, UnzipInflate } from "fflate";
import { NotFixable } from "../refusals.ts";
import * as say from "./refusals.ts";

/** More files than any workbook of tables has. */
const MOST_ENTRIES = 2000;
/** All that is read of a workbook, unpacked, in bytes. */
const LARGEST_CONTENT = 100 * 1024 ** 2;
/** The XML of cells is packed to a twentieth; only what is made to fill a memory is packed to less than this. */
const LARGEST_RATIO = 200;
/** Below this, a ratio means nothing: a few bytes can describe many empty cells. */
const SMALL_CONTENT = 5 * 1024 ** 2;
/** How much is unpacked before it is counted. */
const PART_BYTES = 1 << 14;

/** What holds cells, and how they look; pictures, charts and macros are left packed. */
const WANTED =
  /^(?:\[Content_Types\]\.xml|_rels\/.*|xl\/(?:_rels\/.*|workbook\.xml|styles\.xml|sharedStrings\.xml|theme\/.*|worksheets\/.*))$/i;

/**
 * Unpacks what is read of a workbook, and stops where an archive unpacks to more than a workbook does, whatever sizes it states.
 *
 * @throws {NotFixable} it is no workbook, or one that would fill the memory
 */
export function unzipWorkbook(archive: Uint8Array): Record<string, Uint8Array> {
  const files = new Map<string, Uint8Array[]>();
  let entries = 0;
  let total = 0;
  const count = (bytes: number, read: number) => {
    total += bytes;
    if (total > LARGEST_CONTENT) throw new NotFixable(say.tooLargeInside(LARGEST_CONTENT));
    if (total > SMALL_CONTENT && total > read * LARGEST_RATIO) throw new NotFixable(say.packedTooTightly());
  };
  let read = 0;
  const unzip = new Unzip((file) => {
    entries++;
    if (entries > MOST_ENTRIES) throw new NotFixable(say.tooManyEntries(MOST_ENTRIES));
    if (!WANTED.test(file.name)) return;
    const parts: Uint8Array[] = [];
    files.set(file.name, parts);
    file.ondata = (error, part) => {
      if (error) throw error;
      count(part.length, read);
      parts.push(part);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (; read < archive.length; read += PART_BYTES) {
      unzip.push(archive.subarray(read, read + PART_BYTES), read + PART_BYTES >= archive.length);
    }
  } catch (error) {
    if (error instanceof NotFixable) throw error;
    throw new NotFixable(say.damagedArchive());
  }
  return Object.fromEntries([...files].map(([name, parts]) => [name, join(parts)]));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
