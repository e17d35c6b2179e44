import { CsvError, parse } from "csv-parse/sync";
import type { FindingsList, Said } from "./findings-list.ts";
import { isMisspeltGroupColumn, isShownMetadata, isVisible, META_PREFIX, TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";

/** The header's names, as csv-parse reads them; where it can't, what is wrong is found, and they are read leniently. */
export function readColumnNames(header: Uint8Array, findings: FindingsList): string[] {
  const text = new TextDecoder().decode(header);
  try {
    return readRecord(text, false);
  } catch (error) {
    const code = error instanceof CsvError ? error.code : "";
    findings.add("quote", () => headerQuote(code));
    try {
      return readRecord(text, true);
    } catch {
      return text.split(",");
    }
  }
}

function readRecord(text: string, lenient: boolean): string[] {
  // The header has no record delimiter any more: one that it can't hold keeps line breaks within quotes.
  const [names = [""]] = parse(text, { bom: true, relax_quotes: lenient, record_delimiter: "\u0000\u0000\u0000" });
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

const OTHER_DELIMITERS = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
] as const;

/** Judges the header; answers whether rows can be judged by it. */
export function checkColumnNames(names: readonly string[], findings: FindingsList): boolean {
  const [only = ""] = names;
  const other = names.length === 1 ? OTHER_DELIMITERS.find(([delimiter]) => only.includes(delimiter)) : undefined;
  if (other) {
    findings.add("delimiter", () => ({
      line: 1,
      column: null,
      message: `The header ${quoteValue(only)} is one column: the fields seem to be separated by ${other[1]}.`,
      hint: "Save the file again with commas between the fields.",
    }));
    return false;
  }
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    checkName(name, index, findings);
    const earlier = places.get(name);
    if (earlier !== undefined && name.trim() !== "")
      findings.add("duplicate-column", () => duplicate(name, earlier, index));
    else places.set(name, index);
  }
  if (!names.some(isVisible)) {
    findings.add("no-visible-column", () => ({
      line: 1,
      column: null,
      message: `All ${names.length} columns begin with ${META_PREFIX}: participants would see nothing.`,
      hint: `Give the columns that participants are to see names that don't begin with ${META_PREFIX}.`,
    }));
  }
  return true;
}

function checkName(name: string, index: number, findings: FindingsList): void {
  const place = `Column ${index + 1}`;
  if (name.trim() === "") {
    findings.add("blank-column", () => ({
      line: 1,
      column: null,
      message: `${place} has no name${name === "" ? "" : `, only white space: ${quoteValue(name)}`}.`,
      hint: "Name it, or remove it; a comma at the end of the header makes one too.",
    }));
  } else if (isShownMetadata(name)) {
    findings.add("meta-lookalike", () => ({
      line: 1,
      column: name,
      message: `Participants would see ${quoteValue(name)}: only names that begin with ${META_PREFIX}, in exactly these letters, are hidden.`,
      hint: `Call it ${quoteValue(META_PREFIX + name.trim().replace(/^meta[_\-. ]+/i, ""))} to hide it, or give it a name that doesn't begin with meta to show it.`,
    }));
  } else if (isMisspeltGroupColumn(name)) {
    findings.add("meta-lookalike", () => ({
      line: 1,
      column: name,
      message: `${quoteValue(name)} doesn't group rows: only ${TASK_GROUP_COLUMN} does.`,
      hint: `Call it ${TASK_GROUP_COLUMN} to form task groups, or give it a name that is less like it.`,
    }));
  } else if (name !== name.trim()) {
    findings.add("column-whitespace", () => ({
      line: 1,
      column: name,
      message: `The name ${quoteValue(name)} begins or ends with white space.`,
      hint: "Remove it, unless it is meant: participants and results show the name as it is.",
    }));
  }
}

function duplicate(name: string, earlier: number, index: number): Said {
  return {
    line: 1,
    column: name,
    message: `Columns ${earlier + 1} and ${index + 1} are both called ${quoteValue(name)}.`,
    hint: "Give each column a name of its own.",
  };
}
