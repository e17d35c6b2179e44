import type { FindingsList } from "./findings-list.ts";
import { TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";
import { LARGEST_GROUP, type RowEvents } from "./row-events.ts";

/** Puts what the scanner meets into words. */
export function rowFindings(names: readonly string[], findings: FindingsList): RowEvents {
  const nameOf = (column: number) => names[column] ?? null;
  const inColumn = (column: number) => (names[column] === undefined ? "" : ` in column ${quoteValue(names[column])}`);

  return {
    rowWidth(line, fields) {
      findings.add("row-width", () => ({
        line,
        column: null,
        message: `The row has ${count(fields, "field")}, and the header has ${names.length}.`,
        hint:
          fields > names.length
            ? "A field that holds a comma must stand in quotes."
            : "Fill in the missing fields; an empty field still needs its comma.",
      }));
    },
    quoteNeverCloses(line, column) {
      findings.add("quote", () => ({
        line,
        column: nameOf(column),
        message: `The quote that opens here${inColumn(column)} never closes: the rest of the file was read as one field.`,
        hint: "Close it, or double it where it is meant as a character.",
      }));
    },
    textAfterQuote(line, column) {
      findings.add("quote", () => ({
        line,
        column: nameOf(column),
        message: `There is text after a closing quote${inColumn(column)}.`,
        hint: 'Double the quotes within a quoted field: "a ""quoted"" word".',
      }));
    },
    bareQuote(line, column) {
      findings.add("quote", () => ({
        line,
        column: nameOf(column),
        message: `There is a quote within a field that is not quoted${inColumn(column)}.`,
        hint: 'Put the whole field in quotes and double the quotes within it: "a ""quoted"" word".',
      }));
    },
    nulByte(line, column) {
      findings.add("nul-byte", () => ({
        line,
        column: nameOf(column),
        message: `There is a NUL byte${inColumn(column)}: the file is damaged, or not text.`,
        hint: "Export it again as CSV UTF-8.",
      }));
    },
    controlCharacter(line, column, byte) {
      findings.add("control-character", () => ({
        line,
        column: nameOf(column),
        message: `There is a control character (0x${byte.toString(16).padStart(2, "0")})${inColumn(column)}, which participants would see as nothing or as a box.`,
        hint: "Remove it; it often comes from a copy out of another program.",
      }));
    },
    blankRow(line) {
      findings.add("blank-row", () => ({
        line,
        column: null,
        message: "The row has no text: a datapoint with nothing in it.",
        hint: "Remove the line.",
      }));
    },
    groupBlank(line) {
      findings.add("task-group-blank", () => ({
        line,
        column: TASK_GROUP_COLUMN,
        message: `${TASK_GROUP_COLUMN} is empty in this row: it belongs to no task group.`,
        hint: "Give it a group; a row that is to stand alone needs one of its own.",
      }));
    },
    groupTooLarge(line, name) {
      findings.add("task-group-size", () => ({
        line,
        column: TASK_GROUP_COLUMN,
        message: `The task group ${quoteValue(name)} has more than ${LARGEST_GROUP} rows, which one participant would do in one submission.`,
        hint: "Split it into smaller groups, unless that is meant.",
      }));
    },
    duplicateRow(line, firstLine) {
      findings.add("duplicate-row", () => ({
        line,
        column: null,
        message: `What participants would see of this row is the same as of line ${firstLine}: they would get the same task twice.`,
        hint: "Remove one of the two, unless that is meant.",
      }));
    },
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
