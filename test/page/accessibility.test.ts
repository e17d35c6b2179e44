import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import iconv from "iconv-lite";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropId } from "../../functions/drops/drop.ts";
import type { Download } from "../../functions/page/page-types.ts";
import { PATIENCE_MS } from "../patience.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { csvFile, exampleFile } from "./given-files.ts";
import { type RunningWeb, startWeb } from "./web-pipeline.ts";

const BROKEN = 'id,text,META_TASK_GROUP_ID\n1,A 24" screen,a\n2,one, two,a\n3\n4,twice,b\n5,twice,\n';

describe.skipIf(!hasBrowser)("axe finds no violation, in light and dark mode, on", () => {
  let web: RunningWeb;
  let browser: Browser;
  let page: Page;
  let axe: string;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    [web, browser] = await Promise.all([
      startWeb({
        settings: { workspaces: [{ id: "a", prefix: "reviews" }, { id: "b" }], defaultWorkspaceId: "a" },
      }),
      launchBrowser(),
    ]);
    page = await browser.newPage({ reducedMotion: "reduce", viewport: { width: 1100, height: 800 } });
    page.setDefaultTimeout(PATIENCE_MS);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
  });

  /** Each rule that is violated, with the elements. */
  async function faults(): Promise<unknown[]> {
    await page.evaluate(axe);
    // The other rules do not depend on the mode.
    return [...(await faultsIn("light", {})), ...(await faultsIn("dark", { runOnly: ["cat.color"] }))];
  }

  async function faultsIn(colorScheme: "light" | "dark", rules: object): Promise<unknown[]> {
    await page.emulateMedia({ colorScheme });
    return page.evaluate(`axe.run(${JSON.stringify(rules)}).then(({ violations }) => violations.map(({ id, nodes }) => ({
      id, colorScheme: "${colorScheme}", places: nodes.map(({ html, any }) => [html.slice(0, 200), any[0]?.message]),
    })))`);
  }

  async function open(path: string): Promise<void> {
    await page.goto(web.url + path);
  }

  async function openDrop(key: string, content: string | Uint8Array): Promise<void> {
    const { report } = await web.pipeline.drop(key, content);
    await open("/");
    await page
      .getByRole("link", { name: key.replace("incoming/", ""), exact: true })
      .first()
      .click();
    await page.getByRole("button", { name: "Download report" }).waitFor();
    if (report.file.rows > 0) await page.locator(".plot svg").waitFor();
    if (report.findings.length > 0) await page.locator(".excerpt").first().waitFor();
  }

  async function openedReport(id: string): Promise<string> {
    const asked = { method: "POST", headers: { origin: web.url }, body: JSON.stringify({ kind: "report" }) };
    const answer = (await (await fetch(`${web.url}/api/drops/${id}/downloads`, asked)).json()) as Download;
    return (await fetch(answer.url)).text();
  }

  async function defineFolder(): Promise<void> {
    const fields = { question: { type: "text", label: "Question" }, picture: { type: "image_url" } };
    await web.pipeline.drop("incoming/typed/_dataset.json", JSON.stringify({ workspaceId: "a", schema: { fields } }));
  }

  it("the page before the first drop", async () => {
    await open("/");
    await page.getByText("No drops yet.").waitFor();
    expect(await faults()).toEqual([]);
  });

  it("checked files", async () => {
    await open("/");
    const files = [await exampleFile("reviews.csv"), csvFile("broken.csv", BROKEN), csvFile("no.txt", "")];
    await page.locator("input[type=file]").setInputFiles(files);
    await page.getByText("would be rejected").nth(1).waitFor();
    for (const button of await page.locator(".tray-file .disclosure[aria-expanded=false]").all()) await button.click();
    await page.locator(".plot svg").nth(1).waitFor();
    expect(await faults()).toEqual([]);
  });

  it("a file that is misread, and the choice of its encoding", async () => {
    await open("/");
    const buffer = iconv.encode("id;text\n1;Zürich\n", "macroman");
    await page.locator("input[type=file]").setInputFiles([{ name: "zurich.csv", mimeType: "text/csv", buffer }]);
    await page.locator(".misread").waitFor();
    await page.getByRole("button", { name: /^Fix and check again/ }).click();
    await page.getByText("Which of these reads right?").waitFor();
    expect(await faults()).toEqual([]);
  });

  it("the list of drops", async () => {
    await web.pipeline.drop("incoming/ready.csv", "id,a\n1,x\n");
    await web.pipeline.drop("incoming/rejected.csv", "id,a\n1\n");
    const drop = await web.pipeline.put("incoming/under way.csv", "id,a\n1,x\n");
    await web.pipeline.reached(drop, "processing");
    await open("/");
    await page.getByText("under way.csv").waitFor();
    expect(await faults()).toEqual([]);
  });

  it("a drop that is READY, with its task groups", async () => {
    await openDrop("incoming/grouped.csv", (await exampleFile("reviews-grouped.csv")).buffer);
    expect(await faults()).toEqual([]);
  });

  it("a rejected drop", async () => {
    await openDrop("incoming/broken.csv", BROKEN);
    expect(await faults()).toEqual([]);
  });

  it("a drop without task groups", async () => {
    await openDrop("incoming/ungrouped.csv", "id,a\n1,x\n2,y\n3,z\n");
    expect(await faults()).toEqual([]);
  });

  it("a drop whose ingest failed", async () => {
    web.pipeline.sandbox.faults.set([{ call: "any", fault: { kind: "status", status: 401 } }]);
    const drop = await web.pipeline.put("incoming/delayed.csv", "id,a\n1,x\n");
    await web.pipeline.reached(drop, "delayed");
    web.pipeline.sandbox.faults.clear();
    await open("/");
    await page.getByRole("link", { name: "delayed.csv" }).click();
    await page.getByText("1 attempt failed. Somebody has to fix the cause. Next retry at").waitFor();
    expect(await faults()).toEqual([]);
  });

  it("the list of typed folders", async () => {
    await defineFolder();
    await web.pipeline.drop("incoming/mistaken/_dataset.json", "{");
    await open("/folders");
    await page.getByRole("heading", { name: "mistaken" }).waitFor();
    expect(await faults()).toEqual([]);
  });

  it("the editor of a typed folder", async () => {
    await defineFolder();
    await open("/folders/edit/typed");
    await page.getByText("Show the JSON").click();
    expect(await faults()).toEqual([]);
  });

  it("a new typed folder with mistakes", async () => {
    await open("/folders/new");
    await page.getByRole("button", { name: "Add field" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The folder needs a name.").waitFor();
    expect(await faults()).toEqual([]);
  });

  it("a definition", async () => {
    await defineFolder();
    await open("/");
    await page.getByRole("link", { name: "typed/_dataset.json", exact: true }).first().click();
    await page.getByRole("heading", { name: "What it defines" }).waitFor();
    expect(await faults()).toEqual([]);
  });

  it("a typed file of which some rows were refused", async () => {
    await defineFolder();
    web.pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "import", ends: "partial", reject: [0] } }]);
    await openDrop(
      "incoming/typed/partial.csv",
      "question,picture\nWhat is it?,https://x.example/1.png\nAnd this?,https://x.example/2.png\n",
    );
    web.pipeline.sandbox.faults.clear();
    await page.getByRole("button", { name: "Download refused rows" }).waitFor();
    expect(await faults()).toEqual([]);
  });

  it("the page while it connects", async () => {
    await page.route("**/api/session", (route) => route.abort());
    await open("/");
    await page.getByText("Connecting …").waitFor();
    await page.locator(".drops", { hasText: "Loading …" }).waitFor();
    expect(await page.locator(".filter-count").count()).toBe(0);
    expect(await faults()).toEqual([]);
    await page.unroute("**/api/session");
  });

  it("the page with the validation rules", async () => {
    await open("/rules#row-width");
    expect(await faults()).toEqual([]);
  });

  it("a downloaded report", async () => {
    const { report } = await web.pipeline.drop("incoming/kept.csv", BROKEN);
    const kept = await openedReport(dropId(report.drop));
    await page.goto("about:blank");
    await page.setContent(kept);
    await page.getByRole("heading", { name: "kept.csv" }).waitFor();
    expect(await faults()).toEqual([]);
  });
});
