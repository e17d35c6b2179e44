import { originalText } from "../encodings/original-text.ts";
import { READ_AS_LATIN, type ReadAsLatin } from "../encodings/read-as-latin.ts";
import type { FileFormat } from "../file-format.ts";
import type { Said } from "../findings-list.ts";
import type { CellDamage } from "../sampled/cell-damage-kinds.ts";
import { DAMAGE_KINDS } from "../scanners/damage-kinds.ts";
import { readCell } from "./explain-record.ts";
import type { Met } from "./met.ts";
import { quoteValue } from "./quote-value.ts";

const OPEN_IN_EXCEL =
  "Open the original as UTF-8 and save it again: in Excel, by Data > From Text/CSV with the file origin 65001: Unicode (UTF-8).";

const SET_CONSOLE =
  "Open the original as UTF-8 and save it again; in the Windows command prompt, run chcp 65001 before the export.";

/** A spreadsheet opens no JSON Lines, and the command prompt writes none. */
const EXPORT_JSON = readFirst("UTF-8");

interface DamageWords {
  readonly what: string;
  readonly hint: string;
  /** In JSON Lines, where it is another one. */
  readonly jsonHint?: string;
}

const DAMAGE: Readonly<Record<CellDamage, DamageWords>> = {
  "replacement-character": {
    what: "a character is lost",
    hint: "U+FFFD replaces characters that a program could not read: export the data again as UTF-8 from an undamaged source.",
  },
  "half-of-a-pair": {
    what: "half of an escaped pair, which is no character",
    hint: "An emoji is written as two escapes, such as \\ud83d\\ude00, and here one is missing: have the program cut texts between characters, and export the data again.",
  },
  "control-code": {
    what: "a control code in place of a character",
    hint: "Export the data again as UTF-8: text in Windows-1252 was read as Latin-1.",
  },
  "read-as-windows-1252": misreadAs("Windows-1252"),
  "read-as-mac-roman": {
    what: "UTF-8 that was read as Mac Roman",
    hint: "Open the original as UTF-8 and save it again.",
    jsonHint: EXPORT_JSON,
  },
  "read-as-windows-1251": misreadAs("Windows-1251"),
  "read-as-windows-1250": misreadAs("Windows-1250"),
  "read-as-shift-jis": misreadAs("Shift-JIS"),
  "read-as-dos": { what: "UTF-8 that was read in a code page of DOS", hint: SET_CONSOLE, jsonHint: EXPORT_JSON },
  "read-as-ibm437": readInConsole(437),
  "read-as-ibm850": readInConsole(850),
  "read-as-ibm852": readInConsole(852),
  "written-by-number": {
    what: "a character that R wrote as its number",
    hint: 'In R, write the file as UTF-8: write.csv(…, fileEncoding = "UTF-8"), or write_csv of readr.',
  },
  escaped: {
    what: "a character that a program escaped",
    hint: 'Write the text itself: in Python, not text.encode("utf-8") or repr(text), and json.dumps(text, ensure_ascii=False).',
  },
  "question-marks": {
    what: "question marks in place of letters",
    hint: "A program wrote a question mark for each character that its encoding lacks: export the data again as UTF-8 from an undamaged source.",
  },
  "excel-error": {
    what: "what a spreadsheet shows in place of a value",
    hint: "Correct the formula, or the text that begins with = and was read as one; for ####, make the column wider. Wait until all values are there, and export the sheet again.",
  },
  "rounded-number": {
    what: "a number that was rounded",
    hint: "Format the column as text before the data is put into the spreadsheet, or have the program read it as text: the digits that were rounded off are lost.",
  },
  object: {
    what: "an object in place of its text",
    hint: "Correct the program that wrote the file: it must write the object's text, or JSON.",
  },
  "read-as-gbk": misreadAs("GBK"),
  "read-as-euc-kr": misreadAs("EUC-KR"),
  "read-as-big5": misreadAs("Big5"),
  "read-as-windows-1253": misreadAs("Windows-1253"),
  "read-as-windows-1254": misreadAs("Windows-1254"),
  "read-as-windows-1255": misreadAs("Windows-1255"),
  "read-as-windows-1256": misreadAs("Windows-1256"),
  "read-as-windows-1257": misreadAs("Windows-1257"),
  "read-as-iso-8859-2": misreadAs("ISO-8859-2"),
  ...(Object.fromEntries(READ_AS_LATIN.map(([label, name]) => [label, readAsLatin(name)])) as Record<
    ReadAsLatin,
    DamageWords
  >),
  "in-bytes": {
    what: "bytes of Python in place of text",
    hint: 'Decode them before they are written: text.decode("utf-8").',
  },
  "escaped-by-excel": {
    what: "a control character that Excel escaped",
    hint: "Have Excel save the sheet as CSV UTF-8, or remove _x000D_ in the program that reads the workbook.",
  },
  formula: {
    what: "a formula around a value",
    hint: "Write the value alone: only Excel understands the formula.",
  },
  "uncalculated-formula": {
    what: "a formula in place of its value",
    hint: "Export the values: in the spreadsheet, paste the column as values first; in openpyxl, load the workbook with data_only=True.",
  },
  "in-email-code": {
    what: "text as e-mails encode it",
    hint: "Decode it: in Python, by quopri.decodestring, or by email.header.decode_header if it begins with =?.",
  },
  "in-url-code": {
    what: "text as URLs encode it",
    hint: "Decode it: in Python, by urllib.parse.unquote; in JavaScript, by decodeURIComponent.",
  },
  "pdf-glyph": {
    what: "a glyph's number in place of a letter",
    hint: "The font of the PDF does not say which letters its glyphs are: take the text from another source, or read it with OCR.",
  },
  "symbol-font": {
    what: "a sign that only one font has",
    hint: "Replace it by a usual character: bullets copied from Word or a PDF are shown as boxes.",
  },
  "cut-off": {
    what: "text that a program cut off",
    hint: "Export the data again without a limit to the length of texts: Excel keeps 32767 characters in a cell, a column of a database may keep 255, and a page shows the rest on request.",
  },
  "shortened-array": {
    what: "an array of which only the ends were written",
    hint: "Have the program write all of its values: in Python, json.dumps(array.tolist()).",
  },
  "model-tokens": {
    what: "tokens of a language model",
    hint: "Decode the model's output without them: tokenizer.decode(ids, skip_special_tokens=True).",
  },
  "model-citation": {
    what: "a citation of a chatbot that leads nowhere",
    hint: "Remove it, or replace it by the source.",
  },
  "rich-text": {
    what: "Rich Text Format in place of text",
    hint: "Convert it to plain text: in Python, by rtf_to_text of striprtf.",
  },
  reversed: {
    what: "a sign that shows the text after it backwards",
    hint: "Remove the character U+202E.",
  },
  "missing-in-url": {
    what: "a URL in which a value is missing",
    hint: "Correct the program that made the URL: it wrote a word such as undefined or None for a value that it did not have.",
  },
  "text-mark": {
    what: "an apostrophe that only a spreadsheet hides",
    hint: "Write the value without it.",
  },
  "typed-json": {
    what: "a value and its type, as a database exports it",
    hint: "Write the value alone: for DynamoDB, use unmarshall of the AWS SDK; for MongoDB, convert the value to text.",
  },
  "date-of-range": {
    what: "a range or name that a spreadsheet turned into a date",
    hint: "Format the column as text before the data is put into the spreadsheet.",
  },
  "in-html-code": {
    what: "text as HTML encodes it",
    hint: "Decode it: in Python, by html.unescape.",
  },
  "escaped-line-end": {
    what: "a line end that a program escaped",
    hint: "Write the line end itself, within quotes: in Python, not repr(text) or json.dumps(text).",
    jsonHint: "Escape the text once: json.dumps of a record escapes it, so its texts must not be escaped before.",
  },
  "escaped-quote": {
    what: "a quote or an apostrophe that a program escaped",
    hint: "Write it alone: an apostrophe is only escaped within a statement of SQL, and a quote by the program that writes the CSV.",
  },
  "no-content": {
    what: "a message in place of a text",
    hint: "Get the text again, or leave the row out: participants could only judge the message.",
  },
  binary: {
    what: "binary data as text",
    hint: "Decode it if it is text; upload pictures and sounds, and write their URLs; or leave the column out.",
  },
  "local-path": {
    what: "a path on a computer, which participants cannot open",
    hint: "Upload the files to a web server, and write their URLs.",
  },
  apostrophe: {
    what: "a letter or sign in place of an apostrophe",
    hint: "The text was read or stored in an encoding that lacks the apostrophe ’: export it again as UTF-8 from its source.",
  },
  placeholder: {
    what: "a placeholder that was not replaced",
    hint: "Have the program that wrote the file replace it by its value.",
  },
};

