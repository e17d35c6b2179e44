/**
 * What a compound file is, the container of Office documents before 2007, and of those with a password. `unclear` if its
 * first bytes do not show it.
 */
export type CompoundKind = "xls" | "locked" | "office" | "unclear";

// https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/, 2.2 and 2.6.1
const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0];
const SECTOR_SHIFT_AT = 30;
const FIRST_DIRECTORY_AT = 48;
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const NAME_LENGTH_AT = 64;

/** By the name of a stream. https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto/ */
const KINDS: Readonly<Record<string, CompoundKind>> = {
  Workbook: "xls",
  Book: "xls",
  EncryptedPackage: "locked",
  WordDocument: "office",
  "PowerPoint Document": "office",
};

export function isCompound(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => start[index] === byte);
}

/** By its directory, as far as that is in one piece and among its first bytes. */
export function kindOfCompound(start: Uint8Array): CompoundKind {
  if (start.length < HEADER_BYTES) return "unclear";
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const sectorBytes = 2 ** Math.min(view.getUint16(SECTOR_SHIFT_AT, true), 12);
  const from = (view.getUint32(FIRST_DIRECTORY_AT, true) + 1) * sectorBytes;
  for (let at = from; at + ENTRY_BYTES <= start.length; at += ENTRY_BYTES) {
    // In bytes, with the zero at its end.
    const length = Math.min(view.getUint16(at + NAME_LENGTH_AT, true), NAME_LENGTH_AT);
    const name = new TextDecoder("utf-16le").decode(start.subarray(at, at + length - 2));
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind) return kind;
  }
  return "unclear";
}
