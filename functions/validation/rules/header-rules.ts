import { CsvError, parse } from "csv-parse/sync";
import { type FileColumns, isShownIn } from "../file-columns.ts";
import type { FindingsList, Said } from "../findings-list.ts";
import { damageOfCell } from "../sampled/cell-damage.ts";
import type { CellDamage } from "../sampled/cell-damage-kinds.ts";
import { misreadTexts } from "../sampled/misread-column.ts";
import { DAMAGE_KINDS } from "../scanners/damage-kinds.ts";
import { foldText } from "../scanners/fold-group.ts";
import { isInvisible, trimInvisible } from "../scanners/invisible.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { BYTE_ORDER_MARK, withoutMarks } from "./byte-order-marks.ts";
import { damageOfText } from "./damage-of-text.ts";
import { sayDamagedName } from "./damage-words.ts";
import {
  isMisspeltGroupColumn,
  isShownMetadata,
  isVisible,
  META_PREFIX,
  mayBeMeantAsGroup,
  metaNameFor,
  TASK_GROUP_COLUMN,
} from "./meta-names.ts";
import { hasGroupColumnWithin, hasNamesWithin, hasPrefixWithin } from "./names-within.ts";
import { quoteValue } from "./quote-value.ts";
import { checkColumnsBySchema } from "./schema-rules.ts";

/** The header's names, as csv-parse reads them; where it cannot, what is wrong is found, and they are read leniently. */
export function readColumnNames(header: Uint8Array, findings: FindingsList): string[] {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(header);
  try {
    return readRecord(text, false);
  } catch (error) {
    const code = error instanceof CsvError ? error.code : "";
    // After a byte order mark a quote is text; the mark is what is wrong.
    if (!text.startsWith(BYTE_ORDER_MARK)) findings.add("quote", () => headerQuote(code));
    try {
      return readRecord(text, true);
    } catch {
      return text.split(",");
    }
  }
}

function readRecord(text: string, lenient: boolean): string[] {
  // The header's line end is gone already: a record delimiter that cannot occur keeps line breaks within quotes.
  const [names = [""]] = parse(text, { relax_quotes: lenient, record_delimiter: "\u0000\u0000\u0000" });
  return names;
}

function headerQuote(code: string): Said {
  const wrong =
    code === "CSV_QUOTE_NOT_CLOSED"
      ? "A quote in the header never closes."
      : "The header has a quote within a field, or text after a closing quote.";
  return {
    line: 1,
    column: null,
    message: wrong,
    hint: 'Put the whole name in quotes and double the quotes within it: "a ""b""".',
  };
}

/** Judges the names one by one, and next to each other. */
export function checkColumnNames(columns: FileColumns, findings: FindingsList): void {
  const { names, schema } = columns;
  const places = new Map<string, number>();
  const folded = new Map<string, number>();
  const misread = misreadTexts(names);
  checkNameless(names, findings);
  for (const [index, name] of names.entries()) {
    if (isInvisible(name)) continue;
    checkName(name, columns, misread, findings);
    const earlier = places.get(name);
    const alike = folded.get(foldText(name));
    if (earlier !== undefined) findings.add("duplicate-column", () => duplicate(name, earlier, index));
    else if (alike !== undefined) findings.add("column-lookalike", () => lookalike(names, alike, index));
    if (earlier === undefined) places.set(name, index);
    if (alike === undefined) folded.set(foldText(name), index);
  }
  if (schema) checkColumnsBySchema(names, schema, findings);
  if (schema && !names.some((name) => isShownIn(schema, name))) {
    findings.add("no-visible-column", () => ({
      line: 1,
      column: null,
      message: "No column is one of the schema's fields that participants see: they would see nothing.",
      hint: "Name the columns as the schema names its fields, or show a field: its type must not be metadata.",
    }));
  } else if (!schema && !names.some(isVisible)) {
    findings.add("no-visible-column", () => ({
      line: 1,
      column: null,
      message: `${names.length === 1 ? "The only column begins" : `All ${names.length} columns begin`} with ${META_PREFIX}: participants would see nothing.`,
      hint: `Give the columns that participants should see names that do not begin with ${META_PREFIX}.`,
    }));
  }
}

