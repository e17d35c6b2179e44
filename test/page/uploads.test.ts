import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import type { BrowserContext, Page, Request, Route } from "playwright-core";
import { describe, expect, it } from "vitest";
import { hasBrowser } from "./browser.ts";
import { csvFile } from "./given-files.ts";
import { openPageForEachTest } from "./page-for-each-test.ts";
import type { RunningWeb } from "./web-pipeline.ts";

const LINE = "12345,Great product; exactly what I needed in the house and garden,Widget Pro,5\n";
const LINES = 262_144;
const HEADER = "id,review_text,product_name,rating\n";
/** Three parts. */
const LARGE = HEADER + LINE.repeat(LINES);
const PARTS = 3;
/** As S3 answers the page. */
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "ETag, x-amz-version-id" };

describe.skipIf(!hasBrowser)("an upload from the page", () => {
  let web: RunningWeb;
  let context: BrowserContext;
  let page: Page;
  let troubles: readonly string[];

  openPageForEachTest(
    (opened) => {
      ({ web, context, page, troubles } = opened);
    },
    // What the tests break is no trouble.
    { expected: /Failed to load resource|a dialog:/ },
  );

  const file = (name: string) => page.locator(".tray-file", { hasText: name });
  const button = (name: string, label: string) => file(name).getByRole("button", { name: new RegExp(`^${label}`) });
  const ready = (name: string) => file(name).getByText("ready").waitFor();

  /** Made in the browser: sending it there would dominate the test. */
  async function chooseLarge(name: string, lines = LINES): Promise<void> {
    await page.evaluate(`(() => {
      const transfer = new DataTransfer();
      const content = [${JSON.stringify(HEADER)}, ${JSON.stringify(LINE)}.repeat(${lines})];
      transfer.items.add(new File(content, ${JSON.stringify(name)}));
      const input = document.querySelector("input[type=file]");
      input.files = transfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    })()`);
    await button(name, "Upload").waitFor();
  }

  async function uploadLarge(name: string, lines = LINES): Promise<void> {
    await chooseLarge(name, lines);
    await button(name, "Upload").click();
  }

  /** What S3 is sent goes through this first. @param broken says what becomes of a request, counted from 1 */
  async function breakSending(broken: (route: Route, count: number) => Promise<void>): Promise<{ count: number }> {
    const sent = { count: 0 };
    await page.route(`${web.pipeline.cloud.endpoint}/**`, (route) => {
      if (route.request().method() !== "PUT") return route.continue();
      return broken(route, ++sent.count);
    });
    return sent;
  }

  async function expectPublished(name: string, content = LARGE): Promise<void> {
    const dataset = web.pipeline.sandbox.datasets().find((one) => `${one.name}.csv` === name);
    const hash = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(await readFile(dataset?.filePath ?? ""))).toBe(hash(content));
  }

  async function unfinishedUploads(): Promise<string[]> {
    const { Uploads = [] } = await web.pipeline.s3.send(
      new ListMultipartUploadsCommand({ Bucket: web.pipeline.bucket }),
    );
    return Uploads.map(({ Key = "" }) => Key);
  }

  it("is retried where the connection breaks, and sends the other parts once", async () => {
    const said = Promise.withResolvers<void>();
    const sent = await breakSending(async (route, count) => {
      if (count === 2 || count === 3) return route.abort("connectionreset");
      // The page says that it retries only until it has.
      if (count > 3) await said.promise;
      return route.continue();
    });
    await uploadLarge("broken.csv");
    await file("broken.csv").getByText("Connection lost. Retrying …").waitFor();
    said.resolve();
    await ready("broken.csv");
    expect(sent.count).toBe(PARTS + 2);
    await expectPublished("broken.csv");
  });

  it("of ten parts whose connection is cut in the middle goes on where it stopped, and becomes READY byte for byte", async () => {
    const lines = Math.ceil(80e6 / LINE.length);
    const sent = new Map<string, number>();
    page.on("requestfinished", (request) => {
      const part = new URL(request.url()).searchParams.get("partNumber");
      if (part !== null && request.method() === "PUT") sent.set(part, (sent.get(part) ?? 0) + 1);
    });
    // The second half waits for the cut: the whole file may be there before it otherwise.
    const cut = Promise.withResolvers<void>();
    await page.route(/partNumber=(?:[6-9]|10)\b/, async (route) => {
      await cut.promise;
      await route.continue();
    });
    await uploadLarge("ten-parts.csv", lines);
    await expect.poll(() => sent.size).toBeGreaterThan(3);
    await context.setOffline(true);
    cut.resolve();
    await file("ten-parts.csv").getByText("Connection lost. Retrying …").waitFor();
    const before = new Set(sent.keys());
    await context.setOffline(false);
    await ready("ten-parts.csv");
    // What had arrived was not sent again.
    for (const part of before) expect([part, sent.get(part)]).toEqual([part, 1]);
    await expectPublished("ten-parts.csv", HEADER + LINE.repeat(lines));
  });

  it("asks for another URL where one has expired", async () => {
    const urls = new Set<string>();
    await breakSending((route, count) => {
      urls.add(route.request().url());
      return count <= PARTS
        ? route.fulfill({ status: 403, headers: CORS, body: "<Code>AccessDenied</Code>" })
        : route.continue();
    });
    await uploadLarge("expired.csv");
    await ready("expired.csv");
    expect(urls.size).toBe(2 * PARTS);
  });

  it("sends a part again that S3 does not have in the end", async () => {
    await breakSending((route, count) =>
      count === 1 ? route.fulfill({ status: 200, headers: { ...CORS, etag: '"lost"' } }) : route.continue(),
    );
    await uploadLarge("lost-part.csv");
    await ready("lost-part.csv");
    await expectPublished("lost-part.csv");
  });

  it("that failed for good goes on where it stopped", async () => {
    let isRefused = true;
    const sent = await breakSending((route, count) =>
      count > 1 && isRefused ? route.fulfill({ status: 405, headers: CORS }) : route.continue(),
    );
    await uploadLarge("resumed.csv");
    await file("resumed.csv").getByText("Upload failed: S3 answered 405. Click Retry").waitFor();
    expect(await unfinishedUploads()).toEqual(["incoming/resumed.csv"]);
    isRefused = false;
    sent.count = 0;
    await button("resumed.csv", "Retry").click();
    await ready("resumed.csv");
    expect(sent.count).toBe(PARTS - 1);
    await expectPublished("resumed.csv");
  });

  it("that is canceled leaves no part in S3, and no drop", async () => {
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    await breakSending(async (route, count) => {
      if (count === 1) return route.continue();
      reached.resolve();
      await held.promise;
      await route.continue().catch(() => undefined);
    });
    await uploadLarge("canceled.csv");
    await reached.promise;
    const isDeleted = (request: Request) => request.method() === "DELETE" && request.url().endsWith("/api/uploads");
    const deleted = page.waitForEvent("requestfinished", isDeleted);
    await button("canceled.csv", "Cancel").click();
    await file("canceled.csv").waitFor({ state: "detached" });
    await deleted;
    held.resolve();
    expect(await unfinishedUploads()).toEqual([]);
    expect(await page.getByRole("link", { name: "canceled.csv" }).count()).toBe(0);
  });

  it("asks before somebody leaves the page, but not for a download", async () => {
    await web.pipeline.drop("incoming/other.csv", "id,a\n1,x\n");
    await page.clock.install();
    await page.goto(web.url);
    const held = Promise.withResolvers<void>();
    await breakSending(async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.locator("input[type=file]").setInputFiles([csvFile("held.csv", "id,a\n1,x\n")]);
    await button("held.csv", "Upload").click();
    await file("held.csv").getByRole("progressbar").waitFor();
    await page.getByRole("link", { name: "other.csv", exact: true }).click();
    await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download report" }).click()]);
    expect(troubles).toEqual([]);
    // The browser does not ask within the seconds in which a download may begin.
    await page.clock.fastForward(10_000);
    const asked = page.waitForEvent("dialog");
    // It goes on when the question is answered.
    const reloading = page.evaluate("location.reload()").catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await reloading;
    held.resolve();
    await page.getByRole("link", { name: "All drops" }).click();
    await ready("held.csv");
  });

  it("of a small file is tried again with another URL, and is one drop", async () => {
    await breakSending((route, count) => (count === 1 ? route.abort("connectionreset") : route.continue()));
    await page.locator("input[type=file]").setInputFiles([csvFile("small.csv", "id,a\n1,x\n")]);
    await button("small.csv", "Upload").click();
    await ready("small.csv");
    expect(await page.getByRole("link", { name: "small.csv", exact: true }).count()).toBe(1);
  });

  it("of a file that is too large says the limit", async () => {
    await page.route("**/api/uploads", (route) =>
      route.fulfill({ status: 413, json: { message: "The file has 9 bytes: the limit is 5 bytes." } }),
    );
    await page.locator("input[type=file]").setInputFiles([csvFile("huge.csv", "id,a\n1,x\n")]);
    await button("huge.csv", "Upload").click();
    await file("huge.csv").getByText("Upload failed: The file has 9 bytes: the limit is 5 bytes.").waitFor();
  });
});
