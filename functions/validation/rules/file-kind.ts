import type { FileFormat } from "../file-format.ts";
import { type CompoundKind, isCompound, kindOfCompound } from "./compound-kind.ts";
import { findWideEncoding } from "./wide-text.ts";
import { guessZipKind, isZip, type ZipKind } from "./zip-kind.ts";

/** How many bytes show what a file is. */
export const KIND_BYTES = 4096;

/** What to do, for a file that is to be of that format. */
type Hints = Readonly<Record<FileFormat, string>>;

const SPREADSHEET: Hints = {
  csv: "Open it in a spreadsheet and save it as CSV UTF-8.",
  jsonl: "Open it in a spreadsheet and save it as CSV UTF-8, with the ending .csv.",
};
const WORKBOOK: Hints = {
  csv: "Save its sheet as CSV UTF-8, or convert it with dropset fix.",
  jsonl: "Save its sheet as CSV UTF-8, with the ending .csv.",
};
const UNPACK = around("Unpack it, and upload", " in it.");
const EXPORT: Hints = {
  csv: "Export the data as CSV UTF-8 from the program that wrote the file.",
  jsonl: "Export the data as JSON Lines in UTF-8 from the program that wrote the file.",
};
const SAVE_AGAIN: Hints = { csv: "Save it as CSV UTF-8.", jsonl: "Save it in UTF-8." };
const PDF: Hints = {
  csv: "Export the data as CSV from the program that created the document.",
  jsonl: "Export the data as JSON Lines from the program that created the document.",
};
const RICH_TEXT: Hints = {
  csv: "Save it as plain text in UTF-8, with the ending .csv.",
  jsonl: "Save it as plain text in UTF-8, with the ending .jsonl.",
};
const SQLITE: Hints = {
  csv: "Export the table as CSV: sqlite3 -header -csv FILE 'select * from TABLE'.",
  jsonl: "Export the table as CSV, with the ending .csv: sqlite3 -header -csv FILE 'select * from TABLE'.",
};
const GIT_LFS = "Run `git lfs pull`, and upload the file that it fetches.";
const PAGE_HINT = "It may be a login or error page that was saved by mistake";
const PAGE: Hints = {
  csv: `${PAGE_HINT}, or an HTML table that a program saved as a spreadsheet. Download the CSV itself, or open the table in a spreadsheet and save it as CSV UTF-8.`,
  jsonl: `${PAGE_HINT}. Download the JSON Lines themselves.`,
};

const TERMINAL: Hints = {
  csv: "Have the program export the data as CSV instead of printing it, for example psql with --csv, DuckDB with -csv, or polars with write_csv.",
  jsonl: "Have the program export the data as JSON Lines instead of printing it.",
};
const RUN_AGAIN = "Correct the error, and run the program again; errors should not be written into the file.";
const TRACEBACK: Hints = { csv: RUN_AGAIN, jsonl: RUN_AGAIN };
const RESOLVE =
  "Resolve the conflict: keep the lines that you want, and delete those that begin with <<<<<<<, ======= and >>>>>>>.";
const CONFLICT: Hints = { csv: RESOLVE, jsonl: RESOLVE };
const EMAIL = around("Save the attachment of the e-mail, and upload", ".");
const LINK = around("Open the link, and download", ".");
const CHAT: Hints = {
  csv: "Put the texts into a table with a header and one row for each, and save it as CSV UTF-8.",
  jsonl: "Write one JSON object per line, each with one of the texts.",
};
const ENCRYPTED = around("Decrypt it, and upload", " in it.");

/** What to do with the file that is wanted. */
function around(before: string, after: string): Hints {
  return { csv: `${before} the CSV${after}`, jsonl: `${before} the JSON Lines${after}` };
}

/** @param call which reads the file */
function byPandas(call: string): Hints {
  return {
    csv: `Convert it to CSV, for example with pandas: ${call}.to_csv("data.csv", index=False).`,
    jsonl: `Convert it to JSON Lines, for example with pandas: ${call}.to_json("data.jsonl", orient="records", lines=True).`,
  };
}

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

