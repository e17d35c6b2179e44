import { readBareField, readLine, readRecord } from "./explain-record.ts";
import type { FindingCode } from "./findings.ts";
import type { FindingsList, Said } from "./findings-list.ts";
import { TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";
import { EVENT_KINDS, type EventKind, LARGEST_GROUP, type RowEvent, type Scanner, TOLD_EVENTS } from "./row-events.ts";
import type { Around, Surroundings } from "./surroundings.ts";

/** The code of the finding that an event is. */
export const EVENT_CODES: Readonly<Record<EventKind, FindingCode>> = {
  "row-width": "row-width",
  "quote-never-closes": "quote",
  "text-after-quote": "quote",
  "bare-quote": "quote",
  "nul-byte": "nul-byte",
  "control-character": "control-character",
  "blank-row": "blank-row",
  "task-group-blank": "task-group-blank",
  "task-group-size": "task-group-size",
  "duplicate-row": "duplicate-row",
};

/** Puts what the scanner meets into words, once the bytes around it are there to be quoted. */
export function rowFindings(
  names: readonly string[],
  findings: FindingsList,
  surroundings: Surroundings,
): (event: RowEvent) => void {
  return (event) => {
    const place = findings.reserve(EVENT_CODES[event.kind]);
    if (place) surroundings.ask(event.offset, (around) => place(describeEvent(event, around, names)));
  };
}

/** Counts what the scanner met beyond what it told. */
export function countUntold(scanner: Scanner, findings: FindingsList): void {
  for (const kind of EVENT_KINDS) findings.count(EVENT_CODES[kind], Math.max(0, scanner.count(kind) - TOLD_EVENTS));
}

/** What a scanner met, in words. @param around the bytes around the event's offset */
export function describeEvent(event: RowEvent, around: Around, names: readonly string[]): Said {
  const { line, value } = event;
  const column = names[event.column] ?? null;
  const inColumn = column === null ? "" : ` in column ${quoteValue(column)}`;

  switch (event.kind) {
    case "row-width":
      return sayWidth(event, readRecord(around), names);
    case "quote-never-closes":
      return {
        line,
        column,
        message: `The quote that opens here${inColumn} never closes, so the rest of the file was read as one field: ${quoteValue(readLine(around))}.`,
        hint: "Close it, or double it where it is meant as a character.",
      };
    case "text-after-quote": {
      const opened = value === line ? "" : `, which opens on line ${value}`;
      return {
        line,
        column,
        message: `There is text after the closing quote${inColumn}${opened}: ${quoteValue(readBareField({ ...around, before: new Uint8Array(0) }))}.`,
        hint: 'Double the quotes within a quoted field: "a ""quoted"" word".',
      };
    }
    case "bare-quote":
      return {
        line,
        column,
        message: `There is a quote within a field that is not quoted${inColumn}: ${quoteValue(readBareField(around))}.`,
        hint: 'Put the whole field in quotes and double the quotes within it: "a ""quoted"" word".',
      };
    case "nul-byte":
      return {
        line,
        column,
        message: `There is a NUL byte${inColumn}, in ${quoteValue(readBareField(around))}: the file is damaged, or not text.`,
        hint: "Export it again as CSV UTF-8.",
      };
    case "control-character":
      return {
        line,
        column,
        message: `There is a control character (0x${value.toString(16).padStart(2, "0")})${inColumn}, in ${quoteValue(readBareField(around))}: participants would see nothing, or a box.`,
        hint: "Remove it; it often comes from a copy out of another program.",
      };
    case "blank-row":
      return {
        line,
        column,
        message: `The row has no text, only ${quoteValue(readLine(around))}: a datapoint with nothing in it.`,
        hint: "Remove the line.",
      };
    case "task-group-blank":
      return {
        line,
        column,
        message: `${TASK_GROUP_COLUMN} is empty in this row: it belongs to no task group.`,
        hint: "Give it a group; a row that is to stand alone needs one of its own.",
      };
    case "task-group-size": {
      const group = readRecord(around)?.[event.column];
      return {
        line,
        column,
        message: `The task group${group === undefined ? " of this row" : ` ${quoteValue(group)}`} has more than ${LARGEST_GROUP} rows, which one participant would do in one submission.`,
        hint: "Split it into smaller groups, unless that is meant.",
      };
    }
    case "duplicate-row":
      return {
        line,
        column,
        message: `What participants would see of this row, ${quoteValue(readLine(around))}, is the same as of line ${value}: they would get the same task twice.`,
        hint: "Remove one of the two, unless that is meant.",
      };
  }
}

function sayWidth(
  { line, value: fields }: RowEvent,
  record: readonly string[] | undefined,
  names: readonly string[],
): Said {
  const numbers = `The row has ${fields} field${fields === 1 ? "" : "s"}, and the header has ${names.length}`;
  if (fields > names.length) {
    const surplus =
      record?.length === fields ? `; ${quoteValue(record[names.length] ?? "")} is in none of its columns` : "";
    return {
      line,
      column: null,
      message: `${numbers}${surplus}.`,
      hint: "A field that holds a comma must stand in quotes.",
    };
  }
  return {
    line,
    column: null,
    message: `${numbers}; there is none for ${quoteValue(names[fields] ?? "")}.`,
    hint: "Fill in the missing fields; an empty field still needs its comma.",
  };
}
