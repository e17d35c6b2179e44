import { describeZip } from "../../file-kinds/kinds-of-containers.ts";
import type { ZipKind } from "../../file-kinds/zip-kind.ts";
import { numberText } from "../../number-text.ts";
import { cutAt } from "../../rules/quote-value.ts";
import type { Refusal } from "../refusals.ts";

const SAVE_AS_CSV = "Open it in a spreadsheet, and save the sheet as CSV UTF-8.";

function refusal(message: string, hint: string = SAVE_AS_CSV): Refusal {
  return { code: "not-csv", line: null, column: null, message, hint };
}

export function tooLarge(bytes: number, largest: number): Refusal {
  return refusal(`The Excel workbook has ${bytes} bytes, which is more than the limit of ${largest}.`);
}

export function tooLargeInside(largest: number): Refusal {
  return refusal(`The Excel workbook unpacks to more than ${largest} bytes, which is the limit.`);
}

export function packedTooTightly(): Refusal {
  return refusal(
    "The archive was not read because it unpacks to far more than its size, which real workbooks do not do.",
  );
}

export function tooManyEntries(most: number): Refusal {
  return refusal(`The archive has more than ${most} files, which is the limit.`);
}

export function damagedArchive(): Refusal {
  return refusal("The Excel workbook cannot be read: it is damaged, or protected by a password.");
}

export function noWorkbook(kind: ZipKind): Refusal {
  const { what, hint } = describeZip(kind, "csv");
  return refusal(`This is ${what}, not an Excel workbook (.xlsx).`, hint);
}

export function unsavedFormulas(): Refusal {
  return refusal(
    "The Excel workbook has formulas without saved values: the program that wrote it does not calculate formulas.",
    "Open it in a spreadsheet program, which calculates them, and save it.",
  );
}

export function notShown(pattern: string): Refusal {
  return refusal(
    `The sheet has a number or a date that its format ${JSON.stringify(cutAt(pattern, 40))} cannot show.`,
    "Open it in a spreadsheet, look for cells that show ####, and correct them.",
  );
}

export function tooManyCells(most: number): Refusal {
  return refusal(`The Excel workbook has more than ${numberText(most)} cells, which is the limit.`);
}

export function emptyWorkbook(): Refusal {
  return refusal("No sheet of the Excel workbook has a value.", "Check that you chose the right file.");
}

export function manySheets(names: readonly string[]): Refusal {
  const list = names.map((name) => JSON.stringify(cutAt(name, 40))).join(", ");
  const message = `More than one sheet of the Excel workbook has values: ${list}.`;
  return { ...refusal(message, "Choose the one with the data, or save it as CSV UTF-8."), sheets: names };
}

export function noSuchSheet(wanted: string, names: readonly string[]): Refusal {
  const list = names.map((name) => JSON.stringify(cutAt(name, 40))).join(", ");
  return refusal(
    `The Excel workbook has no sheet ${JSON.stringify(wanted)}. Its sheets are ${list}.`,
    "Name one of these.",
  );
}