// By their first bytes: https://en.wikipedia.org/wiki/List_of_file_signatures
const SIGNATURES: readonly (readonly [bytes: string, what: string, hints: Hints])[] = [
  ["PK\x05\x06", "an empty zip archive", UNPACK],
  ["\x1f\x8b", "a gzip archive", UNPACK],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK],
  ["BZh", "a bzip2 archive", UNPACK],
  ["\xfd7zXZ\0", "an xz archive", UNPACK],
  ["7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK],
  ["Rar!\x1a\x07", "a RAR archive", UNPACK],
  ["\x04\x22\x4d\x18", "an LZ4 archive", UNPACK],
  ["%PDF", "a PDF document", PDF],
  ["{\\rtf", "a Rich Text document (.rtf)", RICH_TEXT],
  ["PAR1", "a Parquet file", byPandas("read_parquet(…)")],
  ["ORC", "an ORC file", EXPORT],
  ["Obj\x01", "an Avro file", EXPORT],
  ["ARROW1", "an Arrow (Feather) file", byPandas("read_feather(…)")],
  ["SQLite format 3\0", "an SQLite database", SQLITE],
  ["\x89HDF\r\n\x1a\n", "an HDF5 file", EXPORT],
  ["bplist00", "an Apple property list", EXPORT],
  ["$FL2", "an SPSS file (.sav)", EXPORT],
  ["<stata_dta>", "a Stata file (.dta)", EXPORT],
  ["RDX2\n", "an R data file", EXPORT],
  ["RDX3\n", "an R data file", EXPORT],
  ["PGDMP", "a PostgreSQL dump", EXPORT],
  ["\x89PNG", "a picture (PNG)", EXPORT],
  ["\xff\xd8\xff", "a picture (JPEG)", EXPORT],
  ["GIF8", "a picture (GIF)", EXPORT],
  ["%!PS", "a PostScript document", EXPORT],
  ["RIFF", "a sound, a film or a picture (RIFF)", EXPORT],
  ["OggS", "a sound or a film (Ogg)", EXPORT],
  ["ID3", "a sound (MP3)", EXPORT],
  ["\x7fELF", "a program", EXPORT],
  ["\x80\x04\x95", "a Python pickle", byPandas("read_pickle(…)")],
];

/** By how their text begins. */
const TEXTS: readonly (readonly [pattern: RegExp, what: string, hints: Hints])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\//,
    "a Git LFS pointer: the file itself is elsewhere",
    { csv: GIT_LFS, jsonl: GIT_LFS },
  ],
  [
    /^<(!--|(!doctype|html|head|body|\?xml|table|thead|tbody|tr|style|meta|script|div|p|span|h[1-6]|pre|form|svg|rss|feed|xml)\b)/i,
    "an HTML or XML page",
    PAGE,
  ],
  [/^BEGIN:V(CARD|CALENDAR)\b/i, "contacts or a calendar", EXPORT],
  [/^(MIME-Version:|From: <Saved by )/i, "a web page archive (.mht)", SPREADSHEET],
  [/^(?:shape: \(\d+, \d+\)\s+)?[┌╔╭┏][─═━]/, "a table that a program printed", TERMINAL],
  [/^(?:-\[ RECORD \d+ \]|\*{9,} *1\. row \*{9,})/, "rows that a database printed", TERMINAL],
  [/^Traceback \(most recent call last\):/, "an error message of Python", TRACEBACK],
  [/^[^\n,"\t]*(?:Error|Exception)\b[^\n]*\n[ \t]+at [^\n]*(?:\(|:\d+)/, "an error message of a program", TRACEBACK],
  [
    /^(?:From \S+@\S+ |(?:Return-Path|Delivered-To|Received|X-Received): [^\n]*\n(?:[ \t]|[\w-]+: ))/,
    "an e-mail",
    EMAIL,
  ],
  // A day and a time, in brackets or before a dash, and a name: [02.01.26, 10:00:01] Ann: Hi
  [
    /^[\u200e\u200f]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f][AaPp]\.?[Mm]\.?)?(?:\] | [-–] )[^\n"]{1,80}/,
    "a chat or a log",
    CHAT,
  ],
  [/^<{7} \S[^\n]*\n/, "text with a conflict that Git left", CONFLICT],
  [/^\[InternetShortcut\]/i, "a link to a web page (.url)", LINK],
  [/^-----BEGIN [A-Z ]+-----/, "an encrypted file, a signature or a key", ENCRYPTED],
  [/^(-- (MySQL|PostgreSQL|MariaDB)[^\n]* dump|INSERT INTO\s|CREATE TABLE\s)/i, "an SQL dump", EXPORT],
];

