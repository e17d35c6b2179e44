import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import writeExcelFile, { type Cell, type SheetData } from "write-excel-file/node";
import { fixCsv } from "../../../../functions/validation/fix/fix-csv.ts";
import { cases } from "../../../cases.ts";
import { inChunks } from "../streams.ts";
import { archiveOf, SHEET, WORKBOOK } from "./archive.ts";
import { codesOf, fixBytes } from "./fix-bytes.ts";

const workbook = async (data: SheetData) => new Uint8Array(await writeExcelFile(data).toBuffer());

const workbookOf = async (sheets: Readonly<Record<string, SheetData>>) =>
  new Uint8Array(await writeExcelFile(Object.entries(sheets).map(([sheet, data]) => ({ sheet, data }))).toBuffer());

const text = (value: string): Cell => ({ value, type: String });

describe("an Excel workbook becomes a CSV of what its sheet displays", () => {
  it("texts are as they are, in any characters", async () => {
    const cells = fc.string({ unit: "grapheme", maxLength: 12 }).filter(isStoredByXml);
    const tables = fc.array(fc.tuple(cells, cells), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        const table = [["id", "first", "second"], ...rows.map((row, index) => [`row ${index}`, ...row])];
        const { csv } = await fixBytes(await workbook(table.map((row) => row.map(text))));
        expect(parse(csv, { relax_column_count: true })).toEqual(table);
      }),
      { numRuns: cases(60) },
    );
  });

  it.each<[what: string, cell: Cell, shown: string]>([
    ["a whole number", { value: 42, type: Number }, "42"],
    ["a long number in full", { value: 123456789012345, type: Number }, "123456789012345"],
    ["a decimal number", { value: 0.1 + 0.2, type: Number }, "0.3"],
    ["a percentage", { value: 0.125, type: Number, format: "0.0%" }, "12.5%"],
    ["a price", { value: 1234.5, type: Number, format: '#,##0.00 "€"' }, "1,234.50 €"],
    ["a date in German", { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: "dd.mm.yyyy" }, "01.03.2026"],
    [
      "a month in German",
      { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: "[$-407]d. mmmm yyyy" },
      "1. März 2026",
    ],
    [
      "a date without a format of its own",
      { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: "m/d/yy" },
      "2026-03-01",
    ],
    ["a truth value", { value: true, type: Boolean }, "TRUE"],
    ["a text that begins with =", text("=1+1"), "=1+1"],
  ])("%s", async (_, cell, shown) => {
    const { csv } = await fixBytes(
      await workbook([
        [text("id"), text("value")],
        [text("a"), cell],
      ]),
    );
    expect(parse(csv)).toEqual([
      ["id", "value"],
      ["a", shown],
    ]);
  });

  it("what is fixed in a CSV is fixed in a sheet", async () => {
    const rows = [["Reviews Q4"], [], ["id ", "text", "meta_x"], ["1", "a", "x"], [], ["2", "b", "y"]];
    const fixed = await fixBytes(await workbook(rows.map((row) => row.map(text))));
    expect(fixed.csv).toBe("id,text,META_x\n1,a,x\n2,b,y\n");
    expect(codesOf(fixed)).toEqual([
      "workbook",
      "preamble@1 x2",
      "blank-row@5",
      "column-whitespace@3",
      "meta-lookalike@3",
    ]);
  });

  it("cells that are merged in a column all have their value, and others only the first", async () => {
    const { csv } = await fixBytes(
      await workbook([
        [text("id"), text("model"), text("prompt"), text("note")],
        [text("1"), { ...text("A"), rowSpan: 3 }, { ...text("Say hi"), columnSpan: 2 }, null],
        [text("2"), null, text("Say bye"), { ...text("x"), rowSpan: 2, columnSpan: 1 }],
        [text("3"), null, text("Sing"), null],
        [text("4"), text("B"), text("Dance"), null],
      ]),
    );
    expect(csv).toBe("id,model,prompt,note\n1,A,Say hi,\n2,A,Say bye,x\n3,A,Sing,x\n4,B,Dance,\n");
  });

  it("a merged cell fills no row that has nothing else", async () => {
    const { csv } = await fixBytes(
      await workbook([
        [text("id"), text("text")],
        [{ ...text("1"), rowSpan: 3 }, text("a")],
        [null, null],
        [null, null],
        [text("2"), text("b")],
      ]),
    );
    expect(csv).toBe("id,text\n1,a\n2,b\n");
  });

  it("a header of two rows with merged cells is the lower one", async () => {
    const { csv } = await fixBytes(
      await workbook([
        [{ ...text("id"), rowSpan: 2 }, { ...text("Ratings"), columnSpan: 2 }, null],
        [null, text("helpful"), text("honest")],
        [text("1"), { value: 4, type: Number }, { value: 5, type: Number }],
        [text("2"), { value: 3, type: Number }, { value: 2, type: Number }],
      ]),
    );
    expect(csv).toBe("id,helpful,honest\n1,4,5\n2,3,2\n");
  });

  it("a formula is what was saved with it, and is never evaluated", async () => {
    const sheet = SHEET.replace(
      "CELLS",
      '<c r="A2"><f>1+1</f><v>7</v></c><c r="B2" t="e"><f>NONSENSE()</f><v>#NAME?</v></c>',
    );
    expect((await fixBytes(archiveOf(sheet))).csv).toBe("id,text\n7,#NAME?\n");
  });
});

