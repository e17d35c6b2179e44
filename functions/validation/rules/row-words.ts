import type { FileFormat } from "../file-format.ts";
import type { Said } from "../findings-list.ts";
import { isInvisible } from "../scanners/invisible.ts";
import type { RowEvent } from "../scanners/row-events.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import type { Around } from "../surroundings.ts";
import { damagedCell, sayDamaged } from "./damage-words.ts";
import { readBareField, readLine, readRecord } from "./explain-record.ts";
import { sayGroup } from "./group-words.ts";
import { listNames } from "./list-names.ts";
import { sayMedia } from "./media-words.ts";
import { TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";
import type { Cause } from "./row-causes.ts";

// What scanners meet in rows, as a person reads it.

const RFC_QUOTE = 'Within a field in quotes, double a quote: "a ""quoted"" word".';

/**
 * What a scanner met, in words.
 *
 * @param around the bytes around the event's offset
 * @param schema of a typed file
 */
export function describeEvent(
  event: RowEvent,
  around: Around,
  names: readonly string[],
  schema?: DatasetSchema,
  format: FileFormat = "csv",
): Said {
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
        hint: `Close the quote that opens on line ${line}, or double it if it is part of the text.`,
      };
    case "text-after-quote": {
      const text = quoteValue(readBareField({ ...around, before: new Uint8Array(0) }));
      return value === line
        ? { line, column, message: `There is text after the closing quote${inColumn}: ${text}.`, hint: RFC_QUOTE }
        : {
            line,
            column,
            message: `There is text after the closing quote${inColumn}: ${text}. The quote opened on line ${value}.`,
            hint: `Look at line ${value} first: the quote that opens there was probably meant to close there. ${RFC_QUOTE}`,
          };
    }
    case "bare-quote":
      return {
        line,
        column,
        message: `There is a quote within a field that is not in quotes${inColumn}: ${quoteValue(readBareField(around))}.`,
        hint: 'Put the whole field in quotes, and double the quote: "a 24"" screen".',
      };
    case "nul-byte":
      return {
        line,
        column,
        message: `There is a NUL byte${inColumn}, in ${quoteValue(readBareField(around))}: the file is damaged, or not text.`,
        hint:
          format === "csv" ? "Export it again as CSV UTF-8." : "Remove the escape \\u0000, or export the data again.",
      };
    case "control-character":
      return {
        line,
        column,
        message: `There is a control character (0x${value.toString(16).padStart(2, "0")})${inColumn}, in ${quoteValue(readBareField(around))}: participants would see nothing, or a box.`,
        hint:
          value === 0x1a
            ? "Remove it: old programs write it as the end of a file."
            : "Remove it; it often comes with text copied from another program.",
      };
    case "byte-order-mark":
      return sayMark(event, around, column, schema);
    case "damaged-text":
    case "doubtful-text":
      return sayDamaged([damagedCell({ event, around })], { count: 0, atLeast: false }, names, format);
    case "blank-row":
      return sayBlank(line, readLine(around));
    case "task-group-blank":
    case "task-group-size":
    case "group-lookalike":
    case "group-value":
      return sayGroup(event.kind, event, around, column);
    case "duplicate-row":
      return sayDuplicate(event, readLine(around));
    case "media-url":
      return sayMedia(event, around, { names, schema });
  }
}

/** @param text the row's; undefined where it is not in the file in this way */
export function sayDuplicate({ line, value }: RowEvent, text: string | undefined): Said {
  const what = text === undefined ? "this row" : `this row, ${quoteValue(text)},`;
  return {
    line,
    column: null,
    message: `Participants would see the same in ${what} as in line ${value}: they would get the same task twice.`,
    hint: "Remove one of the two, unless that is intended.",
  };
}

/** A mistake that whole files have. @param lines those that have it */
export function sayCause({ message, hint }: Cause, column: string | null, lines: readonly number[]): Said {
  return { line: lines[0] ?? null, column, message: `${message}${alsoOn(lines.slice(1), lines.length - 1)}`, hint };
}

const LINES_SHOWN = 5;

function alsoOn(lines: readonly number[], count: number): string {
  if (count === 0) return "";
  const shown = lines.slice(0, LINES_SHOWN).join(", ");
  const more = count > LINES_SHOWN ? ` and ${count - LINES_SHOWN} more` : "";
  return ` It is the same on line${count === 1 ? "" : "s"} ${shown}${more}.`;
}

export const QUOTE_IT = "If a field contains a comma, put the field in quotes.";

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
      hint: QUOTE_IT,
    };
  }
  return {
    line,
    column: null,
    message: `${numbers}; there is no field for ${listNames(names.slice(fields))}.`,
    hint:
      fields === 1
        ? "Fill in the missing fields; an empty field still needs its comma. If the line is not a datapoint, remove it."
        : "Fill in the missing fields; an empty field still needs its comma.",
  };
}

function sayBlank(line: number, text: string): Said {
  const hasMore = !isInvisible(text.replaceAll(/[",]/g, ""));
  return {
    line,
    column: null,
    message: hasMore
      ? `Participants would see nothing in this row, ${quoteValue(text)}: all visible columns are empty.`
      : `The row has no text, only ${quoteValue(text)}: a datapoint with nothing in it.`,
    hint: hasMore ? "Fill in a visible column, or remove the row." : "Remove the line.",
  };
}

export function sayBlankRecord(line: number): Said {
  return {
    line,
    column: null,
    message: "Participants would see nothing of this record: all fields that they see are empty.",
    hint: "Fill in a field that they see, or remove the record.",
  };
}

function sayMark({ line }: RowEvent, around: Around, name: string | null, schema: DatasetSchema | undefined): Said {
  const isGroup = schema ? schema.fields.get(name ?? "")?.type === "task_group_id" : name === TASK_GROUP_COLUMN;
  return {
    line,
    column: name,
    severity: "warning",
    message: `There is a byte order mark within the rows, in ${quoteValue(readBareField(around))}.${isGroup ? " Rows with it form a task group of their own." : ""}`,
    hint: 'Remove it: it often comes from concatenated files, each with its own mark (in Python, write with encoding="utf-8", not "utf-8-sig").',
  };
}

export function sayRepeatedHeader(line: number): Said {
  return {
    line,
    column: null,
    message: "The row repeats the header: participants would get the column names as a task.",
    hint: "Remove the line; it often comes from concatenated files, each with its header.",
  };
}

export function sayLineEnds(line: number, count: number): Said {
  return {
    line,
    column: null,
    message: `${count} line${count === 1 ? " ends" : "s end"} in CR CR LF, which ends the row and an empty one: each adds an empty datapoint.`,
    hint: 'Write the file with one line end per row; in Python, open it with newline="" for the csv module.',
  };
}
