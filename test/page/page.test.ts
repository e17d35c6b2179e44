import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { WORKSPACE } from "../local/pipeline.ts";
import { PATIENCE_MS } from "../patience.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { csvFile, exampleFile, type GivenFile } from "./given-files.ts";
import { manyRecords, putRecords } from "./many-records.ts";
import { openPageForEachTest } from "./page-for-each-test.ts";
import { says, seen } from "./visible-text.ts";
import { watchTroubles } from "./watch-troubles.ts";
import { type RunningWeb, startWeb } from "./web-pipeline.ts";

describe.skipIf(!hasBrowser)("the page", () => {
  let web: RunningWeb;
  let context: BrowserContext;
  let page: Page;
  let troubles: string[];

  openPageForEachTest(
    (opened) => {
      ({ web, context, page, troubles } = opened);
    },
    { pipeline: { settings: { workspaces: [{ id: WORKSPACE, prefix: "reviews" }, { id: "interviews" }] } } },
  );

  async function openPage(path: string): Promise<Page> {
    const opened = await context.newPage();
    watchTroubles(opened, troubles);
    await opened.goto(web.url + path);
    return opened;
  }

  const choose = (...files: GivenFile[]) => page.locator("input[type=file]").setInputFiles(files);
  const trayFile = (name: string) => page.locator(".tray-file", { hasText: name });
  const row = (name: string) => page.locator("tr.drop", { has: page.getByRole("link", { name, exact: true }) }).first();

  /** Chooses a file and uploads it once it is checked. */
  async function drop(file: GivenFile): Promise<void> {
    await choose(file);
    await trayFile(file.name)
      .getByRole("button", { name: /^Upload/ })
      .click();
    await trayFile(file.name).getByRole("link", { name: /^Open/ }).waitFor();
  }

  /** Uploads a file, waits for its report, and opens its page. */
  async function dropAndOpen(file: GivenFile, outcome: string): Promise<void> {
    await drop(file);
    await says(row(file.name), new RegExp(outcome, "i"));
    await page.getByRole("link", { name: file.name, exact: true }).first().click();
    await page.getByRole("heading", { level: 1, name: file.name }).waitFor();
  }

  it("says why it cannot show a drop", async () => {
    await page.getByRole("link", { name: "dropset" }).waitFor();
    const message = "You may not see this.";
    await page.route("**/api/drops/hidden", (route) => route.fulfill({ status: 403, json: { message } }));
    await page.evaluate("history.pushState(null, '', '/drops/hidden'); dispatchEvent(new PopStateEvent('popstate'))");
    await page.getByRole("heading", { name: message }).waitFor();
    // The browser reports the API's 403.
    troubles.length = 0;
  });

  it("leads back from a drop that does not exist", async () => {
    await page.getByRole("link", { name: "dropset" }).waitFor();
    await page.evaluate("history.pushState(null, '', '/drops/unknown'); dispatchEvent(new PopStateEvent('popstate'))");
    await page.getByText("This drop does not exist.").waitFor();
    // The browser reports the API's 404.
    troubles.length = 0;
    await page.getByRole("link", { name: "All drops" }).click();
    await page.getByRole("heading", { level: 1, name: /^Upload a CSV/ }).waitFor();
  });

  it("uploads a file and shows its progress to READY, without a reload", async () => {
    await page.evaluate("globalThis.isStillThere = true");
    await drop(await exampleFile("reviews.csv"));
    await says(row("reviews.csv"), /READY/i);
    await says(row("reviews.csv"), /106 B|\d+ B/);
    await says(row("reviews.csv").locator("td").nth(1), /^3$/);
    expect(await page.evaluate("globalThis.isStillThere")).toBe(true);
    expect(web.pipeline.sandbox.datasets().filter(({ name }) => name === "reviews")).toMatchObject([
      { workspaceId: WORKSPACE, status: "READY" },
    ]);
  });

  it("accepts files that are dragged onto it", async () => {
    const transfer = await page.evaluateHandle(
      `(() => { const transfer = new DataTransfer(); transfer.items.add(new File(["id,a\\n1,x\\n"], "dragged.csv")); return transfer; })()`,
    );
    await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
    await page.getByText("Release to check them").waitFor();
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await says(trayFile("dragged.csv"), /valid/);
  });

  it("uploads several files at once", async () => {
    await choose(csvFile("one.csv", "id,a\n1,one\n"), csvFile("two.csv", "id,a\n1,two\n"));
    await page.getByRole("button", { name: "Upload all 2 valid files" }).click();
    await says(row("one.csv"), /READY/i);
    await says(row("two.csv"), /READY/i);
  });

  it("uploads into the chosen workspace", async () => {
    await choose(csvFile("elsewhere.csv", "id,a\n1,x\n"));
    await page.getByLabel("Workspace").selectOption({ label: "interviews" });
    await trayFile("elsewhere.csv")
      .getByRole("button", { name: /^Upload/ })
      .click();
    await says(row("interviews/elsewhere.csv"), /READY/i);
    expect(web.pipeline.sandbox.datasets().find(({ name }) => name === "elsewhere")?.workspaceId).toBe("interviews");
  });

  it("rejects an empty file with the reason", async () => {
    await dropAndOpen(csvFile("empty.csv", ""), "rejected");
    await says(page.locator(".finding"), /The file is empty/);
    await page.getByRole("heading", { name: "Fix this problem" }).waitFor();
  });

  it("shows each finding of a rejected file with its line, the place marked, the fix and the rule", async () => {
    await dropAndOpen(csvFile("broken.csv", 'id,text\n1,fine\n2,A 24" screen\n3,one, two\n4\n'), "rejected");
    const findings = page.locator(".finding");
    await expect.poll(() => findings.count()).toBe(3);
    await page.getByRole("heading", { name: "Fix these 3 problems" }).waitFor();
    const quote = findings.nth(0);
    await says(quote.locator(".excerpt"), /3\s*2,A 24" screen/);
    expect(await seen(quote.locator("mark"))).toBe('"');
    await says(quote, /Put the whole field in quotes/);
    expect(await seen(findings.nth(1).locator("mark"))).toBe(" two");
    expect(await findings.nth(2).locator("mark").getAttribute("class")).toBe("missing");

    const rule = quote.getByRole("link", { name: /quote/ });
    const rules = await openPage((await rule.getAttribute("href")) ?? "");
    expect(new URL(rules.url()).pathname).toBe("/rules");
    await rules.locator("#quote:target").waitFor();
  });

  it("lays out text from right to left where its script is written so", async () => {
    const lines = Array.from(
      { length: 30 },
      (_, i) => `مرحبا بالعالم! (test) ${i}.,كتاب ${i}.\nLeft to right ${i},x\n`,
    );
    const content = `text,META_a\n${lines.join("")}`;
    await choose(csvFile("arabic.csv", content));
    await trayFile("arabic.csv")
      .getByRole("button", { name: /^Preview/ })
      .click();
    await page.getByRole("button", { name: "Browse all 60 datapoints" }).click();
    const values = page.locator(".values dd");
    await expect.poll(() => values.count()).toBeGreaterThan(20);
    const directions = `[...document.querySelectorAll(".values dd")].map((value) => getComputedStyle(value).direction)`;
    expect((await page.evaluate<string[]>(directions)).slice(0, 4)).toEqual(["rtl", "rtl", "ltr", "ltr"]);
  });

  it("uploads a file to the workspace that was chosen when somebody asked for it", async () => {
    await choose(csvFile("export.csv", "id,a\n1,x\n"));
    const file = page.locator(".tray-file");
    await file.getByRole("button", { name: /^Rename/ }).click();
    await page.getByLabel("Name of the dataset").fill("meant for reviews");
    const held = Promise.withResolvers<void>();
    const checks = Promise.withResolvers<void>();
    await page.route("**/assets/check-worker*", async (route) => {
      checks.resolve();
      await held.promise;
      await route.continue();
    });
    await file.getByRole("button", { name: /^Upload/ }).click();
    await checks.promise;
    await page.getByLabel("Workspace").selectOption("interviews");
    held.resolve();
    await file.getByRole("link", { name: /^Open/ }).click();
    await says(page.locator(".verdict"), /READY/i);
    await says(page.locator(".facts"), new RegExp(`Workspace\\s+${WORKSPACE}`));
  });

  it("uploads a file once, however often its button is clicked", async () => {
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "PUT") sent.push(request.url());
    });
    await choose(csvFile("clicked twice.csv", "id,a\n1,x\n"));
    const upload = trayFile("clicked twice.csv").getByRole("button", { name: /^Upload/ });
    await upload.evaluate((button: { click(): void }) => {
      button.click();
      button.click();
    });
    await says(row("clicked twice.csv"), /READY/i);
    expect(sent).toHaveLength(1);
  });

  it("offers the rows to fix as a CSV with a column that gives the reason", async () => {
    await dropAndOpen(csvFile("fix-me.csv", 'id,text\n1,fine\n2,A 24" screen\n3,one, two\n'), "rejected");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download these rows as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("fix-me rows to fix.csv");
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(lines[0]).toBe("id,text,META_WHY");
    expect(lines[1]).toMatch(/^2,"A 24"" screen","Line 3, quote: There is a quote/);
    expect(lines[2]).toMatch(/^3,"one, two","Line 4, row-width: The row has 3 fields/);
    expect(lines[3]).toBe("");
  });

  it("shows what participants will see, and next to it the hidden metadata", async () => {
    await dropAndOpen(await exampleFile("reviews-with-metadata.csv"), "READY");
    const first = page.locator(".task").first();
    const card = await seen(first.locator(".task-card"));
    expect(card).toContain("Great product!");
    expect(card).not.toMatch(/amazon|META_/);
    expect(await seen(first.locator(".task-hidden"))).toMatch(
      /Hidden from participants\s+META_source\s+amazon\s+META_timestamp/,
    );
  });

  it("shows the sizes of the task groups", async () => {
    await dropAndOpen(await exampleFile("reviews-grouped.csv"), "READY");
    await page.getByRole("img", { name: "Bars: 2 groups of 2 rows" }).waitFor();
    await says(page.locator(".sections"), /2 task groups of 2 rows/);
  });

  it("shows the effect of tasks_per_group on a file without a group column", async () => {
    await dropAndOpen(
      csvFile("ungrouped.csv", `id,a\n${"1,x\n".repeat(10).replace(/1,x/g, () => `${Math.random()},x`)}`),
      "READY",
    );
    await page.getByLabel("With tasks_per_group").fill("4");
    await says(page.locator("output"), /there are 3 groups: 2 of 4 rows and one of 2\./);
    await page.getByRole("img", { name: "Bars: 1 group of 2, 2 groups of 4 rows" }).waitFor();
    await page.getByLabel("With tasks_per_group").fill("0");
    await says(page.locator("output"), /a whole number of 1 or more/);
  });

  it("offers the report as one HTML file that loads nothing else", async () => {
    await dropAndOpen(await exampleFile("reviews.csv"), "READY");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download report" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("reviews report.html");
    const asked: string[] = [];
    const kept = await context.newPage();
    kept.on("request", (request) => asked.push(request.url()));
    const file = `${await download.path()}.html`;
    await download.saveAs(file);
    await kept.goto(pathToFileURL(file).href);
    await says(kept.locator("body"), /The dataset is READY\.[\s\S]*Great product, exactly what I needed!/);
    expect(asked).toEqual([pathToFileURL(file).href]);
    // The browser applies the style only if it matches the hash in the policy.
    expect(await kept.evaluate("getComputedStyle(document.querySelector('.task-card')).borderRadius")).toBe("10px");
  });

  it("shows why an ingest failed, and when the next retry is", async () => {
    web.pipeline.sandbox.faults.set([
      { call: "create", dataset: "late", fault: { kind: "status", status: 401 } },
      { call: "me", fault: { kind: "status", status: 401 } },
    ]);
    await drop(csvFile("late.csv", "id,a\n1,x\n"));
    await says(row("late.csv"), /will be retried/);
    await page.getByRole("link", { name: "late.csv", exact: true }).click();
    await says(
      page.locator(".trouble"),
      /Could not create a dataset: .* 401.*1 attempt failed\. Somebody has to fix the cause\. Next retry at \d\d:\d\d:\d\d/s,
    );
    web.pipeline.sandbox.faults.clear();
  });

  it("shows why an upload is retried, how often, and when the next retry is, until it succeeds", async () => {
    const fault = { kind: "bad-url", how: "expired" } as const;
    web.pipeline.sandbox.faults.set([{ call: "uploadUrl", dataset: "retried", fault }]);
    await drop(csvFile("retried.csv", "id,a\n1,x\n"));
    await says(row("retried.csv"), /uploading\s*attempt \d+ failed, next retry by \d\d:\d\d:\d\d/);
    await page.getByRole("link", { name: "retried.csv", exact: true }).click();
    await says(
      page.locator(".trouble"),
      /The upload to .* was answered 403.*\d+ attempts? failed\. Next retry by \d\d:\d\d/s,
    );
    web.pipeline.sandbox.faults.clear();
    await says(page.locator(".verdict"), /ready/i);
    expect(await page.locator(".trouble").count()).toBe(0);
  });

  it("filters drops by outcome and by name", async () => {
    await drop(csvFile("found-ready.csv", "id,a\n1,x\n"));
    await drop(csvFile("not-csv.csv", "id,a\n1\n"));
    await says(row("found-ready.csv"), /READY/i);
    await says(row("not-csv.csv"), /rejected/);
    await page.getByRole("radio", { name: /Rejected/ }).check();
    await row("found-ready.csv").waitFor({ state: "detached" });
    await row("not-csv.csv").waitFor();
    await page.getByRole("radio", { name: /All/ }).check();
    await page.getByLabel("Show drops by name").fill("FOUND-READY");
    await row("not-csv.csv").waitFor({ state: "detached" });
    await row("found-ready.csv").waitFor();
  });

  it("keeps the filter while a drop is open, on the way back, and when it is reloaded", async () => {
    for (const name of ["kept-1.csv", "kept-2.csv"]) await web.pipeline.drop(`incoming/${name}`, "id,a\n1\n");
    await web.pipeline.drop("incoming/kept-ready.csv", "id,a\n1,x\n");
    await page.getByRole("radio", { name: /Rejected/ }).check();
    await page.getByLabel("Show drops by name").fill("kept-");
    const isKept = async () => {
      for (const name of ["kept-1.csv", "kept-2.csv"]) await row(name).waitFor();
      expect(await page.locator("tr.drop").count()).toBe(2);
      expect(await page.getByRole("radio", { name: /Rejected/ }).isChecked()).toBe(true);
      expect(await page.getByLabel("Show drops by name").inputValue()).toBe("kept-");
    };
    const open = async () => {
      await row("kept-2.csv").getByRole("link").click();
      await page.getByRole("heading", { level: 1, name: "kept-2.csv" }).waitFor();
    };
    await isKept();
    await open();
    await page.goBack();
    await isKept();
    await open();
    await page.getByRole("link", { name: "All drops" }).click();
    await isKept();
    await page.reload();
    await isKept();
    await page.getByRole("link", { name: "dropset", exact: true }).click();
    await row("kept-ready.csv").waitFor();
  });

  it("shows and announces drops from other sources", async () => {
    // A drop that the list has from its beginning is not announced.
    await page.getByText("No drops yet.").or(page.locator("tr.drop")).first().waitFor();
    await web.pipeline.put("incoming/by-cli.csv", "id,a\n1,x\n");
    await says(row("by-cli.csv"), /READY/i);
    await says(page.locator('p[aria-live="polite"]'), /by-cli\.csv is ready\./);
  });

  it("can be used with only the keyboard", async () => {
    for (const name of ["key-1.csv", "key-2.csv"]) await web.pipeline.drop(`incoming/${name}`, "id,a\n1,x\n");
    await page.getByLabel("Show drops by name").fill("key-");
    for (const name of ["key-1.csv", "key-2.csv"]) await row(name).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate("document.activeElement.textContent");
    await expect.poll(focused).toBe("key-1.csv");
    await page.keyboard.press("Home");
    await expect.poll(focused).toBe("key-2.csv");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "key-2.csv" }).waitFor();
    await expect.poll(() => page.evaluate("document.activeElement.tagName")).toBe("MAIN");
  });

  describe("a check before the upload", () => {
    it("sends nothing, and has the same result as the pipeline", async () => {
      const sent: string[] = [];
      page.on("request", (request) => sent.push(`${request.method()} ${decodeURIComponent(request.url())}`));
      await choose(csvFile("checked.csv", "id,text,META_a\n1,Great product, exactly what I needed!,x\n"));
      await says(trayFile("checked.csv"), /would be rejected/);
      expect(await seen(trayFile("checked.csv").locator("mark"))).toBe("x");
      await page.getByText("Datapoint 1").waitFor();
      expect(sent.filter((request) => !request.startsWith("GET ") || /checked|Great/.test(request))).toEqual([]);

      await trayFile("checked.csv")
        .getByRole("button", { name: /^Upload anyway/ })
        .click();
      await says(row("checked.csv"), /rejected/);
    });

    it("of 100 MB keeps the page responsive, and can be canceled", async () => {
      // The file is made in the browser: sending it there would dominate the test.
      const give = (megabytes: number) => `(() => {
        const line = new TextEncoder().encode("12345,Great product; exactly what I needed in the house and garden,Widget Pro,5\\n".repeat(13108));
        const transfer = new DataTransfer();
        transfer.items.add(new File(["id,review_text,product_name,rating\\n", ...Array(${megabytes}).fill(line)], "large-${megabytes}.csv"));
        const input = document.querySelector("input[type=file]");
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      })()`;
      // Counts the frames during the check: there would be none if the check blocked the page.
      await page.evaluate(`globalThis.frames = 0; globalThis.shares = new Set(); (function look() {
        const progress = document.querySelector(".tray-file progress");
        if (progress) { frames++; shares.add(progress.value); }
        requestAnimationFrame(look);
      })()`);
      await page.evaluate(give(100));
      await page.getByLabel("Show drops by name").fill("typed meanwhile");
      await says(trayFile("large-100.csv"), /valid\s+1,310,800 rows/);
      expect(await page.evaluate("frames")).toBeGreaterThan(3);
      expect(await page.evaluate("shares.size")).toBeGreaterThan(1);

      await page.evaluate(give(400));
      await trayFile("large-400.csv").getByRole("progressbar").waitFor();
      await page.getByRole("button", { name: "Remove large-400.csv" }).click();
      await trayFile("large-400.csv").waitFor({ state: "detached" });
    });
  });

  it("never runs markup or scripts from a file, wherever it shows them", async () => {
    const script = `<script>globalThis.ran = 1</script>`;
    const image = `<img src=x onerror="globalThis.ran = 2">`;
    const name = `"><img src=x onerror=globalThis.ran=3> ${"'`<svg onload=globalThis.ran=4>"}.csv`;
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const header = `id,${quoted(script)},META_${"x"},${quoted(`META_${image}`)}`;
    const content = `${header}\n1,${quoted(image)},"${"javascript:alert(1)"}",${quoted(script)}\n2,${image},y,"z"${script}\n3,"</style><style>*{display:none}",y,z,${script}\n`;
    await choose(csvFile(name, content));
    const item = page.locator(".tray-file");
    await says(item, /would be rejected/);
    expect(await seen(item)).toContain(script);
    await item.getByRole("button", { name: /^Upload anyway/ }).click();
    await says(row(name), /rejected/);
    await row(name).getByRole("link").click();
    await page.locator(".excerpt").first().waitFor();
    await says(page.locator("main"), /onerror="globalThis\.ran = 2"/);
    expect(await seen(page.getByRole("heading", { level: 1 }))).toContain("<img src=x onerror=globalThis.ran=3>");

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download report" }).click(),
    ]);
    const file = `${await download.path()}.html`;
    await download.saveAs(file);
    const kept = await context.newPage();
    kept.on("request", (request) => {
      if (!request.url().startsWith("file:")) troubles.push(`the report asked for ${request.url()}`);
    });
    await kept.goto(pathToFileURL(file).href);
    expect(await seen(kept.locator("body"))).toContain(script);
    for (const shown of [page, kept]) {
      expect(await shown.evaluate("globalThis.ran")).toBeUndefined();
      expect(await shown.locator("main img, main script, main svg:not(.plot-bars), main style").count()).toBe(0);
      expect(await shown.locator("main").isVisible()).toBe(true);
    }
  });
});

