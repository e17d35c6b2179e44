import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { findKind } from "../../../../page/client/tray/find-kind.ts";

const SHEET = [[{ value: "id" }, { value: "text" }]];
const CONTENT_TYPES = strToU8("<Types/>");
const workbook = async () => new Uint8Array(await writeExcelFile(SHEET).toBuffer());

const find = (content: Uint8Array) => findKind(new Blob([new Uint8Array(content)]));

describe("a file that is chosen on the page", () => {
  it("is a workbook by its parts, whatever comes first in the zip archive", async () => {
    expect(await find(await workbook())).toBe("workbook");
    const late = zipSync({
      "docProps/thumbnail.jpeg": [new Uint8Array(200_000), { level: 0 }],
      "xl/workbook.xml": strToU8("<workbook/>"),
      "[Content_Types].xml": CONTENT_TYPES,
    });
    expect(await find(late)).toBe("workbook");
  });

  it("is a workbook by its first parts where it was cut", async () => {
    expect(await find((await workbook()).subarray(0, -100))).toBe("workbook");
  });

  it.each<[what: string, files: () => Promise<Parameters<typeof zipSync>[0]>]>([
    ["files in a folder xl", async () => ({ "xl/reviews.csv": strToU8("id,text\n1,a\n") })],
    ["a workbook's part without the list of parts", async () => ({ "xl/workbook.xml": strToU8("<workbook/>") })],
    ["a workbook that was packed", async () => ({ "survey.xlsx": [await workbook(), { level: 0 }] })],
    ["a binary workbook", async () => ({ "[Content_Types].xml": CONTENT_TYPES, "xl/workbook.bin": strToU8("a") })],
    [
      "an OpenDocument spreadsheet",
      async () => ({
        mimetype: [strToU8("application/vnd.oasis.opendocument.spreadsheet"), { level: 0 }],
        "content.xml": strToU8("<office/>"),
      }),
    ],
  ])("is no table if it is a zip archive with %s", async (_, files) => {
    expect(await find(zipSync(await files()))).toBe("no-table");
  });

  it.each([
    ["a picture", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10)],
    ["a web page", strToU8("<!DOCTYPE html><html><body>Not found</body></html>")],
    ["JSON", strToU8('{"error": "expired"}')],
    ["a copy with NUL bytes alone", new Uint8Array(100)],
  ])("is no table if it is %s", async (_, content) => {
    expect(await find(content)).toBe("no-table");
  });

  it.each([
    ["a CSV", strToU8("id,text\n1,a\n")],
    ["nothing", strToU8("")],
    ["UTF-16", Buffer.from("\ufeffid,text\n1,a\n", "utf16le")],
    ["a table in a code block", strToU8("```csv\nid,text\n1,a\n```\n")],
  ])("is text if it is %s", async (_, content) => {
    expect(await find(content)).toBe("text");
  });
});