function misreadAs(encoding: string): DamageWords {
  return { what: `UTF-8 that was read as ${encoding}`, hint: OPEN_IN_EXCEL, jsonHint: EXPORT_JSON };
}

function readInConsole(codePage: number): DamageWords {
  return { what: `UTF-8 that was read in the code page ${codePage} of DOS`, hint: SET_CONSOLE, jsonHint: EXPORT_JSON };
}

function readAsLatin(encoding: string): DamageWords {
  return {
    what: `${encoding} that was read as Windows-1252`,
    hint: `Open the original as ${encoding}, and save it as CSV UTF-8.`,
    jsonHint: readFirst(encoding),
  };
}

function readFirst(encoding: string): string {
  return `Make sure that the original is read as ${encoding} when it is converted, and export the data again.`;
}

const CELLS_SHOWN = 3;

/** A column's name that is damaged: participants read it next to every value. */
export function sayDamagedName(name: string, kind: CellDamage): Said {
  return {
    line: 1,
    column: name,
    message: `The name ${quoteValue(name)} is damaged (${DAMAGE[kind].what}${probableOriginal(name, kind)}).`,
    hint: DAMAGE[kind].hint,
  };
}

function probableOriginal(text: string, kind: CellDamage): string {
  const original = originalText(text, kind);
  return original === undefined || original === text ? "" : `, probably ${quoteValue(original)}`;
}