describe.skipIf(!hasBrowser)("an open page", () => {
  it("reconnects after a restart, with earlier drops, the one in progress, and new ones", async () => {
    const browser = await launchBrowser();
    let web = await startWeb({ processingMs: 600_000 });
    const port = Number(new URL(web.url).port);
    try {
      const page = await browser.newPage({ reducedMotion: "reduce" });
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(web.url);
      await page.evaluate("globalThis.isStillThere = true");
      const row = (name: string) => page.locator("tr.drop", { hasText: name });
      const rejected = await web.pipeline.drop("incoming/rejected.csv", "id,a\n1\n");
      const drop = await web.pipeline.put("incoming/in-progress.csv", "id,a\n1,x\n");
      await web.pipeline.reached(drop, "processing");
      await row("in-progress.csv").getByText("processing").waitFor();
      await web.stop({ keepFolder: true });
      await page.getByText("Connection lost").waitFor();

      web = await startWeb({ folder: web.pipeline.folder, apiPort: port, processingMs: 50 });
      await page.getByText("Connection lost").waitFor({ state: "detached" });
      await row("in-progress.csv").getByText("processing").waitFor();
      expect(await seen(row("rejected.csv"))).toContain("rejected");
      await web.pipeline.sandbox.finishProcessing();
      await row("in-progress.csv").getByText("ready").waitFor();
      await web.pipeline.put("incoming/new.csv", "id,a\n1,x\n");
      await row("new.csv").getByText("ready").waitFor();
      expect(await page.evaluate("globalThis.isStillThere")).toBe(true);

      await page.getByRole("link", { name: "rejected.csv" }).click();
      await page
        .locator(".finding")
        .getByText(rejected.report.findings[0]?.message ?? "")
        .waitFor();
    } finally {
      await browser.close();
      await web.stop();
    }
  });
});

