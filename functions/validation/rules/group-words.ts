import type { Said } from "../findings-list.ts";
import { GROUP_PROBLEMS, type GroupProblem } from "../scanners/group-value.ts";
import { type EventKind, LARGEST_GROUP, type RowEvent } from "../scanners/row-events.ts";
import type { Around } from "../surroundings.ts";
import { readRecord } from "./explain-record.ts";
import { TASK_GROUP_COLUMN } from "./meta-names.ts";
import { quoteValue } from "./quote-value.ts";

/** What scanners meet of task groups. */
export type GroupEventKind = Extract<
  EventKind,
  "task-group-blank" | "task-group-size" | "group-lookalike" | "group-value"
>;

const ALONE = "A row that should be a task on its own needs its own group.";
const EACH_ITS_OWN = `Give each of these rows its group. ${ALONE}`;

const PROBLEMS: Readonly<Record<GroupProblem, { readonly what: string; readonly hint: string }>> = {
  "missing-value": { what: "which stands for a missing value", hint: EACH_ITS_OWN },
  "rounded-number": {
    what: "a number that was rounded, so that groups may have become one",
    hint: "Format the column as text before the data is put into the spreadsheet, or have the program read it as text.",
  },
  "excel-error": { what: "an error of a spreadsheet's formula", hint: `Correct the formula. ${EACH_ITS_OWN}` },
  object: { what: "an object in place of its text", hint: "Correct the program that wrote the file." },
};

/** @param column the name of the column that defines the groups */
export function sayGroup(
  kind: GroupEventKind,
  { line, column: place, value }: RowEvent,
  around: Around,
  column: string | null,
): Said {
  const group = readRecord(around)?.[place];
  const theGroup = `task group ${group === undefined ? "of this row" : quoteValue(group)}`;
  switch (kind) {
    case "task-group-blank":
      return {
        line,
        column,
        message: `${column === null || column === TASK_GROUP_COLUMN ? TASK_GROUP_COLUMN : quoteValue(column)} is empty in this row: it belongs to no task group.`,
        hint: `Give it a group. ${ALONE}`,
      };
    case "task-group-size":
      return {
        line,
        column,
        message: `The ${theGroup} has more than ${LARGEST_GROUP} rows, which one participant would complete in one submission.`,
        hint: "Split it into smaller groups, unless that is intended.",
      };
    case "group-lookalike":
      return {
        line,
        column,
        message: `The ${theGroup} differs from the one on line ${value} only in case, white space or how a letter or a number is written: they are two groups.`,
        hint: "Write both in the same way, unless two groups are intended.",
      };
    case "group-value": {
      const { what, hint } = PROBLEMS[GROUP_PROBLEMS[value - 1] ?? "missing-value"];
      return {
        line,
        column,
        message: `More than one row is in the ${theGroup}, ${what}: one participant would complete them in one submission.`,
        hint,
      };
    }
  }
}
