import type { FileFormat } from "../file-format.ts";
import type { Said } from "../findings-list.ts";
import { DAMAGE_KINDS, type DamageKind } from "../scanners/damage-kinds.ts";
import type { RowEvent } from "../scanners/row-events.ts";
import { readCell } from "./explain-record.ts";
import type { Met } from "./met.ts";
import { quoteValue } from "./quote-value.ts";
import { READ_AS, repairText, unescapeText } from "./repair-text.ts";

const OPEN_IN_EXCEL =
  "Open the original as UTF-8 and save it again: in Excel, by Data > From Text/CSV with the file origin 65001: Unicode (UTF-8).";

const DAMAGE: Readonly<Record<DamageKind, { readonly what: string; readonly hint: string }>> = {
  "replacement-character": {
    what: "a character is lost",
    hint: "U+FFFD replaces characters that a program could not read: export the data again as UTF-8 from an undamaged source.",
  },
  "control-code": {
    what: "a control code in place of a character",
    hint: "Export the data again as UTF-8: text in Windows-1252 was read as Latin-1.",
  },
  "read-as-windows-1252": {
    what: "UTF-8 that was read as Windows-1252",
    hint: OPEN_IN_EXCEL,
  },
  "read-as-mac-roman": {
    what: "UTF-8 that was read as Mac Roman",
    hint: "Open the original as UTF-8 and save it again.",
  },
  "read-as-windows-1251": {
    what: "UTF-8 that was read as Windows-1251",
    hint: OPEN_IN_EXCEL,
  },
  "read-as-windows-1250": { what: "UTF-8 that was read as Windows-1250", hint: OPEN_IN_EXCEL },
  "read-as-shift-jis": { what: "UTF-8 that was read as Shift-JIS", hint: OPEN_IN_EXCEL },
  "read-as-dos": {
    what: "UTF-8 that was read in a code page of DOS",
    hint: "Open the original as UTF-8 and save it again; in the Windows command prompt, run chcp 65001 before the export.",
  },
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
    hint: "Correct the formula, or the text that begins with = and was read as one; for ####, make the column wider. Then export the sheet again.",
  },
  "rounded-number": {
    what: "a number that was rounded",
    hint: "Format the column as text before the data is put into the spreadsheet, or have the program read it as text: the digits that were rounded off are lost.",
  },
  object: {
    what: "an object in place of its text",
    hint: "Correct the program that wrote the file: it must write the object's text, or JSON.",
  },
};

/** A spreadsheet opens no JSON Lines. */
const EXPORT_AGAIN = "Make sure that the original is read as UTF-8 when it is converted, and export the data again.";
const JSON_HINTS: Readonly<Partial<Record<DamageKind, string>>> = {
  "read-as-windows-1252": EXPORT_AGAIN,
  "read-as-mac-roman": EXPORT_AGAIN,
  "read-as-windows-1251": EXPORT_AGAIN,
  "read-as-dos": EXPORT_AGAIN,
  "read-as-windows-1250": EXPORT_AGAIN,
  "read-as-shift-jis": EXPORT_AGAIN,
};

const CELLS_SHOWN = 3;

/** A column's name that is damaged: participants read it next to every value. */
export function sayDamagedName(name: string, damage: number): Said {
  const kind = DAMAGE_KINDS[damage - 1] ?? "replacement-character";
  return {
    line: 1,
    column: name,
    message: `The name ${quoteValue(name)} is damaged (${DAMAGE[kind].what}${probableOriginal(name, kind)}).`,
    hint: DAMAGE[kind].hint,
  };
}

function probableOriginal(text: string, kind: DamageKind): string {
  const original = repairedText(text, kind);
  return original === undefined || original === text ? "" : `, probably ${quoteValue(original)}`;
}

function repairedText(text: string, kind: DamageKind): string | undefined {
  if (kind === "escaped") return unescapeText(text);
  const encoding = READ_AS[kind];
  return encoding && repairText(text, encoding);
}

/** One warning for all cells. @param count how many there are, those that were not passed on included */
export function sayDamaged(met: readonly Met[], count: number, names: readonly string[], format: FileFormat): Said {
  const first = met[0]?.event;
  const cells = met.slice(0, CELLS_SHOWN).map(({ event, around }) => {
    const kind = damageKind(event);
    const cell = readCell(around);
    return `line ${event.line}, ${quoteValue(cell)} (${DAMAGE[kind].what}${probableOriginal(cell, kind)})`;
  });
  const more = count > cells.length ? `; and ${count - cells.length} more` : "";
  const kinds = new Set(met.map(({ event }) => damageKind(event)));
  const hints = [...kinds].map((kind) => (format === "jsonl" ? JSON_HINTS[kind] : undefined) ?? DAMAGE[kind].hint);
  return {
    line: first?.line ?? null,
    column: names[first?.column ?? -1] ?? null,
    message: `${count === 1 ? "One cell" : `${count} cells`} that participants see ${count === 1 ? "is" : "are"} damaged: ${cells.join("; ")}${more}.`,
    hint: [...new Set(hints)].join(" "),
  };
}

function damageKind({ value }: RowEvent): DamageKind {
  return DAMAGE_KINDS[value - 1] ?? "replacement-character";
}
