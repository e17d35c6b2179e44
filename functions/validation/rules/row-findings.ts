import type { FindingCode } from "../findings.ts";
import type { FindingsList, Said } from "../findings-list.ts";
import { DAMAGE_KINDS, type DamageKind } from "../scanners/damaged-text.ts";
import { isInvisible } from "../scanners/invisible.ts";
import {
  EVENT_KINDS,
  type EventKind,
  HEADER_LINE,
  LARGEST_GROUP,
  type RowEvent,
  type Scanner,
} from "../scanners/row-events.ts";
import type { Around, Surroundings } from "../surroundings.ts";
import { readBareField, readLine, readRecord } from "./explain-record.ts";
import { TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";
import { repairText } from "./repair-text.ts";
import { type Cause, causeOf, listNames, type Met, RFC_QUOTE, sayUniformWidth } from "./row-causes.ts";

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
  "byte-order-mark": "byte-order-mark",
  "damaged-text": "damaged-text",
  "group-lookalike": "group-lookalike",
};

const QUOTE_KINDS: readonly EventKind[] = ["text-after-quote", "bare-quote", "quote-never-closes"];

/** Collects what a scanner meets in rows, and puts it into findings at the end, when it is known how many rows have it. */
export class RowFindings {
  readonly #names: readonly string[];
  readonly #surroundings: Surroundings;
  readonly #met = new Map<EventKind, Met[]>(EVENT_KINDS.map((kind) => [kind, []]));

  constructor(names: readonly string[], surroundings: Surroundings) {
    this.#names = names;
    this.#surroundings = surroundings;
  }

