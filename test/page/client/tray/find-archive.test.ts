import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { findArchive } from "../../../../page/client/tray/find-archive.ts";

const SHEET = [[{ value: "id" }, { value: "text" }]];
const CONTENT_TYPES = strToU8("<Types/>");
const workbook = async () => new Uint8Array(await writeExcelFile(SHEET).toBuffer());

const find = (content: Uint8Array) => findArchive(new Blob([new Uint8Array(content)]));

describe("a zip archive that is chosen on the page", () => {
  it("is a workbook by its parts, whatever comes first in it", async () => {
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
  ])("is another one with %s", async (_, files) => {
    expect(await find(zipSync(await files()))).toBe("other");
  });

  it("is none without an archive's first bytes", async () => {
    expect(await find(strToU8("id,text\n1,a\n"))).toBeUndefined();
    expect(await find(strToU8(""))).toBeUndefined();
  });
});
