import type { Terminal } from "../terminal/terminal.ts";
import { textWidth } from "../terminal/text-width.ts";
import { titled } from "../terminal/titled.ts";
import { wrap } from "../terminal/wrap.ts";
import { cellName } from "./cell-name.ts";
import { pad } from "./pad.ts";

/** A drop in a table. */
export interface DropRow {
  readonly key: string;
  readonly state: string;
  readonly cells: readonly string[];
  /** What is said of it below its key and its state where the table does not fit; empty values are left out. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** A table with one line per drop; in a terminal that is too narrow for it, a block of short lines per drop. */
export function dropTable(head: readonly string[], rows: readonly DropRow[], { width, paint }: Terminal): string {
  const [title = "", ...lines] = tableLines(
    head,
    rows.map(({ cells }) => cells),
  );
  const fits = width === undefined || [title, ...lines].every((line) => textWidth(line) <= width);
  if (fits) return [paint("bold", title), ...lines].join("\n");
  return rows.map((row) => blockLines(row, { width, paint }).join("\n")).join("\n\n");
}

/** Each column is as wide as its widest cell. */
function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((row) => textWidth(row[index] ?? ""))));
  return all.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function blockLines({ key, state, facts }: DropRow, { width, paint }: Terminal & { readonly width: number }): string[] {
  const title = cellName(key, width);
  return [
    ...titled({ title, painted: paint("bold", title), text: state, lead: "  " }, width),
    ...facts.filter(([, value]) => value !== "").flatMap(([label, value]) => factLines(label, value, width)),
  ];
}

const LABEL_WIDTH = 7;

/** A value that has no room next to its label, as an ID in a narrow terminal, gets a line of its own. */
function factLines(label: string, value: string, width: number): string[] {
  const lead = `  ${pad(label, LABEL_WIDTH)}  `;
  const longest = Math.max(...value.split(" ").map((word) => textWidth(word)));
  if (textWidth(lead) + longest <= width) return wrap(lead, value, width);
  return [`  ${label}`, ...wrap("    ", value, width)];
}