  /** Takes what the scanner meets, once the bytes around it are there to be quoted. */
  readonly take = (event: RowEvent): void => {
    this.#surroundings.ask(event.offset, ({ before, after, toEnd }) => {
      // A chunk's buffer may be filled anew.
      this.#met.get(event.kind)?.push({ event, around: { before: before.slice(), after: after.slice(), toEnd } });
    });
  };

  /** @param scanner at the file's end */
  report(scanner: Scanner, findings: FindingsList): void {
    this.#reportQuotesAndWidths(scanner, findings);
    this.#reportDuplicates(scanner, findings);
    this.#reportBlankRows(scanner, findings);
    const damaged = this.#of("damaged-text");
    if (damaged.length > 0)
      findings.add("damaged-text", () => sayDamaged(damaged, scanner.count("damaged-text"), this.#names));
    for (const kind of [
      "nul-byte",
      "control-character",
      "task-group-blank",
      "task-group-size",
      "byte-order-mark",
      "group-lookalike",
    ] as const) {
      this.#reportEach(this.#of(kind), scanner.count(kind), findings);
    }
  }

  #of(kind: EventKind): readonly Met[] {
    return this.#met.get(kind) ?? [];
  }

  /** @param total how many there were, those that were not passed on included */
  #reportEach(met: readonly Met[], total: number, findings: FindingsList): void {
    const [first] = met;
    if (!first) return;
    const code = EVENT_CODES[first.event.kind];
    for (const { event, around } of met) findings.add(code, () => describeEvent(event, around, this.#names));
    findings.count(code, Math.max(0, total - met.length));
  }

  /** A mistake that whole files have is one finding. What a misread quote does to its row's width is none of its own. */
  #reportQuotesAndWidths(scanner: Scanner, findings: FindingsList): void {
    const causes = new Map<string, { cause: Cause; column: string | null; lines: number[] }>();
    const rest = new Map<EventKind, Met[]>();
    const explained = new Set<number>();
    for (const kind of ["row-width", ...QUOTE_KINDS] as const) {
      const unexplained: Met[] = [];
      for (const met of this.#of(kind)) {
        const { line, column } = met.event;
        if (kind !== "row-width" && explained.has(line)) continue;
        const cause = causeOf(met, this.#names.length);
        if (!cause) {
          unexplained.push(met);
          continue;
        }
        explained.add(line);
        const key = cause.hint;
        const known = causes.get(key) ?? { cause, column: this.#names[column] ?? null, lines: [] };
        if (known.lines.at(-1) !== line) known.lines.push(line);
        causes.set(key, known);
      }
      rest.set(kind, unexplained);
    }
    for (const { cause, column, lines } of causes.values())
      findings.add(cause.code, () => sayCause(cause, column, lines));

    const quotes = QUOTE_KINDS.flatMap((kind) => rest.get(kind) ?? []);
    const badQuotes = new Set(quotes.map(({ event }) => event.line));
    for (const kind of QUOTE_KINDS) this.#reportEach(rest.get(kind) ?? [], this.#untold(kind, scanner, rest), findings);
    const widths = (rest.get("row-width") ?? []).filter(
      ({ event }) => !explained.has(event.line) && !badQuotes.has(event.line),
    );
    this.#reportWidths(widths, scanner, findings);
  }

  #untold(kind: EventKind, scanner: Scanner, rest: ReadonlyMap<EventKind, readonly Met[]>): number {
    return scanner.count(kind) - this.#of(kind).length + (rest.get(kind)?.length ?? 0);
  }

  #reportWidths(widths: readonly Met[], scanner: Scanner, findings: FindingsList): void {
    const total = scanner.count("row-width");
    const [first] = widths;
    const isEveryRow = total > 1 && total + scanner.count("blank-row") >= scanner.rows;
    const isUniform = widths.every(({ event }) => event.value === first?.event.value);
    if (first && isEveryRow && isUniform && widths.length === this.#of("row-width").length) {
      const records = widths.flatMap(({ around }) => readRecord(around) ?? []).length
        ? widths.map(({ around }) => readRecord(around)).filter((record) => record !== undefined)
        : [];
      findings.add("row-width", () =>
        sayUniformWidth(first.event.line, total, first.event.value, this.#names, records),
      );
      return;
    }
    this.#reportEach(widths, total - this.#of("row-width").length + widths.length, findings);
  }

  /** A row that is the same as the header is a header again: files were put together. */
  #reportDuplicates(scanner: Scanner, findings: FindingsList): void {
    const met = this.#of("duplicate-row");
    const headers = met.filter(({ event }) => event.value === HEADER_LINE);
    const repeated = headers.filter(({ around }) => isSame(readRecord(around), this.#names));
    for (const { event } of repeated) findings.add("header-repeated", () => sayRepeatedHeader(event.line));
    const rows = met.filter(({ event }) => event.value !== HEADER_LINE);
    this.#reportEach(rows, scanner.count("duplicate-row") - headers.length, findings);
  }

  /** Line ends of CR CR LF make empty rows, and are one finding. */
  #reportBlankRows(scanner: Scanner, findings: FindingsList): void {
    const met = this.#of("blank-row");
    const made = scanner.doubledCrs === 0 ? [] : met.filter(({ around }) => isMadeByLineEnd(around));
    const [first] = made;
    if (first) findings.add("line-ends", () => sayLineEnds(first.event.line - 1, scanner.doubledCrs));
    const rows = met.filter((blank) => !made.includes(blank));
    this.#reportEach(rows, scanner.count("blank-row") - scanner.doubledCrs, findings);
  }
}

function isSame(record: readonly string[] | undefined, names: readonly string[]): boolean {
  return record?.length === names.length && names.every((name, index) => record[index] === name);
}

const CR = 13;
const LF = 10;

function isMadeByLineEnd({ before, after }: Around): boolean {
  return before.at(-1) === CR && after[0] === CR && after[1] === LF;
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
        hint: `Close the quote that opens on line ${line}, or double it if it is meant as a character.`,
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
        hint: "Export it again as CSV UTF-8.",
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
      return sayMark(event, around, names);
    case "damaged-text":
      return sayDamaged([{ event, around }], 1, names);
    case "blank-row":
      return sayBlank(line, readLine(around));
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
        hint: "Split it into smaller groups, unless that is intended.",
      };
    }
    case "group-lookalike": {
      const group = readRecord(around)?.[event.column];
      return {
        line,
        column,
        message: `The task group${group === undefined ? " of this row" : ` ${quoteValue(group)}`} differs from the one on line ${value} only in case, white space or how a letter is encoded: they are two groups.`,
        hint: "Write both in the same way, unless two groups are intended.",
      };
    }
    case "duplicate-row":
      return value === HEADER_LINE
        ? sayRepeatedHeader(line)
        : {
            line,
            column,
            message: `Participants would see the same in this row, ${quoteValue(readLine(around))}, as in line ${value}: they would get the same task twice.`,
            hint: "Remove one of the two, unless that is intended.",
          };
  }
}

function sayCause({ message, hint }: Cause, column: string | null, lines: readonly number[]): Said {
  return { line: lines[0] ?? null, column, message: `${message}${alsoOn(lines.slice(1), lines.length - 1)}`, hint };
}

const LINES_SHOWN = 5;

