import { cutOffAt, SHORTEN_BY_CHARACTERS, textBeforeCut } from "../encodings/cut-characters.ts";
import { guessEncoding } from "../encodings/guess-encoding.ts";
import { type FileFormat, isJsonLines } from "../file-format.ts";
import type { Said } from "../findings-list.ts";
import { LARGEST_FILE } from "../largest-file.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { quoteValue } from "./quote-value.ts";

// What there is to say of a file as a whole.

/** Names that people and programs give to a definition. */
const LIKE_DEFINITION = /(?:^|\/)_?dataset\.json(?:\.txt)?$/i;

const WHOLE_FILE = { line: null, column: null } as const;

/** Whether a name says what is wrong better than the content would: it is a definition's, or of JSON Lines without a schema. */
export function isTellingName(fileName: string, isTyped: boolean): boolean {
  return LIKE_DEFINITION.test(fileName) || (!isTyped && isJsonLines(fileName));
}

/** @param isTyped whether the file has a schema */
export function wrongName(fileName: string, isTyped: boolean): Said {
  if (LIKE_DEFINITION.test(fileName)) {
    return {
      ...WHOLE_FILE,
      message: `${quoteValue(fileName)} is neither data nor a definition: a definition must be named _dataset.json, in lower case.`,
      hint: "Rename it to _dataset.json and upload it before the files of its folder; until then it does not apply to them.",
    };
  }
  if (!isTyped && isJsonLines(fileName)) return needsSchema(fileName);
  if (isTyped) {
    return {
      ...WHOLE_FILE,
      message: `${quoteValue(fileName)} does not end in .csv or .jsonl.`,
      hint: "Save the data as CSV UTF-8 with the ending .csv, or as JSON Lines with the ending .jsonl.",
    };
  }
  return {
    ...WHOLE_FILE,
    message: `${quoteValue(fileName)} does not end in .csv.`,
    hint: "Save the data as CSV UTF-8. If it already is, give the file the ending .csv.",
  };
}

function needsSchema(fileName: string): Said {
  return {
    ...WHOLE_FILE,
    message: `${quoteValue(fileName)} ends in .jsonl, but JSON Lines files need a schema: without one, only CSV files are accepted.`,
    hint: "Put a _dataset.json with the schema into the folder, or check the file with its schema.",
  };
}

/** @param format what was expected, in words */
export function otherKind({ what, hint }: { readonly what: string; readonly hint: string }, format: string): Said {
  return { ...WHOLE_FILE, message: `The file is not ${format}: it looks like ${what}.`, hint };
}

export function headerTooLong(): Said {
  return {
    ...WHOLE_FILE,
    message: "The first line is longer than 1 MiB, which is too long for a header.",
    hint: "Check that the file is a CSV with a header and line ends.",
  };
}

/** @param size in bytes; undefined where the file was not read to its end */
export function tooLarge(size: number | undefined, largest: number, format: FileFormat): Said {
  const limit = largest === LARGEST_FILE ? `${largest} bytes (5 GiB), the maximum for one upload` : `${largest} bytes`;
  return {
    ...WHOLE_FILE,
    message: `The file ${size === undefined ? "is larger than" : `has ${size} bytes, which is more than`} the limit of ${limit}.`,
    hint: format === "csv" ? "Split it into several files, each with the header." : "Split it into several files.",
  };
}

/** @param needed what a file of its format has */
export function emptyFile(bytes: number, needed = "a header and at least one row"): Said {
  return {
    ...WHOLE_FILE,
    message: bytes === 0 ? "The file is empty." : "The file contains only white space.",
    hint: `Upload a file with ${needed}.`,
  };
}

export function noRows(rows: number, schema: DatasetSchema | undefined): Said {
  return {
    ...WHOLE_FILE,
    message:
      rows === 0
        ? "The file has a header and no row: there is nothing for participants to do."
        : "No row has any text in a column that participants see: there is nothing for them to do.",
    hint:
      rows === 0
        ? "Add at least one row below the header."
        : schema
          ? "Fill in the fields that the schema shows to participants."
          : "Fill in the columns whose names do not begin with META_.",
  };
}

/** @param line of the header, if there is one */
export function emptyColumn(name: string, rows: number, line: number | null): Said {
  return {
    line,
    column: name,
    message: `The column ${quoteValue(name)} is empty in ${rows === 1 ? "the only row" : `all ${rows} rows`}: participants would see its name and nothing next to it.`,
    hint: "Fill it in, or remove it.",
  };
}

/** @param text what a program wrote below the rows, next to empty cells */
export function endMark(line: number, text: string, by: "Gorilla" | "a database"): Said {
  return {
    line,
    column: null,
    message: `The last row is not a datapoint, but what ${by} writes below the rows: ${quoteValue(text)}. Participants would get it as a task.`,
    hint: "Remove the line.",
  };
}

export function nulInHeader(): Said {
  return {
    line: 1,
    column: null,
    message: "There is a NUL byte in the header: the file is damaged, or not text.",
    hint: "Export it again as CSV UTF-8.",
  };
}

/**
 * @param offset of the first byte that is not UTF-8, in bytes from the file's start
 * @param around whole lines with it and around it
 */
export function badByte(offset: number, line: number, byte: number, around: Uint8Array, format: FileFormat): Said {
  const where = `The file is not UTF-8: the first bad byte, 0x${byte.toString(16).toUpperCase()}, is at byte ${offset}.`;
  const text = textBeforeCut(around);
  if (text !== undefined) {
    return {
      line,
      column: null,
      message: `${where} It begins ${cutOffAt(text)}.`,
      hint: SHORTEN_BY_CHARACTERS,
    };
  }
  const guess = guessEncoding(around);
  const read = guess ? ` It is probably in ${guess.name}, in which it reads ${quoteValue(guess.word)}.` : "";
  return { line, column: null, message: `${where}${read}`, hint: SAVE_AS_UTF8[format] };
}

/** @param bytes how many of the last character's there are */
export function endWithinCharacter(offset: number, line: number, bytes: number, format: FileFormat): Said {
  return {
    line,
    column: null,
    message: `The file is not UTF-8: it ends within a character that begins at byte ${offset}.`,
    // One byte may as well be a letter of another encoding.
    hint: `Export it again if it is not complete. ${bytes > 1 ? SHORTEN_BY_CHARACTERS : SAVE_AS_UTF8[format]}`,
  };
}

const SAVE_AS_UTF8: Readonly<Record<FileFormat, string>> = {
  csv: "Save it as CSV UTF-8: in Excel, that is a file type of its own under Save As; in LibreOffice and Numbers, a choice in the export dialog.",
  jsonl: 'Write it in UTF-8: in Python, open it for writing with encoding="utf-8"; in PowerShell, use -Encoding utf8.',
};