/** A cell that participants see, whose text was damaged. */
export interface DamagedCell {
  readonly line: number;
  /** Its place, from 0. */
  readonly column: number;
  readonly kind: CellDamage;
  readonly text: string;
}

/** What a scanner met in a cell. */
export function damagedCell({ event: { line, column, value }, around }: Met): DamagedCell {
  return { line, column, kind: DAMAGE_KINDS[value - 1] ?? "replacement-character", text: readCell(around) };
}

/**
 * One warning for all cells.
 *
 * @param cells in their order
 * @param more how many there are that were not passed on; `atLeast` if there may be still more
 */
export function sayDamaged(
  cells: readonly DamagedCell[],
  more: { readonly count: number; readonly atLeast: boolean },
  names: readonly string[],
  format: FileFormat,
): Said {
  const [first] = cells;
  const count = cells.length + more.count;
  const shown = cells
    .slice(0, CELLS_SHOWN)
    .map(
      ({ line, kind, text }) =>
        `line ${line}, ${quoteValue(text)} (${DAMAGE[kind].what}${probableOriginal(text, kind)})`,
    );
  const rest = count > shown.length ? `; and ${count - shown.length} more` : "";
  const hints = cells.map(({ kind }) => {
    const { hint, jsonHint = hint } = DAMAGE[kind];
    return format === "jsonl" ? jsonHint : hint;
  });
  const cellsAre = count === 1 ? "one cell that participants see is" : `${count} cells that participants see are`;
  return {
    line: first?.line ?? null,
    column: names[first?.column ?? -1] ?? null,
    message: `${more.atLeast ? `At least ${cellsAre}` : cellsAre.replace("one", "One")} damaged: ${shown.join("; ")}${rest}.`,
    hint: [...new Set(hints)].join(" "),
  };
}