/** Columns without a name at the end are one finding: a spreadsheet wrote its empty columns too. */
function checkNameless(names: readonly string[], findings: FindingsList): void {
  let named = names.length;
  while (named > 0 && isInvisible(names[named - 1] ?? "")) named--;
  for (let index = 0; index < named; index++) {
    if (isInvisible(names[index] ?? "")) findings.add("blank-column", () => nameless(names, index, index));
  }
  if (named < names.length) findings.add("blank-column", () => nameless(names, named, names.length - 1));
}

function nameless(names: readonly string[], from: number, to: number): Said {
  const only = names[from] ?? "";
  const what = from === to ? `Column ${from + 1} has no name` : `Columns ${from + 1} to ${to + 1} have no names`;
  const it = from === to ? "it" : "them";
  const hint =
    from === 0
      ? "If it numbers the rows, leave it out of the export: row.names=FALSE in R's write.csv, index=False in pandas' to_csv. Otherwise name it."
      : `Name ${it}, or remove ${it}: a comma at the end of the header makes a column. In a spreadsheet, delete the empty columns to the right of the data.`;
  return {
    line: 1,
    column: null,
    message: `${what}${from === to && only !== "" ? `, only white space: ${quoteValue(only)}` : ""}.`,
    hint,
  };
}

/** @param misread the names that show together in which encoding they were read */
function damageOfName(name: string, misread: ReadonlyMap<string, CellDamage>): CellDamage | undefined {
  return DAMAGE_KINDS[damageOfText(name) - 1] ?? damageOfCell(name) ?? misread.get(name);
}

function checkName(
  name: string,
  { names, schema }: FileColumns,
  misread: ReadonlyMap<string, CellDamage>,
  findings: FindingsList,
): void {
  const control = /(?![\t\r\n])\p{Cc}/u.exec(name)?.[0];
  if (control !== undefined && control !== "\0") findings.add("control-character", () => controlInName(name, control));
  const bare = withoutMarks(name);
  // In a file that is not UTF-8, reading it is what damages a name.
  const damage = isShownIn(schema, name) && !findings.has("encoding") ? damageOfName(bare, misread) : undefined;
  if (damage) findings.add("damaged-text", () => sayDamagedName(name, damage));
  if (name !== bare) {
    findings.add("byte-order-mark", () => markInName(name, schema));
  } else if (!schema && isShownMetadata(name)) {
    findings.add("meta-lookalike", () => shownMetadata(name));
  } else if (!schema && hasPrefixWithin(name)) {
    findings.add("meta-lookalike", () => ({
      line: 1,
      column: name,
      message: `Participants would see ${quoteValue(name)}: ${META_PREFIX} hides a column only at the beginning of its name.`,
      hint: `If these are several columns, separate them by commas. Otherwise begin the name with ${META_PREFIX} to hide it, or leave ${META_PREFIX} out to show it.`,
    }));
  } else if (!schema && hasNamesWithin(name)) {
    findings.add("meta-lookalike", () => ({
      line: 1,
      column: name,
      message: `${quoteValue(name)} is one column, and hidden as a whole: participants see nothing of it, and it does not group rows.`,
      hint: "If these are several columns, separate them by commas. Otherwise give it a name without what separates columns.",
    }));
  } else if (!schema && (isMisspeltGroupColumn(name) || isAnotherGroupColumn(name, names))) {
    findings.add("meta-lookalike", () => ({
      line: 1,
      column: name,
      message: `${quoteValue(name)} does not group rows: only ${TASK_GROUP_COLUMN}, in exactly these letters, does.`,
      hint: `Name it ${TASK_GROUP_COLUMN} to form task groups, or give it a name that is less similar.`,
    }));
  } else if (!schema && mayBeMeantAsGroup(name) && !names.includes(TASK_GROUP_COLUMN)) {
    findings.add("meta-lookalike", () => ({
      line: 1,
      column: name,
      severity: "warning",
      message: `${quoteValue(name)} does not group rows: only ${TASK_GROUP_COLUMN} does, and there is no such column.`,
      hint: `Name it ${TASK_GROUP_COLUMN} if its values are task groups. If it is metadata, leave it as it is.`,
    }));
  } else if (name !== trimInvisible(name) && !isMeantAsField(name, schema)) {
    findings.add("column-whitespace", () => ({
      line: 1,
      column: name,
      message: `The name ${quoteValue(name)} begins or ends with white space or an invisible character.`,
      hint: `Name it ${quoteValue(trimInvisible(name))}: participants and results show a name with all of its characters.`,
    }));
  }
}

