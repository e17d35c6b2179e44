import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropset } from "../cli/dropset.ts";
import { PATIENCE_MS } from "../patience.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { type RunningWeb, startWeb } from "./web-pipeline.ts";

const pathOf = (name: string) => fileURLToPath(new URL(`../functions/validation/real-files/${name}`, import.meta.url));

/** Files that people have, of every kind, and what each must be answered with wherever it is checked. */
const FILES: readonly (readonly [name: string, outcome: "ready" | "rejected", code: string])[] = [
  ["bom-double-meta.csv", "rejected", "byte-order-mark"],
  ["semicolon-decimal-comma.csv", "rejected", "delimiter"],
  ["whole-line-quoted.csv", "rejected", "wrapped-row"],
  ["title-then-commas.csv", "rejected", "preamble"],
  ["qualtrics.csv", "rejected", "extra-header"],
  ["meta-cyrillic-M.csv", "rejected", "meta-lookalike"],
  ["macroman.csv", "rejected", "encoding"],
  ["parquet.csv", "rejected", "not-csv"],
  ["mojibake.csv", "ready", "damaged-text"],
  ["group-values-space-case.csv", "ready", "group-lookalike"],
];

let web: RunningWeb;

beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.stop());

describe("files that people have", () => {
  it("are answered with their findings after the whole pipeline", async () => {
    const answers = FILES.map(async ([name]) => web.pipeline.drop(`incoming/${name}`, await readFile(pathOf(name))));
    for (const [index, { report }] of (await Promise.all(answers)).entries()) {
      const [name, outcome, code] = FILES[index] ?? [];
      expect(report.outcome, name).toBe(outcome);
      expect(
        report.findings.map((finding) => finding.code),
        name,
      ).toContain(code);
    }
    expect(web.pipeline.sandbox.datasets()).toHaveLength(FILES.filter(([, outcome]) => outcome === "ready").length);
  });

  it.each(FILES)("%s is answered the same by dropset validate", async (name, outcome, code) => {
    const { code: exitCode, out } = await dropset(web.pipeline, "validate", pathOf(name));
    expect(exitCode).toBe(outcome === "ready" ? 0 : 1);
    expect(out).toContain(` ${code}`);
  });
});

describe.skipIf(!hasBrowser)("files that people have, on the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it("are answered the same, before a byte leaves the browser", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(web.url);
    await page.locator("input[type=file]").setInputFiles(FILES.map(([name]) => pathOf(name)));
    for (const [name, , code] of FILES) {
      const file = page.locator(".tray-file", { hasText: name });
      const details = file.locator(".disclosure");
      await details.waitFor();
      if ((await details.getAttribute("aria-expanded")) === "false") await details.click();
      await file.getByText(code, { exact: true }).first().waitFor({ state: "attached" });
    }
    await page.close();
  });
});
