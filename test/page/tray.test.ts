import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PATIENCE_MS } from "../patience.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { csvFile, type GivenFile } from "./given-files.ts";
import { watchTroubles } from "./watch-troubles.ts";
import { type RunningWeb, startWeb } from "./web-pipeline.ts";

/** The visible text of an element. */
// biome-ignore lint/performance/useDomNodeTextContent: textContent includes hidden text
const seen = (place: Locator) => place.innerText();

describe.skipIf(!hasBrowser)("a chosen file", () => {
  let web: RunningWeb;
  let browser: Browser;
  let page: Page;
  /** Script errors and policy violations: there must be none. */
  let troubles: string[];

  beforeAll(async () => {
    [web, browser] = await Promise.all([startWeb(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage({ reducedMotion: "reduce" });
    page.setDefaultTimeout(PATIENCE_MS);
    troubles = watchTroubles(page);
    await page.goto(web.url);
  });
  afterEach(async () => {
    await page.close();
    expect(troubles).toEqual([]);
  });

  const choose = (...files: GivenFile[]) => page.locator("input[type=file]").setInputFiles(files);
  const trayFile = (name: string) => page.locator(".tray-file", { hasText: name });
  const says = (place: Locator, text: string | RegExp) => expect.poll(() => seen(place)).toMatch(text);

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
});
