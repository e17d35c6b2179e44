import { expect, it } from "vitest";
import { type DropRow, dropTable } from "../../cli/drops/drop-table.ts";
import { showChange, showRefusal } from "../../cli/fix/show-fix.ts";
import { wrap } from "../../cli/terminal/wrap.ts";
import { showFindings } from "../../cli/validate/show-findings.ts";
import type { Finding } from "../../functions/validation/findings.ts";

it("a text is broken between words, by the width of its characters, and begins where its lead ends", () => {
  expect(wrap("  Shown  ", "one two three", 16)).toEqual(["  Shown  one two", "         three"]);
  expect(wrap("", "日本 日本 日本", 9)).toEqual(["日本 日本", "日本"]);
  expect(wrap("  ", "a_word_longer_than_the_line b", 10)).toEqual(["  a_word_longer_than_the_line", "  b"]);
  expect(wrap("  ", "one two three", undefined)).toEqual(["  one two three"]);
});

it("findings fit a terminal, name columns where these differ, and say once what is the same", () => {
  const findings = ["first", "second", "third", "fourth", "fifth"].map(
    (column): Finding => ({
      code: "column-whitespace",
      severity: "warning",
      line: 1,
      column,
      message: "The name has spaces at its ends, which participants would not see.",
      hint: "Remove them.",
    }),
  );
  const shown = { findings, findingCounts: { "column-whitespace": 5 }, listedBy: undefined };
  expect(showFindings(shown, { width: 40, paint: (_, text) => text })).toEqual([
    "",
    "  warning  column-whitespace  5 times",
    "    line 1, column first",
    "    line 1, column second",
    "    line 1, column third",
    "    The name has spaces at its ends,",
    "    which participants would not see.",
    "    Remove them.",
    "    Also in columns fourth, fifth.",
  ]);
});

it("what a fix says fits a terminal, and a command stays on one line", () => {
  const refusal = {
    code: "workbook",
    line: null,
    column: null,
    message: 'More than one sheet of the Excel workbook has values: "A", "B".',
    hint: "",
    sheets: ["A", "B"],
  };
  const command = "    dropset fix --sheet A a-long-name-of-a-workbook.xlsx";
  const shown = (width: number | undefined) =>
    showRefusal("a-long-name-of-a-workbook.xlsx", refusal, { width, paint: (_, text) => text });
  expect(shown(40)).toEqual([
    "",
    "  More than one sheet of the Excel",
    '  workbook has values: "A", "B".',
    "  Save the sheet with the data as CSV",
    "  UTF-8, or choose it:",
    command,
  ]);
  expect(shown(undefined)).toEqual([
    "",
    `  ${refusal.message}`,
    "  Save the sheet with the data as CSV UTF-8, or choose it:",
    command,
  ]);
});

it("a change stands next to its place, and below it in a terminal that is too narrow", () => {
  const change = { code: "delimiter", count: 1, line: 1, column: null, before: "id;text", after: "id,text" } as const;
  const shown = (width: number | undefined) => showChange(change, { width, paint: (_, text) => text });
  const onOneLine = "  delimiter  line 1  The fields are now separated by commas.";
  const places = ["    - id;text", "    + id,text"];
  expect(shown(undefined)).toEqual(["", onOneLine, ...places]);
  expect(shown(onOneLine.length)).toEqual(["", onOneLine, ...places]);
  expect(shown(40)).toEqual([
    "",
    "  delimiter  line 1",
    "    The fields are now separated by",
    "    commas.",
    ...places,
  ]);
});

it("a table that does not fit a terminal becomes a block of short lines per drop, and is unchanged in a pipe", () => {
  const id = "01977d2e-5f0a-7c3e-9d53-0a1b2c3d4e5f";
  const row = (key: string, state: string, dataset: string): DropRow => ({
    key: `incoming/${key}`,
    state,
    cells: [key, state, dataset || "-"],
    facts: [
      ["Finding", "row-width on line 2: The row has 3 fields. And 1 more."],
      ["Dataset", dataset],
    ],
  });
  const rows = [row("reviews.csv", "READY", id), row("a longer name of a file.csv", "failed (step-failed)", "")];
  const shown = (width: number | undefined) =>
    dropTable(["FILE", "STATE", "DATASET"], rows, { width, paint: (_, text) => text }).split("\n");
  const table = [
    "FILE                         STATE                 DATASET",
    `reviews.csv                  READY                 ${id}`,
    "a longer name of a file.csv  failed (step-failed)  -",
  ];
  expect(shown(undefined)).toEqual(table);
  expect(shown(87)).toEqual(table);
  expect(shown(86)).toEqual([
    "reviews.csv  READY",
    "  Finding  row-width on line 2: The row has 3 fields. And 1 more.",
    `  Dataset  ${id}`,
    "",
    "a longer name of a file.csv  failed (step-failed)",
    "  Finding  row-width on line 2: The row has 3 fields. And 1 more.",
  ]);
  expect(shown(40)).toEqual([
    "reviews.csv  READY",
    "  Finding  row-width on line 2: The row",
    "           has 3 fields. And 1 more.",
    "  Dataset",
    `    ${id}`,
    "",
    "a longer name of a file.csv",
    "  failed (step-failed)",
    "  Finding  row-width on line 2: The row",
    "           has 3 fields. And 1 more.",
  ]);
});
