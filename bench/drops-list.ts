// The speed of the page's list with 10,000 drops: npm run bench:drops
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectPage } from "../cli/page/own-page.ts";
import { connectStack } from "../cli/stack/connect.ts";
import { startCloud } from "../local/cloud/cloud.ts";
import { buildAssets } from "../page/server/assets.ts";
import { startWebServer } from "../page/server/server.ts";
import { launchBrowser } from "../test/page/browser.ts";
import { manyRecords, putRecords } from "../test/page/many-records.ts";

const COUNT = 10_000;

const folder = await mkdtemp(join(tmpdir(), "dropset-bench-"));
const cloud = await startCloud({ folder, datasetApi: { url: "http://127.0.0.1:1", token: "none" } });
await putRecords(cloud, manyRecords(COUNT));
const stack = await connectStack({ "endpoint-url": cloud.endpoint }, {});
const connected = await connectPage(stack);
const web = await startWebServer({ port: 0, assets: buildAssets(), failed: (error) => console.error(error) });
web.open(connected.page);
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(web.url);
  await page.goto(`${web.origin}/rules`);
  const going = performance.now();
  await page.goto(web.origin);
  await page.locator("tr.drop").first().waitFor();
  report("a page is opened, and shows the newest drops", performance.now() - going);
  await page.getByRole("radio", { name: "All 10,000" }).waitFor();
  report("all of them are listed", performance.now() - going);
  console.log(`  (${await page.locator("tr.drop").count()} of ${COUNT} rows are in the document)`);

  // From an input to the frame that shows its result.
  const measure = (act: string) =>
    page.evaluate(`new Promise((resolve) => {
      const start = performance.now();
      ${act};
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    })`) as Promise<number>;
  const type = (text: string) => `
    const input = document.querySelector(".search");
    input.value = ${JSON.stringify(text)};
    input.dispatchEvent(new Event("input", { bubbles: true }))`;
  await page.evaluate("document.querySelector('.search').focus()");
  report("a letter is typed to find drops by name", await median(() => measure(type(String(Math.random())[2] ?? ""))));
  await measure(type(""));
  const outcomes = [3, 0, 2, 1, 0];
  report(
    "another outcome is chosen",
    await median(() => measure(`document.querySelectorAll("[name=outcome]")[${outcomes.pop() ?? 0}].click()`)),
  );
  await measure("document.querySelectorAll('[name=outcome]')[0].click()");
  report("the list is scrolled to another place", await median(() => measure("scrollTo(0, Math.random() * 500000)")));
  await page.evaluate("scrollTo(0, 0)");

  await page.evaluate(`new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest ?? 0, duration);
  }).observe({ type: "longtask" })`);
  const times: number[] = [];
  for (let index = 0; index < 5; index++) {
    const key = `incoming/newest-${index}.csv`;
    const start = performance.now();
    const changedAt = new Date().toISOString();
    const [record] = manyRecords(1);
    if (record) await putRecords(cloud, [{ ...record, id: key, key, startedAt: changedAt, changedAt }]);
    await page.getByRole("link", { name: `newest-${index}.csv` }).waitFor();
    times.push(performance.now() - start);
  }
  report("a new drop is shown once its record is written", times.sort((a, b) => a - b)[2] ?? 0);
  console.log(
    `  (the longest task in the page meanwhile: ${(await page.evaluate("globalThis.longest")) ?? "under 50"} ms)`,
  );
} finally {
  await browser.close();
  await web.close();
  connected.close();
  stack.close();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
}

async function median(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) times.push(await measure());
  return times.sort((a, b) => a - b)[2] ?? 0;
}

function report(what: string, milliseconds: number): void {
  console.log(`${Math.round(milliseconds).toString().padStart(6)} ms  ${what}`);
}