/** Beside the group column, one with its name within may be kept on purpose. */
function isAnotherGroupColumn(name: string, names: readonly string[]): boolean {
  return hasGroupColumnWithin(name) && !names.includes(TASK_GROUP_COLUMN);
}

function shownMetadata(name: string): Said {
  const place = { line: 1, column: name };
  const wanted = metaNameFor(name);
  if (wanted === TASK_GROUP_COLUMN) {
    return {
      ...place,
      message: `Participants would see ${quoteValue(name)}, and it does not group rows: only ${TASK_GROUP_COLUMN}, in exactly these letters, does.`,
      hint: `Name it ${TASK_GROUP_COLUMN} to form task groups, or give it a name that is less similar to show it.`,
    };
  }
  return {
    ...place,
    message: `Participants would see ${quoteValue(name)}: only names that begin with ${META_PREFIX}, in exactly these letters, are hidden.`,
    hint: `Name it ${quoteValue(wanted)} to hide it, or give it a name that does not begin with meta to show it.`,
  };
}

/** Whether the finding of a field that the schema does not have says it already. */
function isMeantAsField(name: string, schema: DatasetSchema | undefined): boolean {
  return schema !== undefined && !schema.fields.has(name) && schema.fields.has(trimInvisible(name));
}

function markInName(name: string, schema: DatasetSchema | undefined): Said {
  const clean = withoutMarks(name);
  const mark = name.includes(BYTE_ORDER_MARK)
    ? "a byte order mark"
    : "a byte order mark that was read in another encoding";
  const hidden =
    !schema && isVisible(name) && !isVisible(clean)
      ? " Participants would see this column, which is meant to be hidden."
      : "";
  return {
    line: 1,
    column: name,
    message: `The name ${quoteValue(name)} contains ${mark}, which makes it a different name from ${quoteValue(clean)}.${hidden}`,
    hint: "Save the file as UTF-8 again, with at most one byte order mark at its start: a program added a second one.",
  };
}

function controlInName(name: string, control: string): Said {
  return {
    line: 1,
    column: name,
    message: `The name ${quoteValue(name)} contains a control character (0x${(control.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}).`,
    hint: "Remove it: participants would see nothing in its place, or a box.",
  };
}

function lookalike(names: readonly string[], earlier: number, index: number): Said {
  const [first = "", second = ""] = [names[earlier], names[index]];
  return {
    line: 1,
    column: second,
    message: `Columns ${earlier + 1} and ${index + 1}, ${quoteValue(first)} and ${quoteValue(second)}, differ only in case, white space or how a letter is encoded.`,
    hint: "Rename or remove one of them, so that participants and results can tell them apart.",
  };
}

function duplicate(name: string, earlier: number, index: number): Said {
  return {
    line: 1,
    column: name,
    message: `Columns ${earlier + 1} and ${index + 1} are both called ${quoteValue(name)}.`,
    hint: "Give each column a name of its own.",
  };
}
