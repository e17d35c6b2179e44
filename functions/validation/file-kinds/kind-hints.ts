import type { FileFormat } from "../file-format.ts";

/** What to do with a file of another kind, for one that is to be of that format. */
export type Hints = Readonly<Record<FileFormat, string>>;

/** A kind of file that is no table of text, and what to do with it. */
export interface OtherKind {
  readonly what: string;
  readonly hint: string;
}

export const SPREADSHEET: Hints = {
  csv: "Open it in a spreadsheet and save it as CSV UTF-8.",
  jsonl: "Open it in a spreadsheet and save it as CSV UTF-8, with the ending .csv.",
};
export const EXPORT: Hints = {
  csv: "Export the data as CSV UTF-8 from the program that wrote the file.",
  jsonl: "Export the data as JSON Lines in UTF-8 from the program that wrote the file.",
};

export const AS_TABLE: Hints = {
  csv: "Convert it to a CSV with a header and one row per datapoint.",
  jsonl: "Convert it to one JSON object per line.",
};
const RIGHT_FILE = "Check that you chose the right file.";
/** For what nobody makes a table of. */
export const OTHER_FILE: Hints = { csv: RIGHT_FILE, jsonl: RIGHT_FILE };

/** What to do with the file that is wanted. */
export function around(before: string, after: string): Hints {
  return { csv: `${before} the CSV${after}`, jsonl: `${before} the JSON Lines${after}` };
}

/** For all that is packed in any way. */
export const UNPACK = around("Unpack it, and upload", " in it.");
