import { AS_TABLE, EXPORT, type Hints, UNPACK } from "./kind-hints.ts";

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

/** https://www.rfc-editor.org/rfc/rfc7464 */
const JSON_SEQUENCES: Hints = {
  csv: AS_TABLE.csv,
  jsonl: "Remove the character U+001E before each record: tr -d '\\036' < data.json > data.jsonl.",
};

/** @param call which reads the file */
function byPandas(call: string): Hints {
  return {
    csv: `Convert it to CSV, for example with pandas: ${call}.to_csv("data.csv", index=False).`,
    jsonl: `Convert it to JSON Lines, for example with pandas: ${call}.to_json("data.jsonl", orient="records", lines=True).`,
  };
}

// By their first bytes: https://en.wikipedia.org/wiki/List_of_file_signatures
export const SIGNATURES: readonly (readonly [bytes: string, what: string, hints: Hints])[] = [
  ["PK\x05\x06", "an empty zip archive", UNPACK],
  ["\x1f\x8b", "a gzip archive", UNPACK],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK],
  ["BZh", "a bzip2 archive", UNPACK],
  ["\xfd7zXZ\0", "an xz archive", UNPACK],
  ["7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK],
  ["Rar!\x1a\x07", "a RAR archive", UNPACK],
  ["\x04\x22\x4d\x18", "an LZ4 archive", UNPACK],
  ["%PDF-", "a PDF document", PDF],
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
  ["\x1e{", "JSON text sequences, with U+001E before each record", JSON_SEQUENCES],
  ["RDX2\n", "an R data file", EXPORT],
  ["RDX3\n", "an R data file", EXPORT],
  [
    `${"\0".repeat(12)}\xc2\xea\x81\x60`,
    "a SAS file (.sas7bdat)",
    byPandas('read_sas("FILE.sas7bdat", encoding="utf-8")'),
  ],
  ["MATLAB 5.0 MAT-file", "a MATLAB file (.mat)", EXPORT],
  ["\x93NUMPY", "a NumPy array (.npy)", byPandas('DataFrame(numpy.load("FILE.npy"))')],
  ["\0\x01\0\0Standard Jet DB", "an Access database", EXPORT],
  ["\0\x01\0\0Standard ACE DB", "an Access database", EXPORT],
  ["PGDMP", "a PostgreSQL dump", EXPORT],
  ["\x89PNG", "a picture (PNG)", EXPORT],
  ["\xff\xd8\xff", "a picture (JPEG)", EXPORT],
  ["GIF8", "a picture (GIF)", EXPORT],
  ["%!PS", "a PostScript document", EXPORT],
  ["RIFF", "a sound, a film or a picture (RIFF)", EXPORT],
  ["OggS", "a sound or a film (Ogg)", EXPORT],
  ["ID3", "a sound (MP3)", EXPORT],
  ["\x7fELF", "a program", EXPORT],
  ["MZ\x90\0", "a program", EXPORT],
  ["\x80\x04\x95", "a Python pickle", byPandas("read_pickle(…)")],
];