describe("the sheet is the one with the data", () => {
  const sheets = {
    Notes: [[]],
    Reviews: [
      [text("id"), text("text")],
      [text("1"), text("a")],
    ],
  };

  it("an empty sheet is none", async () => {
    expect((await fixBytes(await workbookOf(sheets))).csv).toBe("id,text\n1,a\n");
  });

  it("of two with values one has to be named", async () => {
    const bytes = await workbookOf({
      ...sheets,
      Other: [
        [text("a"), text("b")],
        [text("x"), text("y")],
      ],
    });
    const fix = await fixCsv(() => inChunks(bytes));
    expect(fix).toMatchObject({
      outcome: "not-fixable",
      refusal: { message: expect.stringContaining('"Reviews", "Other"') },
    });
    expect((await fixBytes(bytes, { sheet: "Other" })).csv).toBe("a,b\nx,y\n");
    expect(await fixBytes(bytes, { sheet: "Missing" })).toMatchObject({
      outcome: "not-fixable",
      refusal: { code: "not-csv" },
    });
  });
});

describe("what could fill the memory is refused", () => {
  const bomb = new Uint8Array(32 * 1024 ** 2);

  it.each<[what: string, archive: () => Uint8Array, message: RegExp]>([
    ["a sheet of zeros", () => archiveOf(bomb), /unpacks to far more than its size/],
    [
      "a file of zeros",
      () => zipSync({ "xl/workbook.xml": strToU8(WORKBOOK), "xl/sharedStrings.xml": bomb }),
      /unpacks to far more than its size/,
    ],
    ["more files than a workbook has", () => zipSync(manyFiles(3000), { level: 0 }), /more than 2000 files/],
    [
      "a cell in the last column of the last row",
      () => archiveOf(SHEET.replace("CELLS", '<c r="XFD1048576"><v>1</v></c>')),
      /more than 20,000,000 cells/,
    ],
    ["an archive that is cut", () => archiveOf(SHEET).subarray(0, 300), /damaged|not an Excel/],
    ["a zip archive without a workbook", () => zipSync({ "data.csv": strToU8("a,b\n1,2\n") }), /not an Excel workbook/],
  ])("%s", async (_, archive, message) => {
    const bytes = archive();
    const fix = await fixCsv(() => inChunks(bytes, 1 << 16));
    expect(fix).toMatchObject({ outcome: "not-fixable", refusal: { message: expect.stringMatching(message) } });
  });

  it("a workbook larger than the setting", async () => {
    const bytes = await workbook([[text("id"), text("text")]]);
    const fix = await fixCsv(() => inChunks(bytes), { largestWorkbook: 100 });
    expect(fix).toMatchObject({
      outcome: "not-fixable",
      refusal: { message: expect.stringContaining("the limit of 100") },
    });
  });

  it("entities are not expanded", async () => {
    const doctype =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>';
    const sheet = SHEET.replace("?>", `?>${doctype}`).replace(
      "CELLS",
      '<c r="A2" t="inlineStr"><is><t>&c;</t></is></c>',
    );
    expect((await fixBytes(archiveOf(sheet))).csv).not.toContain("aaaa");
  });
});

function manyFiles(count: number): Record<string, Uint8Array> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`xl/media/${index}.png`, new Uint8Array(1)]));
}

/** What XML cannot hold, or the writer leaves out; and texts that a fix repairs or takes for blank. */
function isStoredByXml(value: string): boolean {
  // The writer keeps its texts in an object: it takes the names of what every object has for texts that it knows.
  if (value in {}) return false;
  // It leaves out U+FFFD.
  return !/[\p{Cc}\p{Cs}\ufffd-\uffff]|_x[0-9a-f]{4}_/iu.test(value) && value.isWellFormed();
}
