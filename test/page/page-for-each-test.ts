import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { PipelineOptions } from "../local/pipeline.ts";
import { PATIENCE_MS } from "../patience.ts";
import { launchBrowser } from "./browser.ts";
import { watchTroubles } from "./watch-troubles.ts";
import { type RunningWeb, startWeb } from "./web-pipeline.ts";

/** What a test has of the page. */
export interface OpenedPage {
  readonly web: RunningWeb;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Script errors, policy violations and dialogs. */
  readonly troubles: string[];
}

export interface PageOptions {
  readonly pipeline?: PipelineOptions;
  readonly context?: BrowserContextOptions;
  /** Troubles that the tests make themselves; of others there must be none. */
  readonly expected?: RegExp;
}

/**
 * Runs a pipeline for the tests around it, and opens its page for each of them in a browser without a past.
 *
 * @param take gets the page before it is loaded, so that nothing of it is missed
 */
export function openPageForEachTest(
  take: (opened: OpenedPage) => void | Promise<void>,
  { pipeline, context: contextOptions, expected }: PageOptions = {},
): void {
  let web: RunningWeb;
  let browser: Browser;
  let opened: OpenedPage;

  beforeAll(async () => {
    [web, browser] = await Promise.all([startWeb(pipeline), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await web?.stop();
  });
  beforeEach(async () => {
    const context = await browser.newContext({ reducedMotion: "reduce", ...contextOptions });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    opened = { web, context, page, troubles: watchTroubles(page) };
    await take(opened);
    await page.goto(web.url);
  });
  afterEach(async () => {
    await opened.context.close();
    expect(opened.troubles.filter((trouble) => !expected?.test(trouble))).toEqual([]);
  });
}
