import { Inflate } from "fflate";
import { joinBytes } from "../../join-bytes.ts";
import { NotFixable } from "../refusals.ts";
import { crc32 } from "./crc32.ts";
import * as say from "./refusals.ts";
import { readEntries, type ZipEntry } from "./zip-entries.ts";

/** More files than any workbook of tables has. */
const MOST_ENTRIES = 2000;
/** All that is read of a workbook, unpacked, in bytes. */
export const LARGEST_CONTENT = 100 * 1024 ** 2;
/** The XML of cells is packed to a twentieth; only what is made to fill a memory is packed to less than this. */
const LARGEST_RATIO = 200;
/** Below this, a ratio means nothing: a few bytes can describe many empty cells. */
const SMALL_CONTENT = 5 * 1024 ** 2;
/** How much is unpacked before it is counted. */
const PART_BYTES = 1 << 14;

/** What holds cells, and how they look; pictures, charts, comments and macros are left packed. */
const WANTED =
  /^(?:\[Content_Types\]\.xml|_rels\/.*|xl\/(?:_rels\/.*|workbook\.xml|styles\.xml|sharedStrings\.xml|worksheets\/(?!_rels\/).*))$/i;

/**
 * Unpacks what is read of a workbook, and stops where an archive unpacks to more than a workbook does, whatever sizes it states.
 *
 * @throws {NotFixable} it is no workbook, or one that would fill the memory
 */
export function unzipWorkbook(archive: Uint8Array): Record<string, Uint8Array> {
  const files: [name: string, content: Uint8Array][] = [];
  const names = new Set<string>();
  const limit = new UnpackedBytes();
  try {
    let entries = 0;
    for (const entry of readEntries(archive)) {
      if (++entries > MOST_ENTRIES) throw new NotFixable(say.tooManyEntries(MOST_ENTRIES));
      if (!WANTED.test(entry.name)) continue;
      // Excel does not tell capitals in names of parts from small letters, so two would be one.
      const name = entry.name.toLowerCase();
      if (names.has(name) || entry.isEncrypted) throw new NotFixable(say.damagedArchive());
      names.add(name);
      files.push([entry.name, unpack(entry, limit)]);
    }
  } catch (error) {
    if (error instanceof NotFixable) throw error;
    throw new NotFixable(say.damagedArchive());
  }
  return Object.fromEntries(files);
}

/** Counts what is unpacked, of all files. */
class UnpackedBytes {
  #total = 0;
  #packed = 0;

  begin(packed: number): void {
    this.#packed += packed;
  }

  add(bytes: number): void {
    this.#total += bytes;
    if (this.#total > LARGEST_CONTENT) throw new NotFixable(say.tooLargeInside(LARGEST_CONTENT));
    if (this.#total > SMALL_CONTENT && this.#total > this.#packed * LARGEST_RATIO) {
      throw new NotFixable(say.packedTooTightly());
    }
  }
}

const STORED = 0;
const DEFLATED = 8;

/** @throws what is unpacked is not what was packed */
function unpack({ method, packed, size, crc }: ZipEntry, limit: UnpackedBytes): Uint8Array {
  if (method !== STORED && method !== DEFLATED) throw new RangeError("An unknown compression.");
  const parts: Uint8Array[] = [];
  let checksum = 0;
  const take = (part: Uint8Array) => {
    limit.add(part.length);
    checksum = crc32(part, checksum);
    parts.push(part);
  };
  limit.begin(packed.length);
  if (method === STORED) take(packed);
  else {
    const inflate = new Inflate(take);
    // An empty file has no part of its own.
    for (let at = 0; at === 0 || at < packed.length; at += PART_BYTES) {
      inflate.push(packed.subarray(at, at + PART_BYTES), at + PART_BYTES >= packed.length);
    }
  }
  const content = joinBytes(parts);
  if (content.length !== size || checksum !== crc) throw new RangeError("The archive is damaged.");
  return content;
}