describe.skipIf(!hasBrowser)("a list that is read again", () => {
  it("keeps its place, and the files in the tray", async () => {
    const browser = await launchBrowser();
    const web = await startWeb();
    await putRecords(web.pipeline.cloud, manyRecords(500));
    try {
      const page = await browser.newPage({ reducedMotion: "reduce" });
      page.setDefaultTimeout(PATIENCE_MS);
      let hasMissedTooMuch = false;
      let readings = 0;
      await page.route("**/api/changes?*", (route) =>
        hasMissedTooMuch
          ? route.fulfill({ status: 410, json: { message: "Too much has changed since then." } })
          : route.continue(),
      );
      page.on("request", (request) => {
        if (!request.url().includes("/api/drops?limit=100")) return;
        readings++;
        hasMissedTooMuch = false;
      });
      await page.goto(web.url);
      await page.getByRole("radio", { name: "All 500" }).waitFor();
      await page.locator("input[type=file]").setInputFiles([csvFile("stays.csv", "id,a\n1,x\n")]);
      await page.locator(".tray-file", { hasText: "stays.csv" }).getByText("valid").waitFor();
      await page.evaluate("scrollTo(0, 9000)");
      const inSight = page.getByRole("link", { name: "reviews of product 350.csv", exact: true });
      await inSight.waitFor();
      const place = await inSight.boundingBox();
      hasMissedTooMuch = true;
      await web.pipeline.put("incoming/newest.csv", "id,a\n1,x\n");
      await expect.poll(() => readings).toBe(2);
      await page.getByRole("radio", { name: "All 501" }).waitFor();
      // The newest one is above it.
      expect(await inSight.boundingBox()).toEqual(place);
      await page.locator(".tray-file", { hasText: "stays.csv" }).getByText("valid").waitFor();
      expect(await page.locator(".connection").textContent()).toBe("");
    } finally {
      await browser.close();
      await web.stop();
    }
  });
});

