import { strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { fixCsv } from "../../../../functions/validation/fix/fix-csv.ts";
import { inChunks } from "../streams.ts";
import { archiveOf, SHEET, WORKBOOK } from "./archive.ts";
import { fixBytes } from "./fix-bytes.ts";

const cells = (xml: string) => archiveOf(SHEET.replace("CELLS", xml));

async function refusalOf(bytes: Uint8Array): Promise<string> {
  const fix = await fixCsv(() => inChunks(bytes, 1 << 16));
  return fix.outcome === "not-fixable" ? fix.refusal.message : fix.outcome;
}

/** A workbook by another writer, with a date of 1 March 2026 in it, changed in one of its files. */
async function workbookWith(pattern: string, path: string, change: (xml: string) => string): Promise<Uint8Array> {
  const date = { value: new Date(Date.UTC(2026, 2, 1)), type: Date, format: pattern };
  const rows = [["id", "text"].map((value) => ({ value, type: String })), [{ value: "a", type: String }, date]];
  const files = unzipSync(new Uint8Array(await writeExcelFile(rows).toBuffer()));
  const xml = new TextDecoder().decode(files[path]);
  expect(change(xml)).not.toBe(xml);
  return zipSync({ ...files, [path]: strToU8(change(xml)) });
}

const countFrom1904 = (xml: string) =>
  xml.replace(/<workbookPr[^>]*\/>|(?=<bookViews|<sheets)/, '<workbookPr date1904="1"/>');

describe("a workbook shows what it shows in Excel, or it is refused", () => {
  it.each([
    ["yyyy-mm-dd", "2030-03-02"],
    ["m/d/yy", "2030-03-02"],
    ["[h]", "1105968"],
  ])("of a Mac that counts days from 1904, with the format %s", async (pattern, shown) => {
    const bytes = await workbookWith(pattern, "xl/workbook.xml", countFrom1904);
    expect((await fixBytes(bytes)).csv).toBe(`id,text\na,${shown}\n`);
  });

  it("errors of every kind are texts", async () => {
    const bytes = cells('<c r="A2"><v>1</v></c><c r="B2" t="e"><v>#SPILL!</v></c>');
    expect((await fixBytes(bytes)).csv).toBe("id,text\n1,#SPILL!\n");
  });

  it.each([
    ["no value", '<c r="A2"><v>1</v></c><c r="B2"><f>1+1</f></c>', WORKBOOK],
    ["no value, in a shared one", '<c r="A2"><v>1</v></c><c r="B2"><f t="shared" si="0"/></c>', WORKBOOK],
    ["no value, in another namespace", '<x:c r="A2"><x:f>1+1</x:f></x:c>', WORKBOOK],
    [
      "a value that Excel would replace when it opens the file",
      '<c r="A2"><v>1</v></c><c r="B2"><f>1+1</f><v>0</v></c>',
      WORKBOOK.replace("</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>'),
    ],
  ])("formulas with %s are not taken for empty cells", async (_, xml, workbook) => {
    const bytes = archiveOf(SHEET.replace("CELLS", xml), { "xl/workbook.xml": strToU8(workbook) });
    expect(await refusalOf(bytes)).toMatch(/formulas without saved values/);
  });

  it("a formula with an empty text as its value is one", async () => {
    const bytes = cells('<c r="A2"><v>1</v></c><c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>');
    expect((await fixBytes(bytes)).csv).toContain("id,text\n1,\n");
  });

  it.each([
    ["a number that is none", '<c r="A2"><v>abc</v></c>'],
    ["a number without an end", '<c r="A2"><v>1e999</v></c>'],
  ])("%s", async (_, xml) => {
    expect(await refusalOf(cells(xml))).toMatch(/cannot show/);
  });

  it.each([
    ["a format that is none", "0.0 0.0.0 [$", "46082"],
    ["a format without an end", "[$-".repeat(50_000), "46082"],
    ["a date before all days", "yyyy-mm-dd", "-5"],
  ])("%s", async (_, pattern, number) => {
    const bytes = await workbookWith("yyyy", "xl/styles.xml", (xml) => xml.replaceAll('"yyyy"', `"${pattern}"`));
    const files = unzipSync(bytes);
    const [path = ""] = Object.keys(files).filter((name) => /sheet1\.xml$/.test(name));
    const sheet = new TextDecoder().decode(files[path]).replace("<v>46082</v>", `<v>${number}</v>`);
    expect(sheet).toContain(`<v>${number}</v>`);
    expect(await refusalOf(zipSync({ ...files, [path]: strToU8(sheet) }))).toMatch(/cannot show|damaged/);
  });
});

describe("a sheet that cannot be read is refused, not left out", () => {
  it.each([
    ["a text that the workbook does not have", '<row r="2"><c r="A2" t="s"><v>999</v></c></row>'],
    ["a row behind all rows", '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'],
    ["a row far behind all rows", '<row r="1000000000000000"><c><v>1</v></c></row>'],
    ["comments", `<!--${"<!--".repeat(500_000)}`],
    ["a run of <", "<".repeat(5_000_000)],
    ["a run of CDATA", `<row><c t="inlineStr"><is><t>${"<![CDATA[".repeat(500_000)}</t></is></c></row>`],
    ["a column that is none", '<row r="2"><c r="a2"><v>1</v></c></row>'],
    ["more columns than a sheet has", `<row r="2">${"<c><v>1</v></c>".repeat(16_385)}</row>`],
  ])("%s", async (_, row) => {
    const bytes = archiveOf(SHEET.replace('<row r="2">CELLS</row>', row));
    expect(await refusalOf(bytes)).toMatch(/damaged/);
  });

  it("what spans all cells of a sheet does not take the time of all", async () => {
    const whole = 'ref="A1:XFD1048576"';
    const spans = `<mergeCells><mergeCell ${whole}/></mergeCells><hyperlinks><hyperlink ${whole} location="x"/></hyperlinks>`;
    const xml = SHEET.replace("CELLS", "<c><v>1</v></c><c><v>2</v></c>").replace(
      "</sheetData>",
      `</sheetData>${spans}`,
    );
    expect((await fixBytes(archiveOf(xml))).csv).toBe("id,text\n1,2\n");
  });

  it("cells that are merged again and again do not take the time of all", async () => {
    const rows = `<row r="2"><c><v>1</v></c><c><v>2</v></c></row><row r="1048576"><c r="B1048576"><v>3</v></c></row>`;
    const merges = (count: number) =>
      Array.from({ length: count }, (_, index) => `<mergeCell ref="A2:A${1_048_576 - index}"/>`).join("");
    const xml = (count: number) =>
      SHEET.replace('<row r="2">CELLS</row>', rows).replace(
        "</sheetData>",
        `</sheetData><mergeCells>${merges(count)}</mergeCells>`,
      );
    expect(await refusalOf(archiveOf(xml(1000)))).toMatch(/more than 3,000,000 cells/);
    expect(await refusalOf(archiveOf(xml(200_001)))).toMatch(/damaged/);
  });

  it("XML in another encoding is refused", async () => {
    const xml = SHEET.replace("UTF-8", "ISO-8859-1").replace("CELLS", '<c t="str"><v>caf\xe9</v></c>');
    expect(await refusalOf(archiveOf(Buffer.from(xml, "latin1")))).toMatch(/damaged/);
  });

  it("more cells than fit into the memory are refused before they are read", async () => {
    // Stored without compression, so that it is no bomb.
    const row = `<row>${"<c><v>1</v></c>".repeat(15_000)}</row>`;
    const sheet = SHEET.replace('<row r="2">CELLS</row>', row.repeat(201));
    const bytes = zipSync(unzipSync(archiveOf(sheet)), { level: 0 });
    const fix = await fixCsv(() => inChunks(bytes, 1 << 20), { largestWorkbook: bytes.length });
    expect(fix).toMatchObject({ refusal: { message: expect.stringContaining("more than 3,000,000 cells") } });
  });

  it("a long text in many cells does not fill the memory", async () => {
    const rows = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'.repeat(5000);
    const strings = `<sst><si><t>${"x".repeat(30_000)}</t></si></sst>`;
    const bytes = archiveOf(SHEET.replace('<row r="2">CELLS</row>', rows), {
      "xl/sharedStrings.xml": strToU8(strings),
    });
    expect(await refusalOf(bytes)).toMatch(/unpacks to more than/);
  });
});

describe("an archive is read as Excel reads it, by its directory", () => {
  const plain = zipSync(unzipSync(cells('<c r="A2"><v>1</v></c><c r="B2"><v>2</v></c>')), { level: 0 });
  const at = (text: string, bytes: Uint8Array) => Buffer.from(bytes).indexOf(text);

  it("a flipped bit is found by the checksum", async () => {
    const bytes = plain.slice();
    bytes[at("<v>2</v>", bytes) + 3] = 0x33;
    expect(await refusalOf(bytes)).toMatch(/damaged/);
  });

  it("what the directory does not list is no part of it", async () => {
    const other = zipSync({ "xl/worksheets/sheet1.xml": strToU8(SHEET.replace("CELLS", "")) }, { level: 0 });
    const files = Buffer.concat([other.subarray(0, at("PK\x01\x02", other)), plain]);
    // The files of the directory are behind those of the other archive.
    const shift = files.length - plain.length;
    const end = files.lastIndexOf("PK\x05\x06");
    files.writeUInt32LE(files.readUInt32LE(end + 16) + shift, end + 16);
    for (let entry = files.indexOf("PK\x01\x02"); entry >= 0; entry = files.indexOf("PK\x01\x02", entry + 1)) {
      files.writeUInt32LE(files.readUInt32LE(entry + 42) + shift, entry + 42);
    }
    expect((await fixBytes(new Uint8Array(files))).csv).toBe("id,text\n1,2\n");
  });

  it("two files of one name are refused", async () => {
    const files = unzipSync(plain);
    expect(await refusalOf(zipSync({ ...files, "XL/worksheets/Sheet1.xml": strToU8(SHEET) }))).toMatch(/damaged/);
  });

  it("a size that is a lie is refused", async () => {
    const bytes = Buffer.from(plain);
    const entry = bytes.lastIndexOf("PK\x01\x02");
    bytes.writeUInt32LE(bytes.readUInt32LE(entry + 24) - 1, entry + 24);
    expect(await refusalOf(new Uint8Array(bytes))).toMatch(/damaged/);
  });
});
