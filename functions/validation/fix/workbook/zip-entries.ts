import { kindOfZip, LOCAL_HEADER, LOCAL_HEADER_BYTES, type ZipKind } from "../../file-kinds/zip-kind.ts";

/** A file in an archive, as the archive's directory lists it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 if it is stored, 8 if it is deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly size: number;
  /** As it is in the archive. */
  readonly packed: Uint8Array;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LISTED = 0x02014b50;
const LISTED_BYTES = 46;
/** An archive of more than 4 GiB, or one whose writer was ready for that, has the number elsewhere. */
const ELSEWHERE = 0xffffffff;
const END64 = 0x06064b50;
const LOCATOR64_BYTES = 20;
const EXTRA64 = 1;

/**
 * Reads the directory at an archive's end, which is what Excel reads: what else the archive holds is no part of the workbook.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @throws {RangeError} the archive is damaged
 */
export function* readEntries(archive: Uint8Array): Generator<ZipEntry> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  let at = view.getUint32(end + 16, true);
  let left = view.getUint16(end + 10, true);
  if (at === ELSEWHERE || left === 0xffff) {
    const end64 = long(view, end - LOCATOR64_BYTES + 8);
    if (view.getUint32(end64, true) !== END64) throw new RangeError("There is no directory.");
    left = long(view, end64 + 32);
    at = long(view, end64 + 48);
  }
  for (; left > 0; left--) {
    if (view.getUint32(at, true) !== LISTED) throw new RangeError("The directory is damaged.");
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const nameAt = at + LISTED_BYTES;
    const extra = new DataView(archive.buffer, archive.byteOffset + nameAt + nameLength, extraLength);
    const numbers = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
    const [size = 0, packedSize = 0, offset = 0] = numbers.includes(ELSEWHERE) ? longNumbers(extra, numbers) : numbers;
    yield {
      name: new TextDecoder().decode(archive.subarray(nameAt, nameAt + nameLength)),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc: view.getUint32(at + 16, true),
      size,
      packed: packedAt(archive, view, offset, packedSize),
    };
    at = nameAt + nameLength + extraLength + view.getUint16(at + 32, true);
  }
}

/** What a whole archive is. @throws {RangeError} it is damaged */
export function kindOfArchive(archive: Uint8Array): ZipKind {
  return kindOfZip(
    archive,
    Array.from(readEntries(archive), ({ name }) => name),
  );
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new RangeError("The archive has no end.");
}

function packedAt(archive: Uint8Array, view: DataView, offset: number, length: number): Uint8Array {
  if (view.getUint32(offset, true) !== LOCAL_HEADER) throw new RangeError("A file is not where the directory says.");
  const start = offset + LOCAL_HEADER_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + length > archive.length) throw new RangeError("The archive is cut.");
  return archive.subarray(start, start + length);
}

/** The numbers that did not fit are in this order in an extra field. */
function longNumbers(extra: DataView, numbers: readonly number[]): number[] {
  let at = 0;
  while (extra.getUint16(at, true) !== EXTRA64) at += 4 + extra.getUint16(at + 2, true);
  at += 4;
  return numbers.map((number) => {
    if (number !== ELSEWHERE) return number;
    at += 8;
    return long(extra, at - 8);
  });
}

function long(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
