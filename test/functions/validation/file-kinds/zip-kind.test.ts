import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { guessZipKind, kindOfZip, type ZipKind } from "../../../../functions/validation/file-kinds/zip-kind.ts";

const CONTENT_TYPES = "[Content_Types].xml";

/** An archive of empty files; the first is stored, as OpenDocument has it. */
function archive(names: readonly string[], first = ""): Uint8Array {
  const files = names.map((name, index): [string, Uint8Array] => [name, strToU8(index === 0 ? first : "")]);
  return zipSync(Object.fromEntries(files), { level: 0 });
}

const ARCHIVES: readonly (readonly [ZipKind, readonly string[]])[] = [
  ["xlsx", [CONTENT_TYPES, "xl/workbook.xml", "xl/worksheets/sheet1.xml"]],
  ["xlsx", ["[content_types].XML", "XL/Workbook.xml"]],
  ["xlsb", [CONTENT_TYPES, "xl/workbook.bin"]],
  ["office", [CONTENT_TYPES, "word/document.xml"]],
  ["office", [CONTENT_TYPES, "ppt/presentation.xml"]],
  ["numbers", ["Index/Document.iwa", "preview.jpg"]],
  ["numbers", ["Index.zip"]],
  ["files", ["reviews.csv"]],
  ["files", ["xl/reviews.csv"]],
  ["files", ["xl/workbook.xml"]],
  ["files", ["xl/workbook.bin", "word/document.xml"]],
  ["files", [CONTENT_TYPES, "my word/document.xml", "keyword/x"]],
  ["files", ["my index.zip", "Index.zip.txt", "Index/Document.iwa.txt", "Index"]],
];

it.each(ARCHIVES)("an archive is %s by all its files: %j", (kind, names) => {
  expect(kindOfZip(archive(names), names)).toBe(kind);
});

it.each([
  ["ods", "application/vnd.oasis.opendocument.spreadsheet"],
  ["ods", "application/vnd.oasis.opendocument.spreadsheet-template"],
  ["office", "application/vnd.oasis.opendocument.text"],
  ["files", "text/plain"],
] as const)("an archive is %s by its first file: %s", (kind, type) => {
  const names = ["mimetype", "content.xml"];
  expect(kindOfZip(archive(names, type), names)).toBe(kind);
  expect(guessZipKind(archive(names, type))).toBe(kind);
});

it.each([
  ["xlsx", ["docProps/app.xml", "xl/worksheets/sheet1.xml"]],
  ["xlsb", ["xl/worksheets/sheet1.bin", "xl/theme/theme1.xml"]],
  ["unclear", ["_rels/.rels", "docProps/core.xml"]],
  ["files", ["_rels/.rels", "notes.txt"]],
] as const)("an archive is guessed to be %s by its first files: %j", (kind, names) => {
  expect(guessZipKind(archive(names))).toBe(kind);
});
