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
  const table = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  if (process.env.WRITE_RELIABILITY) {
    await writeFile(PAGE, `${page.slice(0, from)}\n${write(table)}\n\n${page.slice(to)}`);
    return;
  }
  expect(read(page.slice(from, to))).toEqual(table);
}

/** As the formatter would have it. */
function write(table: readonly string[][]): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lines = table.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  lines.splice(
    1,
    0,
    widths.map((width) => "-".repeat(width)),
  );
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function read(text: string): string[][] {
  const lines = text.trim().split("\n");
  const cells = lines.map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
  return cells.filter((_, row) => row !== 1).map((row) => row.map((cell) => cell.trim()));
}
