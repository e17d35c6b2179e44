import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import iconv from "iconv-lite";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { hasBrowser } from "./browser.ts";
import { csvFile, type GivenFile } from "./given-files.ts";
import { openPageForEachTest } from "./page-for-each-test.ts";
import { says, seen } from "./visible-text.ts";

const SEMICOLONS: GivenFile = {
  name: "umfrage.csv",
  mimeType: "text/csv",
  buffer: iconv.encode("id;text\r\n1;Größe, schön\r\n2;München\r\n", "win1252"),
};

describe.skipIf(!hasBrowser)("a file that would be rejected, on the page", () => {
  let page: Page;
  /** Requests with a body: no byte leaves before the person says so. */
  let sent: string[];

  openPageForEachTest((opened) => {
    ({ page } = opened);
    sent = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
    });
  });

  const choose = (...files: GivenFile[]) => page.locator("input[type=file]").setInputFiles(files);
  const button = (name: string | RegExp) => page.locator(".tray-file").getByRole("button", { name });

  async function downloaded(): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent("download"), button(/^Download fixed file/).click()]);
    return readFile(await download.path(), "utf8");
  }

  it("is fixed in the browser, shows what was changed, and becomes READY", async () => {
    await choose(SEMICOLONS);
    await button(/^Fix and check again/).click();
    const changes = page.locator(".fix-changes li");
    await changes.first().waitFor();
    expect(await changes.count()).toBe(2);
    const delimiter = changes.nth(1);
    expect(await seen(delimiter)).toContain("The fields are now separated by commas");
    expect(await seen(delimiter.locator("del code"))).toBe("id;text");
    expect(await seen(delimiter.locator("ins code"))).toBe("id,text");
    await page.locator(".tray-file .task-card", { hasText: "Größe, schön" }).waitFor();
    expect(await downloaded()).toBe('id,text\n1,"Größe, schön"\n2,München\n');
    expect(sent).toEqual([]);

    await button(/^Upload/).click();
    await page.locator("tr.drop", { hasText: "umfrage.csv" }).getByText("READY").waitFor();
    // The file goes to the bucket alone, by a request of its own.
    expect(sent.filter((request) => request.startsWith("PUT "))).toHaveLength(1);
  });

  it("folds what participants would see while the file is misread, below its problems", async () => {
    await choose(SEMICOLONS);
    const folded = page.locator(".tray-file details.misread");
    await folded.waitFor();
    expect(await button(/^Download these rows/).count()).toBe(0);
    expect(await seen(page.locator(".tray-details"))).not.toContain("Participants see");
    await folded.locator("summary").first().click();
    await says(folded, /Participants see 1\s+id;text/);
    await button(/^Fix and check again/).click();
    await page.locator(".tray-file .task-card", { hasText: "Größe, schön" }).waitFor();
    expect(await folded.count()).toBe(0);
  });

  it.each([
    ["study.pilot", "id,text\n1,a\n", "study.pilot.csv", 1],
    ["reviews.txt", "id;text\n1;a\n2;b\n", "reviews.csv", 2],
  ])("%s gets the ending .csv, and is valid then", async (name, content, renamed, changes) => {
    await choose(csvFile(name, content));
    await button(/^Fix and check again/).click();
    const first = page.locator(".fix-changes li").first();
    await says(first, `The name now ends in .csv`);
    expect(await page.locator(".fix-changes li").count()).toBe(changes);
    expect(await seen(first.locator("del code"))).toBe(name);
    expect(await seen(first.locator("ins code"))).toBe(renamed);
    await says(page.locator(".tray-state"), /^valid/);
    expect(await seen(page.locator(".tray-name"))).toBe(renamed);
  });

  it.each(["Sheet.xlsx", "Sheet.csv", "Sheet.jsonl"])("an Excel workbook named %s becomes a CSV", async (name) => {
    const cells = [
      ["id", "text"],
      ["1", "Größe"],
      ["2", "=1+1"],
    ];
    const sheet = cells.map((row) => row.map((value) => ({ value, type: String })));
    const buffer = await writeExcelFile(sheet).toBuffer();
    await choose({ name, mimeType: "application/octet-stream", buffer });
    await button(/^Convert to CSV/).waitFor();
    expect(await seen(page.locator(".tray-state"))).toBe("Excel workbook");
    expect(await button(/^(Upload|Problems)/).count()).toBe(0);
    expect(await page.getByText("does not end in .csv").count()).toBe(0);
    await button(/^Convert to CSV/).click();
    expect(await downloaded()).toBe("id,text\n1,Größe\n2,=1+1\n");
    expect(await seen(page.locator(".tray-name"))).toBe("Sheet.csv");
  });

  it("a workbook with two sheets asks which one", async () => {
    const data = (value: string) =>
      [
        ["a", "b"],
        [value, "x"],
      ].map((row) => row.map((cell) => ({ value: cell, type: String })));
    const sheets = [
      { sheet: "First", data: data("1") },
      { sheet: "Second", data: data("2") },
    ];
    const buffer = await writeExcelFile(sheets).toBuffer();
    await choose({ name: "two.xlsx", mimeType: "application/octet-stream", buffer });
    await button(/^Convert to CSV/).click();
    await button("Second").click();
    expect(await downloaded()).toBe("a,b\n2,x\n");
    await button(/^Rename/).click();
    await page.getByLabel("Name of the dataset").fill("renamed");
    await button("Save name").click();
    await button("Choose another sheet").click();
    await button("First").click();
    expect(await downloaded()).toBe("a,b\n1,x\n");
    expect(await seen(page.locator(".tray-name"))).toBe("renamed.csv");
  });

  it("a workbook that is gone from the disk keeps the choice of a sheet, and says so", async () => {
    const sheets = ["First", "Second"].map((sheet) => ({ sheet, data: [[{ value: "a", type: String }]] }));
    const folder = await mkdtemp(join(tmpdir(), "dropset-"));
    const path = join(folder, "gone.xlsx");
    await writeFile(path, await writeExcelFile(sheets).toBuffer());
    await page.locator("input[type=file]").setInputFiles(path);
    await button(/^Convert to CSV/).click();
    await button("First").waitFor();
    await rm(folder, { recursive: true });
    await button("First").click();
    await page.getByText("This file could not be read. Choose it again.").waitFor();
    expect(await button("Second").count()).toBe(1);
  });

  it("a file in an unclear encoding asks how it reads right", async () => {
    const buffer = iconv.encode("id;text\n1;Zürich\n", "macroman");
    await choose({ name: "zurich.csv", mimeType: "text/csv", buffer });
    await button(/^Fix and check again/).click();
    await page.getByText("Which of these reads right?").waitFor();
    expect(await page.getByText("dropset fix").count()).toBe(0);
    await button("ZŸrich").click();
    expect(await downloaded()).toBe("id,text\n1,ZŸrich\n");
    await button("Choose another encoding").click();
    await button("Zürich").click();
    expect(await downloaded()).toBe("id,text\n1,Zürich\n");
    expect(sent).toEqual([]);
  });

  it("a workbook without any value says why it cannot be converted", async () => {
    const buffer = await writeExcelFile([[null]]).toBuffer();
    await choose({ name: "blank.xlsx", mimeType: "application/octet-stream", buffer });
    await button(/^Convert to CSV/).click();
    await page.getByText("This workbook cannot be converted.").waitFor();
    expect(await button(/^(Convert|Upload)/).count()).toBe(0);
  });

  it("offers no fix of a zip archive that is no workbook, and says what to do", async () => {
    const packed = zipSync({ "xl/reviews.csv": strToU8("id,text\n1,a\n") });
    await choose({ name: "packed.zip", mimeType: "application/zip", buffer: Buffer.from(packed) });
    await page.getByText("it looks like a zip archive").waitFor();
    await page.getByText("Unpack it, and upload the CSV in it.").waitFor();
    expect(await button(/^(Convert|Fix)/).count()).toBe(0);
  });

  it.each([
    ["empty.csv", "", "The file is empty"],
    ["header.csv", "id,text\n", "a header and no row"],
  ])("offers no fix where none can help: %s", async (name, content, why) => {
    await choose(csvFile(name, content));
    await page.getByText(why).waitFor();
    expect(await button(/^Fix/).count()).toBe(0);
  });

  it("says why where it cannot be fixed, and what is left where it can only in part", async () => {
    await choose(csvFile("open.csv", 'id;text\n1;"a\n2;b\n'));
    await button(/^Fix and check again/).click();
    await page.getByText("The quote that opens a field on line 2 never closes").waitFor();
    await page.getByText("Add the closing quote, or remove the opening one.").first().waitFor();
    await button(/^Remove/).click();

    await choose(csvFile("wide.csv", "id,text\n1,a,b\n2,c\n"));
    await button(/^Fix and check again/).click();
    await page.getByText("Nothing in this file can be fixed without guessing").waitFor();
    await button(/^Remove/).click();

    await choose(csvFile("part.csv", `id;text\n${"1;a\n".repeat(20)}2;b;c\n`));
    await button(/^Fix and check again/).click();
    await page.locator(".fix-changes li").first().waitFor();
    await page.locator(".tray-file .finding", { hasText: "row-width" }).waitFor();
  });

  it("text of the file is shown as text", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    await choose(csvFile("hostile.csv", `id;${hostile}\n1;a\n2;b\n`));
    await button(/^Fix and check again/).click();
    expect(await seen(page.locator(".fix-changes del code"))).toBe(`id;${hostile}`);
  });
});