describe.skipIf(!hasBrowser)("a list of 10,000 drops", () => {
  it("renders only visible rows, and can still be searched, navigated and extended", async () => {
    const browser = await launchBrowser();
    const web = await startWeb();
    await putRecords(web.pipeline.cloud, manyRecords(10_000));
    try {
      const page = await browser.newPage({ reducedMotion: "reduce" });
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(web.url);
      const rows = page.locator("tr.drop");
      const link = (number: number) =>
        page.getByRole("link", { name: `reviews of product ${number}.csv`, exact: true });
      await link(9999).waitFor();
      expect(await rows.count()).toBeLessThan(60);
      await expect.poll(() => page.getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
      expect(await rows.count()).toBeLessThan(60);

      await link(9999).press("End");
      await link(0).waitFor();
      expect(await rows.count()).toBeLessThan(60);
      expect(await rows.last().getAttribute("aria-rowindex")).toBe("10001");

      await page.getByLabel("Show drops by name").fill("product 4321");
      await link(4321).waitFor();
      await expect.poll(() => rows.count()).toBe(1);
      await page.getByRole("radio", { name: /Ready 6,000/ }).check();
      await page.getByLabel("Show drops by name").fill("");

      await web.pipeline.put("incoming/the newest.csv", "id,a\n1,x\n");
      await rows.first().getByText("the newest.csv").waitFor();
      await page.getByRole("radio", { name: /Ready 6,001/ }).waitFor();
    } finally {
      await browser.close();
      await web.stop();
    }
  });
});
