/**
 * What a zip archive is: a workbook that can be read, one of another kind, another document, or files that somebody packed.
 * `unclear` if its first bytes do not show it.
 */
export type ZipKind = "xlsx" | "xlsb" | "ods" | "numbers" | "office" | "files" | "unclear";

/** What each file in an archive begins with: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7. */
export const LOCAL_HEADER = 0x04034b50;
export const LOCAL_HEADER_BYTES = 30;
const SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

export function isZip(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => start[index] === byte);
}

/** By the names of all its files. @param start of the archive */
export function kindOfZip(start: Uint8Array, names: readonly string[]): ZipKind {
  const lower = names.map((name) => name.toLowerCase());
  const openDocument = openDocumentType(start);
  if (openDocument !== undefined) return openDocument.startsWith("spreadsheet") ? "ods" : "office";
  if (lower.includes("[content_types].xml")) {
    if (lower.includes("xl/workbook.xml")) return "xlsx";
    if (lower.includes("xl/workbook.bin")) return "xlsb";
    if (lower.some((name) => /^(?:word|ppt)\//.test(name))) return "office";
  }
  return lower.some((name) => /^index(?:\.zip$|\/.*\.iwa$)/.test(name)) ? "numbers" : "files";
}

/** What every Office document has; it comes first in many. */
const IN_ANY_OFFICE_DOCUMENT = /^(?:\[content_types\]\.xml$|_rels\/|docprops\/|customxml\/)/;
/** Parts of a workbook, by which it is known where its first bytes do not show all that makes one. */
const WORKBOOK_PART = /^xl\/(?:workbook|styles|sharedstrings|worksheets\/sheet\d+|theme\/theme\d+)\.(xml|bin)$/;

/** By its first bytes, since a stream's end is not known. */
export function guessZipKind(start: Uint8Array): ZipKind {
  const names = firstNames(start);
  const certain = kindOfZip(start, names);
  if (certain !== "files") return certain;
  const lower = names.map((name) => name.toLowerCase());
  const endings = lower.flatMap((name) => WORKBOOK_PART.exec(name)?.[1] ?? []);
  // A binary workbook has its theme and its properties in XML.
  if (endings.length > 0) return endings.includes("bin") ? "xlsb" : "xlsx";
  return lower.every((name) => IN_ANY_OFFICE_DOCUMENT.test(name)) ? "unclear" : "files";
}

/** The first file says so, without compression: https://docs.oasis-open.org/office/OpenDocument/v1.3/, part 2, 3.3 */
function openDocumentType(start: Uint8Array): string | undefined {
  const text = new TextDecoder("latin1").decode(start.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + 200));
  return /^mimetype.{0,100}application\/vnd\.oasis\.opendocument\.([a-z]+)/s.exec(text)?.[1];
}

/** The names of the files whose headers are in an archive's first bytes. */
function firstNames(start: Uint8Array): string[] {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const names: string[] = [];
  for (let at = 0; at >= 0 && at + LOCAL_HEADER_BYTES <= start.length; ) {
    const nameAt = at + LOCAL_HEADER_BYTES;
    const contentAt = nameAt + view.getUint16(at + 26, true);
    if (contentAt > start.length) break;
    names.push(new TextDecoder().decode(start.subarray(nameAt, contentAt)));
    // 0 where the size follows the content; beyond what is here, there is no next one.
    at = nextHeader(start, contentAt + view.getUint16(at + 28, true) + view.getUint32(at + 18, true));
  }
  return names;
}

/** -1 if there is none. */
function nextHeader(start: Uint8Array, from: number): number {
  for (let at = start.indexOf(SIGNATURE[0] ?? 0, from); at >= 0; at = start.indexOf(SIGNATURE[0] ?? 0, at + 1)) {
    if (isZip(start.subarray(at, at + SIGNATURE.length))) return at;
  }
  return -1;
}
