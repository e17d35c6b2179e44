import { readFile, writeFile } from "node:fs/promises";
import { expect } from "vitest";

const PAGE = new URL("../../../docs/reliability.md", import.meta.url);

/**
 * Holds a table of the page on reliability against what a run saw, row by row; with `WRITE_RELIABILITY` set, writes it.
 *
 * @param part the table's name: it stands between two comments that name it
 */
export async function heldAgainstPage(part: string, head: readonly string[], rows: readonly string[][]): Promise<void> {
  const page = await readFile(PAGE, "utf8");
  const [start, end] = [`<!-- ${part} -->\n`, `<!-- end of ${part} -->`];
  const from = page.indexOf(start) + start.length;
  const to = page.indexOf(end);
  if (page.indexOf(start) < 0 || to < from) throw new Error(`docs/reliability.md has no part ${part}.`);
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [line(head), line(head.map(() => "---")), ...rows.map(line)];
  if (process.env.WRITE_RELIABILITY) {
    await writeFile(PAGE, `${page.slice(0, from)}\n${table.join("\n")}\n\n${page.slice(to)}`);
    return;
  }
  // Cell by cell: the formatter sets the columns.
  const cells = (row: string) => row.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/^-+$/, "---"));
  expect(page.slice(from, to).trim().split("\n").map(cells)).toEqual(table.map(cells));
}
