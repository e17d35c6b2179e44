import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { hasBrowser } from "./browser.ts";
import { csvFile, type GivenFile } from "./given-files.ts";
import { openPageForEachTest } from "./page-for-each-test.ts";
import type { RunningWeb } from "./web-pipeline.ts";

/** Rows of which each has a text of its own; the last one is about a needle. */
function reviews(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => `${row + 1},"Review ${row + 1}",shop ${row % 7}`);
  return `id,text,META_source\n${lines.join("\n")}\n${rows + 1},A needle,"a ""hay"" stack"\n`;
}

describe.skipIf(!hasBrowser)("from a file to its dataset, the page", () => {
  let web: RunningWeb;
  let page: Page;

  openPageForEachTest(
    (opened) => {
      ({ web, page } = opened);
    },
    { context: { permissions: ["clipboard-read", "clipboard-write"] } },
  );

  const file = (name: string) => page.locator(".tray-file", { hasText: name });
  const button = (name: string, label: string) => file(name).getByRole("button", { name: new RegExp(`^${label}`) });
  const datapoints = () => page.locator(".task-card .task-title").allTextContents();

  async function choose(...files: GivenFile[]): Promise<void> {
    await page.locator("input[type=file]").setInputFiles(files);
    for (const { name } of files) await file(name).locator(".badge").waitFor();
  }

  it("says that long texts are cut, and shows them whole", async () => {
    await choose(csvFile("essays.csv", `id,essay\n1,"${"word ".repeat(1000)}the end"\n`));
    await button("essays.csv", "Preview").click();
    await file("essays.csv").getByText("Long texts are cut here, but not for participants.").waitFor();
    expect(await file("essays.csv").getByText("the end").count()).toBe(0);
    await button("essays.csv", "Show whole texts").click();
    await file("essays.csv").getByText("the end").waitFor();
  });

  it("folds the columns of a wide file, but not those in which somebody searches", async () => {
    const columns = Array.from({ length: 60 }, (_, column) => `c${column + 1}`);
    const rows = Array.from({ length: 8 }, (_, row) => columns.map((name) => `${name} of ${row + 1}`).join());
    await choose(csvFile("wide.csv", [columns.join(), ...rows, ""].join("\n")));
    await button("wide.csv", "Preview").click();
    const first = file("wide.csv").locator(".task-card").first();
    await first.getByText("c20 of 1", { exact: true }).waitFor();
    const last = first.getByText("c60 of 1", { exact: true });
    expect(await last.isVisible()).toBe(false);
    await first.getByText("Show 40 more").click();
    await last.waitFor();
    await file("wide.csv").locator(".columns").getByText("Show 20 more").click();
    await file("wide.csv").locator(".columns").getByText("c60").waitFor();
    await button("wide.csv", "Browse all 8").click();
    await file("wide.csv").getByLabel("Search the datapoints").fill("c60 of 7");
    await file("wide.csv").getByText("c60 of 7", { exact: true }).waitFor();
  });

  it("keeps an uploaded file in its place until it is READY, with a link to it", async () => {
    await choose(csvFile("first.csv", reviews(3)), csvFile("stays.csv", reviews(3)));
    await button("stays.csv", "Upload").click();
    await file("stays.csv").getByText("ready").waitFor();
    expect(await page.locator(".tray-name").allTextContents()).toEqual(["first.csv", "stays.csv"]);
    await file("stays.csv").getByRole("link", { name: "Open stays.csv" }).click();
    await page.getByRole("heading", { level: 1, name: "stays.csv" }).waitFor();
    await page.goBack();
    await button("stays.csv", "Clear").click();
    expect(await page.locator(".tray-name").allTextContents()).toEqual(["first.csv"]);
  });

  it("shows a valid file on one line, and what participants will see on request", async () => {
    await choose(csvFile("line.csv", reviews(3)));
    expect((await file("line.csv").boundingBox())?.height).toBeLessThan(60);
    await button("line.csv", "Preview").click();
    await page.getByText("Review 1").waitFor();
    await button("line.csv", "Preview").click();
    expect(await page.getByText("Review 1").count()).toBe(0);
  });

  it("names the dataset as somebody wants it", async () => {
    await choose(csvFile("export (3).csv", reviews(3)));
    await button("export (3).csv", "Rename").click();
    const name = page.getByLabel("Name of the dataset");
    await name.fill("a/b");
    await page.getByText("Enter a name without slashes.").waitFor();
    await name.fill("Study 7, März");
    await name.press("Enter");
    await button("Study 7, März.csv", "Upload").click();
    await file("Study 7, März.csv").getByText("ready").waitFor();
    expect(web.pipeline.sandbox.datasets().map((dataset) => dataset.name)).toContain("Study 7, März");
    expect(web.pipeline.sandbox.datasets().map((dataset) => dataset.name)).not.toContain("export (3)");
  });

  it.each(["before the upload", "of a READY drop"])("browses and searches all datapoints %s", async (when) => {
    const name = `browse-${when.length}.csv`;
    if (when === "before the upload") {
      await choose(csvFile(name, reviews(240)));
      await button(name, "Preview").click();
    } else {
      await web.pipeline.drop(`incoming/${name}`, reviews(240));
      await page.getByRole("link", { name, exact: true }).click();
    }
    await page.getByText("First 5 of 241 datapoints").waitFor();
    await page.getByRole("button", { name: "Browse all 241 datapoints" }).click();
    await page.getByText("20 of 241 datapoints").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("40 of 241 datapoints").waitFor();
    expect(await datapoints()).toEqual(Array.from({ length: 40 }, (_, index) => `Datapoint ${index + 1}`));

    await page.getByLabel("Search the datapoints").fill("NEEDLE");
    await page.getByText("1 datapoint found").waitFor();
    expect(await datapoints()).toEqual(["Datapoint 241"]);
    await page.getByText('a "hay" stack').waitFor();
    await page.getByLabel("Search the datapoints").fill("shop 3");
    await page.getByText("The first 20 that match").waitFor();
    await page.getByLabel("Search the datapoints").fill("nobody wrote this");
    await page.getByText("No datapoint has this text.").waitFor();
  });

  it("copies the dataset's ID, and says what comes next", async () => {
    const { report } = await web.pipeline.drop("incoming/copied.csv", reviews(3));
    await page.getByRole("link", { name: "copied.csv", exact: true }).click();
    await page.getByText("Next: create an AI Task Builder batch").waitFor();
    await page.getByRole("button", { name: "Copy the dataset ID" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(report.dataset?.id);
  });

  it("groups problems of a kind, the first three shown", async () => {
    const rows = Array.from({ length: 17 }, (_, row) => `${row},one, two\n`).join("");
    await web.pipeline.drop("incoming/grouped.csv", `id,text\n${rows}18,A 24" screen\n`);
    await page.getByRole("link", { name: "grouped.csv", exact: true }).click();
    await page.getByText("row-width × 17").waitFor();
    await page.getByRole("button", { name: "Download these rows as CSV" }).waitFor();
    const shown = page.locator(".finding:visible");
    expect(await shown.count()).toBe(4);
    await page.getByText("Show 14 more").click();
    expect(await shown.count()).toBe(18);
  });

  it("fixes a rejected file and uploads it again, without asking for it", async () => {
    await web.pipeline.drop("incoming/semicolons.csv", "id;text\n1;one, two\n2;three\n");
    await page.getByRole("link", { name: "semicolons.csv", exact: true }).click();
    await page.getByRole("button", { name: "Fix and upload again" }).click();
    await page.getByRole("heading", { name: "What was changed" }).waitFor();
    await button("semicolons.csv", "Upload").click();
    await file("semicolons.csv").getByText("ready").waitFor();
  });

  it("asks for another file where the rejected one cannot be fixed", async () => {
    await web.pipeline.drop("incoming/empty.csv", "");
    await page.getByRole("link", { name: "empty.csv", exact: true }).click();
    await page.getByRole("link", { name: "upload it again" }).waitFor();
    expect(await page.getByRole("button", { name: "Fix and upload again" }).count()).toBe(0);
  });

  it.each([1280, 768, 390])("cuts nothing off at a width of %i pixels", async (width) => {
    const long = "a-long-name-of-a-file-for-the-study-of-march-2026.csv";
    await web.pipeline.drop(`incoming/${long}`, `id,text\n${"1,one, two\n".repeat(12)}`);
    await page.setViewportSize({ width, height: 900 });
    await page.getByRole("link", { name: long, exact: true }).first().waitFor();
    const scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
    expect(await page.evaluate(scrolls)).toBe(false);
    const cut = `[...document.querySelectorAll(".drops-table td")].filter(
      (cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)`;
    expect(await page.evaluate(cut)).toEqual([]);
    await page.getByRole("link", { name: long, exact: true }).first().click();
    await page.locator(".excerpt").first().waitFor();
    expect(await page.evaluate(scrolls)).toBe(false);
  });
});
