import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { hasBrowser } from "./browser.ts";
import { csvFile, type GivenFile } from "./given-files.ts";
import { openPageForEachTest } from "./page-for-each-test.ts";
import { says, seen } from "./visible-text.ts";

describe.skipIf(!hasBrowser)("a chosen file", () => {
  let page: Page;

  openPageForEachTest((opened) => {
    ({ page } = opened);
  });

  const choose = (...files: GivenFile[]) => page.locator("input[type=file]").setInputFiles(files);
  const trayFile = (name: string) => page.locator(".tray-file", { hasText: name });

  it("without a name is found before the upload, and is valid with one", async () => {
    await choose(csvFile(".csv", "id,a\n1,x\n"));
    const row = page.locator(".tray-file");
    await says(
      row,
      /would be rejected[\s\S]*name-missing[\s\S]*has no name before its extension\.[\s\S]*Change the file's name, for example to reviews\.csv\./,
    );
    expect(await row.getByRole("button", { name: /^Fix/ }).count()).toBe(0);
    await row.getByRole("button", { name: /^Rename/ }).click();
    await row.getByLabel("Name of the dataset").fill("named");
    await row.getByRole("button", { name: "Save name" }).click();
    await says(row.locator(".tray-state"), /^valid/);
  });

  it("of JSON Lines leads to a new typed folder where there is none to choose, and is still there then", async () => {
    await choose({ name: "chat.jsonl", mimeType: "application/x-ndjson", buffer: Buffer.from('{"text":"Hi"}\n') });
    await says(trayFile("chat.jsonl"), /JSON Lines files go to a typed folder, and there is none yet/);
    expect(await seen(trayFile("chat.jsonl"))).not.toMatch(/above/);
    await page.getByRole("link", { name: "Create one" }).click();
    await page.getByLabel("Folder name").waitFor();
    await page.goBack();
    await trayFile("chat.jsonl").waitFor();
  });

  it("says that it has the name of another one, and its drop leads to the other's", async () => {
    await choose(csvFile("twice.csv", "id,a\n1,first\n"), csvFile("twice.csv", "id,a\n1,second\n"));
    const rows = page.locator(".tray-file");
    await says(rows.nth(1), /Same name as a file above/);
    expect(await seen(rows.nth(0))).not.toMatch(/Same name/);
    await page.getByRole("button", { name: "Upload all 2 valid files" }).click();
    await rows.nth(1).getByRole("link", { name: /^Open/ }).click();
    const others = page.locator(".other-uploads");
    await says(others, /^Other uploads of this name: .*\(ready\)$/);
    const here = page.url();
    await others.getByRole("link").click();
    await expect.poll(() => page.url()).not.toBe(here);
    expect(await others.getByRole("link").getAttribute("href")).toBe(new URL(here).pathname);
  });

  it("offers all its rows with a problem as a CSV with the reasons, before it is uploaded", async () => {
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(request.url());
    });
    const rows = Array.from({ length: 2000 }, (_, index) => `${index},a,b\nfine,${index}\n`);
    await choose(csvFile("wide.csv", `id,text\n${rows.join("")}`));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download these rows as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("wide rows to fix.csv");
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(lines[0]).toBe("id,text,META_WHY");
    expect(lines.at(-2)).toMatch(/^1999,"a,b","Line 4000, row-width: /);
    expect(lines).toHaveLength(2002);
    expect(sent).toEqual([]);
  });

  it.each([1120, 360])("has what its check found on one line at a width of %i pixels", async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await choose(csvFile("semicolons.csv", 'id;text;note\n1;a "b" c\n2;b;c;d\n'));
    const facts = page.locator(".tray-facts");
    await says(facts, /^2 rows, \d+ problems?$/);
    expect((await facts.boundingBox())?.height).toBe((await page.locator(".tray-size").boundingBox())?.height);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  describe("that is renamed", () => {
    it.each([
      ["noext", "answers", "answers.csv"],
      ["noext", "answers.csv", "answers.csv"],
      ["data.txt", "data", "data.csv"],
      ["data.txt", "data.csv", "data.csv"],
    ])("from %s to %s is checked again, and is valid as %s", async (name, typed, renamed) => {
      await choose(csvFile(name, "id,a\n1,x\n"));
      const row = page.locator(".tray-file");
      await says(row, /would be rejected/);
      await row.getByRole("button", { name: /^Rename/ }).click();
      await row.getByLabel("Name of the dataset").fill(typed);
      await row.getByRole("button", { name: "Save name" }).click();
      await says(row.locator(".tray-state"), /^valid/);
      expect(await seen(row.locator(".tray-name"))).toBe(renamed);
    });

    it("is uploaded under the name that was typed and not saved", async () => {
      await choose(csvFile("export.csv", "id,a\n1,x\n"), csvFile("second.csv", "id,a\n1,x\n"));
      await page.getByRole("button", { name: "Upload all 2 valid files" }).waitFor();
      await trayFile("export.csv")
        .getByRole("button", { name: /^Rename/ })
        .click();
      await page.getByLabel("Name of the dataset").fill("my study");
      await page.getByRole("button", { name: "Upload all 2 valid files" }).click();
      for (const name of ["my study.csv", "second.csv"]) {
        await page.locator("tr.drop", { hasText: name }).getByText("READY").waitFor();
      }
      expect(await page.locator("tr.drop", { hasText: "export.csv" }).count()).toBe(0);
    });

    it("is not uploaded while what is typed is no name, or makes it invalid", async () => {
      await choose(csvFile("export.csv", "id,a\n1,x\n"));
      const row = page.locator(".tray-file");
      await row.getByRole("button", { name: /^Rename/ }).click();
      await page.getByLabel("Name of the dataset").fill("a/b");
      const upload = row.getByRole("button", { name: /^Upload/ });
      expect(await upload.isDisabled()).toBe(true);
      await page.getByLabel("Name of the dataset").fill("lines.jsonl");
      await upload.click();
      await says(row.locator(".tray-state"), /^would be rejected/);
      await upload.click();
      await page.locator("tr.drop", { hasText: "lines.jsonl" }).getByText("rejected").waitFor();
    });

    it("keeps what was typed for its name while it is fixed, and while another page is open", async () => {
      await choose(csvFile("semicolons.txt", "id;text\n1;a\n2;b\n"));
      await page.getByRole("button", { name: /^Rename/ }).click();
      const field = page.getByLabel("Name of the dataset");
      await field.fill("my study");
      await page.getByRole("button", { name: /^Fix and check again/ }).click();
      await page.getByText("The fields are now separated by commas").waitFor();
      expect(await field.inputValue()).toBe("my study");
      await page.getByRole("link", { name: "Typed folders" }).click();
      await page.goBack();
      expect(await field.inputValue()).toBe("my study");
      await page.getByRole("button", { name: "Save name" }).click();
      await says(trayFile("my study.csv").locator(".tray-state"), /^valid/);
      await says(trayFile("my study.csv"), /The fields are now separated by commas/);
    });

    it("still shows what was fixed in it", async () => {
      await choose(csvFile("semicolons.txt", "id;text\n1;a\n2;b\n"));
      await page.getByRole("button", { name: /^Fix and check again/ }).click();
      await page.getByRole("button", { name: /^Rename/ }).click();
      await page.getByLabel("Name of the dataset").fill("commas");
      await page.getByRole("button", { name: "Save name" }).click();
      await says(trayFile("commas.csv").locator(".tray-state"), /^valid/);
      await says(trayFile("commas.csv"), /The fields are now separated by commas/);
    });
  });

  describe("with the keyboard", () => {
    /** What has the focus: a control's text or label, or the row of a file. */
    const focused = () =>
      page.evaluate<string>(`(() => {
        const { activeElement: at } = document;
        if (at.matches(".tray-file")) return "row of " + at.querySelector(".tray-name").textContent;
        return at.ariaLabel ?? (at.type === "file" ? "file picker" : at === document.body ? "nothing" : at.textContent);
      })()`);
    const isAt = (text: string | RegExp) => expect.poll(focused).toMatch(text);
    const press = async (name: RegExp, file = "") => {
      await trayFile(file).getByRole("button", { name }).focus();
      await page.keyboard.press("Enter");
    };
    const VALID = "id,a\n1,x\n";

    it("goes from a new name to what can be done with the file, and from no new name back to the button", async () => {
      await choose(csvFile("name.csv", VALID));
      await says(trayFile("name.csv"), /valid/);
      await press(/^Rename/);
      await isAt("Name of the dataset");
      await page.keyboard.press("Escape");
      await isAt(/^Rename/);
      await page.keyboard.press("Enter");
      await page.keyboard.type("other");
      await page.keyboard.press("Enter");
      await isAt(/^Upload: other\.csv/);
    });

    it("does not go to a row by a click on its text", async () => {
      await choose(csvFile("clicked.csv", VALID));
      await says(trayFile("clicked.csv"), /valid/);
      await trayFile("clicked.csv").locator(".tray-name").click();
      expect(await focused()).not.toMatch(/^row of/);
      await choose(csvFile("second.csv", VALID));
      await says(trayFile("second.csv"), /valid/);
      expect(await focused()).not.toMatch(/^(row of|Upload: )/);
    });

    it("goes to the drop that an upload becomes", async () => {
      await choose(csvFile("sent.csv", VALID));
      await press(/^Upload/);
      await isAt(/^Open sent\.csv/);
    });

    it("goes from a fix to the upload, or to a sheet", async () => {
      await choose(csvFile("semicolons.csv", "id;a\n1;x\n2;y\n"));
      await press(/^Fix/);
      await isAt(/^Upload: semicolons\.csv/);
      await press(/^Remove/);

      const data = [["a"], ["x"]].map((row) => row.map((value) => ({ value, type: String })));
      const sheets = ["First", "Second"].map((sheet) => ({ sheet, data }));
      const buffer = await writeExcelFile(sheets).toBuffer();
      await choose({ name: "two.xlsx", mimeType: "application/octet-stream", buffer });
      await press(/^Convert/);
      await isAt("First");
      await page.keyboard.press("Enter");
      await isAt(/^Upload: two\.csv/);
    });

    it("goes on to the next file when one is removed, and at last to the file picker", async () => {
      await choose(...["one.csv", "two.csv", "three.csv"].map((name) => csvFile(name, VALID)));
      await page.getByRole("button", { name: "Upload all 3 valid files" }).waitFor();
      await press(/^Remove/, "two.csv");
      await isAt(/^Upload: three\.csv/);
      await press(/^Remove/, "three.csv");
      await isAt(/^Upload: one\.csv/);
      await press(/^Remove/, "one.csv");
      await isAt("file picker");
    });

    it("stays in the list when all files are uploaded and cleared", async () => {
      await choose(csvFile("first.csv", VALID), csvFile("second.csv", VALID));
      await page.getByRole("button", { name: "Upload all 2 valid files" }).press("Enter");
      await isAt(/^Open first\.csv/);
      await page.getByRole("button", { name: "Clear 2 uploaded files" }).press("Enter");
      await isAt("file picker");
    });
  });
});
