import { FILE_FORMATS } from "./file-format.ts";

/** Workbooks whose sheet can become a CSV; the second may hold macros. */
const WORKBOOK_ENDINGS = ["xlsx", "xlsm"];

/** Of files that hold a table as they are, by whatever delimiter. */
const TABLE_ENDINGS = ["csv", "tsv", "tab", "txt"];

/** Of files that are accepted, or that can become a CSV. */
export const USABLE_ENDINGS: readonly string[] = [...new Set([...FILE_FORMATS, ...TABLE_ENDINGS, ...WORKBOOK_ENDINGS])];

/** Of files that hold tables or records, too, but not as they are. */
const OTHER_ENDINGS = ["xls", "xlsb", "ods", "json", "ndjson"];
const PACKED_ENDINGS = ["gz", "zip"];

const WORKBOOK = endingIn(`\\.(?:${WORKBOOK_ENDINGS.join("|")})`);
const NAMES_TABLE = endingIn(`\\.(?:${[...TABLE_ENDINGS, ...WORKBOOK_ENDINGS].join("|")})`);
const TABLE = `\\.(?:${[...USABLE_ENDINGS, ...OTHER_ENDINGS].join("|")})`;
const PACKED = `\\.(?:${PACKED_ENDINGS.join("|")})`;
/** Editors add `.txt` to the ending that was typed. */
const TEXT = `\\.(?:${FILE_FORMATS.join("|")})\\.txt`;
const KNOWN = endingIn(`(?:${TEXT}|${TABLE}(?:${PACKED})?|${PACKED})`);

function endingIn(pattern: string): RegExp {
  return new RegExp(`${pattern}$`, "i");
}

/** A file's name without its ending. Only a known one is an ending: that of `study.pilot` is part of the name. */
export function withoutEnding(fileName: string): string {
  return fileName.replace(KNOWN, "");
}

/** The name of a file once it is a CSV. */
export function csvNameOf(fileName: string): string {
  return `${withoutEnding(fileName)}.csv`;
}

export function isWorkbookName(fileName: string): boolean {
  return WORKBOOK.test(fileName);
}

/** Whether a table may have this name, which may lack an ending. Under any other, what reads as a table may be none. */
export function isTableName(fileName: string): boolean {
  return NAMES_TABLE.test(fileName) || !/\.[^/]*$/.test(fileName);
}
