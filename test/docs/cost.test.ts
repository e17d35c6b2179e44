import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { RECORD_INDEXES } from "../../functions/drops/records/record-table.ts";

const page = await readFile(new URL("../../docs/cost.md", import.meta.url), "utf8");

/** The rows below a table's header, as cells. */
function rowsBelow(header: string): string[][] {
  const [, after = ""] = page.split(header);
  const [table = ""] = after.split("\n\n", 1);
  return table
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.replaceAll("*", "").trim()),
    );
}

it.each(["for 1,000 files", "for an hour"])("docs/cost.md adds up what it costs %s", (unit) => {
  const [header = ""] = new RegExp(`^\\| what +\\| formula +\\| ${unit} +\\|$`, "m").exec(page) ?? [];
  const rows = rowsBelow(header);
  const [, , together = ""] = rows.find(([what]) => what === "together") ?? [];
  const sum = rows.filter(([what]) => what !== "together").reduce((all, [, , cost]) => all + Number(cost), 0);
  const digits = together.split(".")[1]?.length ?? 0;
  expect(sum.toFixed(digits)).toBe(together);
});

it("docs/cost.md adds up the write units of a record, with every index", () => {
  const [header = "", ...columns] = /^\| write +\|(.*)\|$/m.exec(page) ?? [];
  const names = (columns[0] ?? "").split("|").map((cell) => cell.replaceAll("`", "").trim());
  expect(names).toEqual(["table", ...Object.keys(RECORD_INDEXES), "together"]);
  let units = 0;
  for (const [write, ...cells] of rowsBelow(header)) {
    const numbers = cells.map(Number);
    const together = numbers.pop() ?? 0;
    expect([write, numbers.reduce((all, one) => all + one, 0)]).toEqual([write, together]);
    units += together;
  }
  expect(page).toContain(`${units} write units × 0.625 / 1,000,000`);
});
