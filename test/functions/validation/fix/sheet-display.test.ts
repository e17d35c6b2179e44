import { strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { archiveOf, SHEET } from "./archive.ts";
import { codesOf, fixBytes } from "./fix-bytes.ts";

/** 1 March 2026, half a day and a bit more, as Excel counts. */
const DAY = 46_082;

/** What a sheet displays of cells. @param cells their XML, in columns from A on */
async function displayed(cells: readonly string[], others: Record<string, Uint8Array> = {}): Promise<string[]> {
  const rows = cells.map(
    (cell, index) =>
      `<row r="${index + 2}"><c r="A${index + 2}" t="inlineStr"><is><t>x</t></is></c>${cell.replace("<c", `<c r="B${index + 2}"`)}</row>`,
  );
  const sheet = SHEET.replace('<row r="2">CELLS</row>', rows.join(""));
  const { csv } = await fixBytes(archiveOf(sheet, others));
  return csv
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.slice(2).replace(/^"(.*)"$/, "$1"));
}

/** Styles of which each has a format, by its number or its text. */
function styles(formats: readonly (number | string)[]): Record<string, Uint8Array> {
  const own = formats.filter((format) => typeof format === "string");
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const numFmts = own.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escaped(code)}"/>`);
  const ids = formats.map((format) => (typeof format === "number" ? format : 164 + own.indexOf(format)));
  const list = own.length > 0 ? `<numFmts count="${own.length}">${numFmts.join("")}</numFmts>` : "";
  const xfs = ids.map((id) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`);
  return {
    "xl/styles.xml": strToU8(
      `<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${list}<cellXfs count="${ids.length}">${xfs.join("")}</cellXfs></styleSheet>`,
    ),
  };
}

const number = (value: number, style: number) => `<c s="${style}"><v>${value}</v></c>`;

describe("a number is displayed", () => {
  it.each([
    ["American currency", 5, 1234.5, "$1,235"],
    ["American currency with cents", 7, -1234.5, "($1,234.50)"],
    ["accounts", 41, 1234, "1,234"],
    ["accounts in a currency", 44, 1234.5, "$1,234.50"],
    ["a day of a country", 14, DAY, "2026-03-01"],
    ["a day of Japan", 30, DAY, "2026-03-01"],
    ["a day of China", 57, DAY, "2026-03-01"],
    ["a time of China", 33, DAY + 0.75, "18:00:00"],
    ["minutes and seconds", 45, 125 / 86_400, "02:05"],
    ["minutes and parts of seconds", 47, 125.5 / 86_400, "02:05.5"],
    ["a Thai percentage", 67, 0.5, "50%"],
  ])("by the number of a format alone, also in its first cell: %s", async (_, id, value, shown) => {
    expect(await displayed([number(value, 0), number(value, 0)], styles([id]))).toEqual([shown, shown]);
  });

  const CURRENCY = [5, 6, 63, 64].map((id) => [id, 1234.5, "$1,235"] as const);
  const CENTS = [7, 8, 44, 65, 66].map((id) => [id, 1234.5, "$1,234.50"] as const);
  const DAYS = [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 71, 72].map(
    (id) => [id, DAY, "2026-03-01"] as const,
  );
  const TIMES = [32, 34, 55, 76].map((id) => [id, DAY + 0.75, "18:00"] as const);
  const SECONDS = [33, 35, 56, 77].map((id) => [id, DAY + 0.75, "18:00:00"] as const);

  it.each([
    ...CURRENCY,
    ...CENTS,
    ...DAYS,
    ...TIMES,
    ...SECONDS,
    [41, -1234.5, "(1,235)"] as const,
    [42, 1234.5, "$1,235"] as const,
    [43, 0, "-"] as const,
    [59, 1.5, "2"] as const,
    [60, 1.5, "1.50"] as const,
    [61, 1234, "1,234"] as const,
    [62, 1234.5, "1,234.50"] as const,
    [68, 0.125, "12.50%"] as const,
    [69, 0.5, "1/2"] as const,
    [70, 0.0625, "1/16"] as const,
    [73, DAY, "1-Mar-26"] as const,
    [74, DAY, "1-Mar"] as const,
    [75, DAY, "Mar-26"] as const,
    [78, DAY + 0.75, "2026-03-01 18:00"] as const,
    [79, 125 / 86_400, "02:05"] as const,
    [80, 1.5, "36:00:00"] as const,
    [81, 125.5 / 86_400, "02:05.5"] as const,
  ])("in the format with the number %i", async (id, value, shown) => {
    const [own] = await displayed([number(value, 0)], styles([id]));
    const [, behindAnother] = await displayed([number(1, 0), number(value, 1)], styles(["0.0", id]));
    expect([own, behindAnother]).toEqual([shown, shown]);
  });

  it.each([
    ["[$€-407]#,##0.00", 1234.5, "€1,234.50"],
    ["#,##0.00\\ [$zł-415]", 1234.5, "1,234.50 zł"],
    ["[$R$-416]#,##0", 1234, "R$1,234"],
    ["[$-407]#,##0.0", 1234.5, "1,234.5"],
    ['#,##0.00 "€"', 1234.5, "1,234.50 €"],
    ["[$-407]d. mmmm yyyy", DAY, "1. März 2026"],
    ["[$-FC19]dd mmmm yyyy", DAY, "01 Март 2026"],
    ["@", 12_345_678_901_234, "12345678901234"],
    ["General", 1.765432109876543e18, "1765432109876543000"],
    ["General", -1.765432109876544e18, "-1765432109876544000"],
    ["0", 1.765432109876543e18, "1765432109876543000"],
    ["0", 12.7, "13"],
    ["General", 1e21, "1E+21"],
    ["General;General", 49_123_456_789_012, "49123456789012"],
    ["General", 0.1 + 0.2, "0.3"],
    ["General;General;General", 49_123_456_789_012, "49123456789012"],
    ['General"x"', 5, "5x"],
    ['"x"General', 5, "x5"],
    ["[h]:mm", 1.5, "36:00"],
  ])("in its format: %s", async (format, value, shown) => {
    expect(await displayed([number(value, 0)], styles([format]))).toEqual([shown]);
  });

  it("by a workbook's own format, where it has a number that others use too", async () => {
    const own = '<numFmts count="1"><numFmt numFmtId="44" formatCode="0.0&quot; kr&quot;"/></numFmts><cellXfs';
    const xml = new TextDecoder().decode(styles([44, 41])["xl/styles.xml"]).replace("<cellXfs", own);
    expect(await displayed([number(1.25, 0), number(5, 1)], { "xl/styles.xml": strToU8(xml) })).toEqual([
      "1.3 kr",
      "5",
    ]);
  });
});

describe("a text is displayed", () => {
  const text = (content: string, style = 0) => `<c t="inlineStr" s="${style}"><is><t>${content}</t></is></c>`;

  it.each([
    ['"ID-"@', "abc", "ID-abc"],
    ["0;0;0;@", "abc", "abc"],
    ['0;0;0;"a text"', "abc", "a text"],
    ['0;"@";0', "abc", "abc"],
    ["0\\@", "abc", "abc"],
    ['0" kg";0', "abc", "abc"],
    ['0.00" €"', "abc", "abc"],
    ["@", "abc", "abc"],
    ['_("$"* #,##0_);_(@_)', "abc", "abc"],
    ['"a_b "@', "abc", "a_b abc"],
    ["[".repeat(20_000), "abc", "abc"],
    ["General", "abc", "abc"],
  ])("in the part of its format that is for texts: %s", async (format, content, shown) => {
    expect(await displayed([text(content)], styles([format]))).toEqual([shown]);
  });

  it.each([
    ["a text of its own", (content: string) => text(content)],
    ["the result of a formula", (content: string) => `<c t="str"><f>A1</f><v>${content}</v></c>`],
    ["the result of a formula, with its type last", (content: string) => `<c s="0" t='str'><v>${content}</v></c>`],
  ])("as it was escaped: %s", async (_, cell) => {
    const contents = [
      "AT&amp;amp;T",
      "&amp;lt;b&amp;gt;",
      "5 &lt; 6",
      "_x005F_x000D_",
      "a_b",
      "&#128512;",
      "&#x1F469;&#xE9;",
    ];
    expect(await displayed(contents.map(cell))).toEqual([
      "AT&amp;T",
      "&lt;b&gt;",
      "5 < 6",
      "_x000D_",
      "a_b",
      "😀",
      "👩é",
    ]);
  });

  it("as it was escaped where cells share it", async () => {
    const shared = { "xl/sharedStrings.xml": strToU8("<sst><si><t>&#128512; &amp;amp; &#x41;</t></si></sst>") };
    expect(await displayed(['<c t="s"><v>0</v></c>'], shared)).toEqual(["😀 &amp; A"]);
  });
});

describe("a sheet's columns are known", () => {
  it.each([
    [
      "other delimiters in a name and its values",
      ["name", "lat;lon"],
      [
        ["x", "1;2"],
        ["y", "3;4"],
      ],
    ],
    ["other delimiters than commas in one column", ["tags"], [["red;blue;green"], ["yellow;pink;black"]]],
    ["commas in one column", ["Last name, first name"], [["Müller, Hans"], ["Smith, John"]]],
    ["quotes", ["text"], [['"a", he said'], ["'b', she said"]]],
    [
      "backslashes before quotes",
      ["a;b", "text"],
      [
        ["1", 'say \\"hi\\"'],
        ["2", "x"],
      ],
    ],
  ])("whatever its cells have: %s", async (_, header, rows) => {
    const cell = (content: string) => `<c t="inlineStr"><is><t>${content.replaceAll('"', "&quot;")}</t></is></c>`;
    const row = (cells: readonly string[]) => `<row>${cells.map(cell).join("")}</row>`;
    const sheet = SHEET.replace(
      /<sheetData>.*<\/sheetData>/,
      `<sheetData>${[header, ...rows].map(row).join("")}</sheetData>`,
    );
    const fixed = await fixBytes(archiveOf(sheet));
    const quote = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    expect(fixed.csv).toBe([header, ...rows].map((cells) => `${cells.map(quote).join(",")}\n`).join(""));
    expect(codesOf(fixed)).toEqual(["workbook"]);
  });
});

it("a workbook is not read where that is not wanted", async () => {
  const workbook = archiveOf(SHEET.replace("CELLS", '<c r="A2"><v>1</v></c>'));
  expect((await fixBytes(workbook)).outcome).toBe("fixed");
  const { refusal } = await fixBytes(workbook, { except: ["workbook"] });
  expect(refusal?.message).toContain("the change workbook");
});
