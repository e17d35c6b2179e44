import type { FileFormat } from "../file-format.ts";
import { type CompoundKind, kindOfCompound } from "./compound-kind.ts";
import { type Hints, type OtherKind, SPREADSHEET, UNPACK } from "./kind-hints.ts";
import type { ZipKind } from "./zip-kind.ts";

// What to do with files that hold other files: archives, and documents of Office.

const WORKBOOK: Hints = {
  csv: "Save its sheet as CSV UTF-8, or have the page or the command line convert it.",
  jsonl: "Save its sheet as CSV UTF-8, with the ending .csv.",
};
const BINARY_WORKBOOK: Hints = {
  csv: "Save it as an Excel workbook (.xlsx), which can be converted, or save its sheet as CSV UTF-8.",
  jsonl: "Save its sheet as CSV UTF-8, with the ending .csv.",
};
const OPEN_DOCUMENT: Hints = { ...WORKBOOK, csv: "Save its sheet as CSV UTF-8: in LibreOffice, with File > Save As." };
const NUMBERS: Hints = {
  csv: "Export its table as CSV UTF-8: in Numbers, with File > Export To > CSV.",
  jsonl: "Export its table as CSV UTF-8, with the ending .csv.",
};
const OFFICE: Hints = {
  csv: "Copy its table into a spreadsheet, and save that as CSV UTF-8.",
  jsonl: "Copy its table into a spreadsheet, and save that as CSV UTF-8, with the ending .csv.",
};

/** Zip archives, by what they hold. */
const ZIPS: Readonly<Record<ZipKind, readonly [what: string, hints: Hints]>> = {
  xlsx: ["an Excel workbook (.xlsx)", WORKBOOK],
  xlsb: ["a binary Excel workbook (.xlsb)", BINARY_WORKBOOK],
  ods: ["an OpenDocument spreadsheet (.ods)", OPEN_DOCUMENT],
  numbers: ["a document of Numbers, Pages or Keynote", NUMBERS],
  office: ["a text document or a presentation", OFFICE],
  files: ["a zip archive", UNPACK],
  unclear: ["a zip archive or an Excel workbook (.xlsx)", SPREADSHEET],
};

const PASSWORD =
  "Open it with its password, remove the password (in Excel: File > Info > Protect Workbook > Encrypt with Password), and save it";
const LOCKED: Hints = { csv: `${PASSWORD}.`, jsonl: `${PASSWORD} as CSV UTF-8, with the ending .csv.` };

/** Files of Office before 2007, and those with a password, by what they hold. */
const COMPOUNDS: Readonly<Record<CompoundKind, readonly [what: string, hints: Hints]>> = {
  xls: ["an old Excel workbook (.xls)", SPREADSHEET],
  locked: ["an Office document with a password", LOCKED],
  office: ["an old Word document or presentation", OFFICE],
  unclear: ["an old Office document, such as a workbook (.xls)", SPREADSHEET],
};

/** What a zip archive is, and what to do with it. */
export function describeZip(kind: ZipKind, format: FileFormat): OtherKind {
  const [what, hints] = ZIPS[kind];
  return { what, hint: hints[format] };
}

/** The same of a compound file. */
export function describeCompound(start: Uint8Array, format: FileFormat): OtherKind {
  const [what, hints] = COMPOUNDS[kindOfCompound(start)];
  return { what, hint: hints[format] };
}
