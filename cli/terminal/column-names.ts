import { NO_NAME } from "../../functions/report/html/words.ts";
import { numberText } from "../../functions/validation/number-text.ts";
import type { Column } from "../../functions/validation/validation.ts";
import { shownName } from "./one-line.ts";

/** A file may have thousands of columns, and a name may be as long as a cell. */
const MOST_NAMES = 20;
const LONGEST_NAME = 60;

/** The names of what participants see, and of what they do not, each with its title. */
export function columnNames(columns: readonly Column[]): [title: string, names: string][] {
  if (columns.length === 0) return [];
  const shown = listed(columns.filter(({ visible }) => visible));
  const hidden = listed(columns.filter(({ visible }) => !visible));
  return [["Shown", shown || "nothing"], ...(hidden ? [["Hidden", hidden] as [string, string]] : [])];
}

function listed(columns: readonly Column[]): string {
  const names = columns.slice(0, MOST_NAMES).map(({ name }) => (name.trim() === "" ? NO_NAME : cut(shownName(name))));
  const more = columns.length - names.length;
  return [...names, ...(more > 0 ? [`and ${numberText(more)} more`] : [])].join(", ");
}

function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