function alsoOn(lines: readonly number[], count: number): string {
  if (count === 0) return "";
  const shown = lines.slice(0, LINES_SHOWN).join(", ");
  const more = count > LINES_SHOWN ? ` and ${count - LINES_SHOWN} more` : "";
  return ` It is the same on line${count === 1 ? "" : "s"} ${shown}${more}.`;
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
      hint: "If a field contains a comma, put the field in quotes.",
    };
  }
  return {
    line,
    column: null,
    message: `${numbers}; there is none for ${listNames(names.slice(fields))}.`,
    hint: "Fill in the missing fields; an empty field still needs its comma.",
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

function sayMark({ line, column }: RowEvent, around: Around, names: readonly string[]): Said {
  const name = names[column] ?? null;
  const isGroup = name === TASK_GROUP_COLUMN;
  return {
    line,
    column: name,
    severity: "warning",
    message: `There is a byte order mark within the rows, in ${quoteValue(readBareField(around))}.${isGroup ? " Rows with it form a task group of their own." : ""}`,
    hint: 'Remove it: it often comes from files that were put together, each with its own mark (in Python, write with encoding="utf-8", not "utf-8-sig").',
  };
}

function sayRepeatedHeader(line: number): Said {
  return {
    line,
    column: null,
    message: "The row is the header once more: participants would get the column names as a task.",
    hint: "Remove the line; it often comes from files that were put together, each with its header.",
  };
}

function sayLineEnds(line: number, count: number): Said {
  return {
    line,
    column: null,
    message: `${count} line${count === 1 ? " ends" : "s end"} in CR CR LF, which is the end of a row and of an empty one: each makes a datapoint with nothing in it.`,
    hint: 'Write the file with one line end a row; in Python, open it with newline="" for the csv module.',
  };
}

const DAMAGE: Readonly<Record<DamageKind, { readonly what: string; readonly hint: string }>> = {
  "replacement-character": {
    what: "a character is lost",
    hint: "U+FFFD takes the place of characters that a program could not read: export the data again, as UTF-8, from where it is whole.",
  },
  "control-code": {
    what: "a control code in place of a character",
    hint: "Export the data again as UTF-8: text in Windows-1252 was read as Latin-1.",
  },
  "read-as-windows-1252": {
    what: "UTF-8 that was read as Windows-1252",
    hint: "Open the original as UTF-8 and save it again: in Excel, by Data > From Text/CSV with the file origin 65001: Unicode (UTF-8).",
  },
  "read-as-mac-roman": {
    what: "UTF-8 that was read as Mac Roman",
    hint: "Open the original as UTF-8 and save it again.",
  },
  "excel-error": {
    what: "an error of a spreadsheet's formula",
    hint: "Correct the formula, or the text that begins with = and was taken for one, and export the sheet again.",
  },
  "rounded-number": {
    what: "a number that a spreadsheet rounded",
    hint: "Format the column as text before the data is put into the spreadsheet: the digits that were rounded off are lost.",
  },
  object: {
    what: "an object in place of its text",
    hint: "Correct the program that wrote the file: it must write the object's text, or JSON.",
  },
};

const CELLS_SHOWN = 3;

/** One warning for all cells. @param count how many there are, those that were not passed on included */
function sayDamaged(met: readonly Met[], count: number, names: readonly string[]): Said {
  const first = met[0]?.event;
  const cells = met.slice(0, CELLS_SHOWN).map(({ event, around }) => {
    const kind = damageKind(event);
    const cell = readBareField(around).replace(/^"|"$/g, "");
    const label = kind === "read-as-mac-roman" ? "macintosh" : "windows-1252";
    const original = kind.startsWith("read-as") || kind === "control-code" ? repairText(cell, label) : undefined;
    const probably = original === undefined || original === cell ? "" : `, probably ${quoteValue(original)}`;
    return `line ${event.line}, ${quoteValue(cell)} (${DAMAGE[kind].what}${probably})`;
  });
  const more = count > cells.length ? `; and ${count - cells.length} more` : "";
  const kinds = [...new Set(met.map(({ event }) => damageKind(event)))];
  return {
    line: first?.line ?? null,
    column: names[first?.column ?? -1] ?? null,
    message: `${count === 1 ? "One cell" : `${count} cells`} that participants see ${count === 1 ? "is" : "are"} damaged: ${cells.join("; ")}${more}.`,
    hint: kinds.map((kind) => DAMAGE[kind].hint).join(" "),
  };
}

function damageKind({ value }: RowEvent): DamageKind {
  return DAMAGE_KINDS[value - 1] ?? "replacement-character";
}