export interface OtherKind {
  readonly what: string;
  readonly hint: string;
}

/** What a file is when it is no CSV, by its first bytes; undefined where they show no other kind. */
export function recogniseOtherKind(start: Uint8Array): OtherKind | undefined {
  const other = recogniseNoText(start, "csv");
  if (other) return other;
  if (beginsWithJson(startOfText(start)))
    return { what: "JSON", hint: "Convert it to a CSV with a header and one row per datapoint." };
  return undefined;
}

/** The same for what is to be JSON Lines. */
export function recogniseNoJsonLines(start: Uint8Array): OtherKind | undefined {
  const other = recogniseNoText(start, "jsonl");
  if (other || startOfText(start)[0] !== "[") return other;
  return {
    what: "a JSON array",
    hint: "Write one object per line, without the brackets around them and the commas between them: jq -c '.[]' data.json > data.jsonl.",
  };
}

function startOfText(start: Uint8Array): string {
  return new TextDecoder().decode(start.subarray(0, KIND_BYTES)).trimStart();
}

/** What a zip archive is, and what to do with it. */
export function describeZip(kind: ZipKind, format: FileFormat): OtherKind {
  const [what, hints] = ZIPS[kind];
  return { what, hint: hints[format] };
}

/** What a file is when it is neither a CSV nor JSON of any kind. */
export function recogniseNoText(start: Uint8Array, format: FileFormat): OtherKind | undefined {
  if (isZip(start)) return describeZip(guessZipKind(start), format);
  if (isCompound(start)) {
    const [what, hints] = COMPOUNDS[kindOfCompound(start)];
    return { what, hint: hints[format] };
  }
  for (const [bytes, what, hints] of SIGNATURES) {
    if ([...bytes].every((char, index) => start[index] === char.charCodeAt(0))) return { what, hint: hints[format] };
  }
  if (isTar(start)) return { what: "a tar archive", hint: UNPACK[format] };
  const wide = findWideEncoding(start);
  if (wide) return { what: `text in ${wide.slice(0, 6).toUpperCase()}`, hint: SAVE_AGAIN[format] };

  const text = startOfText(start);
  for (const [pattern, what, hints] of TEXTS) if (pattern.test(text)) return { what, hint: hints[format] };
  return undefined;
}

function isTar(start: Uint8Array): boolean {
  return [..."ustar"].every((char, index) => start[257 + index] === char.charCodeAt(0));
}

/** `[1] Question,[2] Answer` is a header, and so is `[id],[text]`: JSON is a whole object, or an array on lines of its own. */
function beginsWithJson(text: string): boolean {
  if (text[0] !== "{" && text[0] !== "[") return false;
  const end = endOfValue(text);
  if (end === undefined) return /^(?:\[\s*)*\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text);
  try {
    const value: unknown = JSON.parse(text.slice(0, end));
    if (!Array.isArray(value)) return true;
    const isAlone = /^\s*(?:$|,?\s*[\r\n])/.test(text.slice(end));
    return isAlone && value.some((element) => typeof element !== "number");
  } catch {
    return false;
  }
}

/** Where the object or array that a text begins with ends; undefined where that is beyond the text. */
function endOfValue(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth === 0) return index + 1;
  }
  return undefined;
}
