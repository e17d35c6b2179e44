// Makes the README's screenshots, of the real page on the real pipeline: npm run screenshots
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import iconv from "iconv-lite";
import type { Page } from "playwright-core";
import { dropset } from "../cli/dropset.ts";
import { launchBrowser } from "./browser.ts";
import { csvFile, type GivenFile } from "./given-files.ts";
import { shootSignIn } from "./sign-in-screenshots.ts";
import { startWeb } from "./web-pipeline.ts";

const FOLDER = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const WIDTH = 1120;
const HEIGHT = 760;

const TEXTS = [
  "Great product, exactly what I needed! It arrived a day early and well packed.",
  "Arrived damaged, very disappointed.",
  "The lid sticks a little, but for this price I can't complain.",
  "Boils fast and is quiet. My second one: the first went to my sister.",
  "Works as expected, nothing special.",
];
const PRODUCTS = ["Kettle Pro", "Basic Kettle", "Travel Kettle"];
const SOURCES = ["amazon", "trustpilot", "in store"];

/** Reviews in task groups of one to nine rows. */
function reviews(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const group = Math.floor(Math.sqrt(row * 7));
    const text = `${TEXTS[row % TEXTS.length]} (${row + 1})`;
    return `${row + 1},"${text}",${PRODUCTS[group % 3]},${SOURCES[row % 3]},group_${group}`;
  });
  return `id,review_text,product_name,META_source,META_TASK_GROUP_ID\n${lines.join("\n")}\n`;
}

/** What the browser gets for every image. */
const CAT = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200" viewBox="0 0 320 200">
<path fill="#dfe7e4" d="M0 0h320v200H0z"/><path fill="#c9803f" d="M95 30l38 36q27-9 54 0l38-36v78a65 65 0 0 1-130 0z"/>
<circle cx="136" cy="106" r="8"/><circle cx="184" cy="106" r="8"/><path d="M152 128h16l-8 10z"/></svg>`;

/** As Excel saves it on a computer in German. */
const GERMAN = iconv.encode(
  "Umfrage Q4;;\r\n;;\r\nid;Bewertung ;meta_quelle\r\n1;Größe, schön;shop\r\n;;\r\n2;Läuft für den Preis gut;laden\r\n",
  "win1252",
);

const BROKEN = `id,review_text,product_name,META_source
1,"Great product, exactly what I needed!",Kettle Pro,amazon
2,Arrived damaged, very disappointed,Kettle Pro,trustpilot
3,The 24" cord is too short,Basic Kettle,amazon
4,"Works as expected, nothing special",Basic Kettle
`;

await mkdir(FOLDER, { recursive: true });
const web = await startWeb({
  processingMs: 600_000,
  settings: { workspaces: [{ id: "6278acb09062db3b35bcbeb0", prefix: "product-reviews" }, { id: "interviews" }] },
});
const browser = await launchBrowser();
try {
  const light = await openPage("light");
  await light
    .locator("input[type=file]")
    .setInputFiles([csvFile("reviews-may.csv", reviews(1212)), csvFile("reviews-june.csv", BROKEN)]);
  await light.getByText("would be rejected").waitFor();
  await shoot(light, "check");
  await shootRealFiles();
  await shootFixed();

  const answers = [
    web.pipeline.drop("incoming/reviews-march.csv", reviews(480)),
    web.pipeline.drop("incoming/interviews/pilot.csv", reviews(36)),
    web.pipeline.drop("incoming/reviews-may.csv", reviews(1212)),
  ];
  for (const answer of answers) {
    while (!(await settled(answer))) await web.pipeline.sandbox.finishProcessing();
  }
  await web.pipeline.drop("incoming/reviews-june.csv", BROKEN);
  await web.pipeline.drop("incoming/export.csv", "id;review_text\n1;Great product!\n");
  for (const name of ["reviews-july.csv", "interviews/round-2.csv"]) {
    const drop = await web.pipeline.put(`incoming/${name}`, reviews(name === "reviews-july.csv" ? 5210 : 84));
    await web.pipeline.reached(drop, "processing");
  }
  const dark = await openPage("dark");
  await dark.getByText("processing").nth(1).waitFor();
  await shoot(dark, "watch");

  await openDrop(light, "reviews-may.csv");
  await light.locator(".plot svg").waitFor();
  await light.setViewportSize({ width: WIDTH, height: 1470 });
  await light.evaluate("scrollTo(0, document.querySelector('.sections h2').getBoundingClientRect().top - 28)");
  await shoot(light, "see");
  await light.setViewportSize({ width: WIDTH, height: HEIGHT });

  await openDrop(light, "reviews-june.csv");
  await light.locator(".excerpt").first().waitFor();
  await shoot(light, "fix");
  await shootTyped();
  await shootSignIn(browser, FOLDER);
} finally {
  await browser.close();
  await web.stop();
}

async function openPage(colorScheme: "light" | "dark"): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: WIDTH, height: HEIGHT },
    colorScheme,
    reducedMotion: "reduce",
  });
  await page.goto(web.url);
  return page;
}

/** A file from Excel before and after "Fix and check again". */
async function shootFixed(): Promise<void> {
  const page = await openPage("light");
  await page.setViewportSize({ width: WIDTH, height: 980 });
  const file = { name: "umfrage.csv", mimeType: "text/csv", buffer: GERMAN };
  await page.locator("input[type=file]").setInputFiles([file]);
  const fix = page.getByRole("button", { name: /^Fix and check again/ });
  await fix.waitFor();
  await page.evaluate("scrollTo(0, document.querySelector('.tray').getBoundingClientRect().top - 28)");
  await shoot(page, "fix-before");
  await fix.click();
  await page.locator(".fix-changes li").first().waitFor();
  await shoot(page, "fix-after");
  await page.close();
}

/** Files as people have them: checked on the page, and in the terminal. */
async function shootRealFiles(): Promise<void> {
  const page = await openPage("light");
  await page.locator("input[type=file]").setInputFiles(["bom-double-meta.csv", "mojibake.csv"].map(realFile));
  await page.locator(".disclosure[aria-expanded=false]").click();
  await page.getByText("damaged-text", { exact: true }).waitFor();
  await page.setViewportSize({ width: WIDTH, height: 1240 });
  await page.evaluate("scrollTo(0, document.querySelector('.tray-file').getBoundingClientRect().top - 20)");
  await shoot(page, "real-files");

  const files = ["semicolon-decimal-comma.csv", "qualtrics.csv"];
  const { out } = await dropset(web.pipeline, "validate", ...files.map(realFile));
  const shown = files.reduce((text, name) => text.replaceAll(realFile(name), name), out);
  const terminal = await browser.newPage({ viewport: { width: WIDTH, height: 640 } });
  await terminal.setContent(
    "<style>body{background:#1b1d21}pre{color:#d8dade;font:15px/1.5 monospace;white-space:pre-wrap}</style><pre></pre>",
  );
  const printed = `$ npx dropset validate ${files.join(" ")}\n${shown}`;
  await terminal.evaluate(`document.querySelector("pre").append(${JSON.stringify(printed)})`);
  await terminal.screenshot({ path: join(FOLDER, "validate.png") });
  await terminal.close();
  await page.close();
}

/** A folder of typed datasets: its editor, the check of a file, and a file of which the service refused two rows. */
async function shootTyped(): Promise<void> {
  const page = await openPage("light");
  await page.route(/^https:/, (route) => route.fulfill({ contentType: "image/svg+xml", body: CAT }));
  await page.goto(`${web.url}/folders/new`);
  const monday = await typedExample("monday.jsonl");
  await page.getByLabel("Propose from a file").setInputFiles([monday]);
  await page.getByText("fields proposed").first().waitFor();
  await page.getByLabel("Folder name").fill("animals");
  await page.getByLabel("Dataset name").fill("Animals");
  await page.getByRole("radio", { name: "One dataset for the folder" }).check();
  await page.locator(".field-rows select").nth(3).selectOption("metadata");
  await page.locator(".field-rows select").nth(4).selectOption("task_group_id");
  await page.locator("main").evaluate("document.activeElement.blur()");
  await page.setViewportSize({ width: WIDTH, height: 1400 });
  await shoot(page, "typed-folder");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".verdict").waitFor();

  await page.goto(web.url);
  await page.locator("input[type=file]").setInputFiles([monday]);
  await page.getByRole("combobox", { name: "Folder", exact: true }).selectOption({ label: "animals (Animals)" });
  await page.locator(".disclosure[aria-expanded=false]").click();
  await page
    .getByRole("button", { name: /^Show image/ })
    .first()
    .click();
  await page.locator("main img").waitFor();
  await page.setViewportSize({ width: WIDTH, height: 1180 });
  await page.evaluate("scrollTo(0, document.querySelector('.tray').getBoundingClientRect().top - 28)");
  await shoot(page, "typed-check");

  const reason = "The image could not be loaded";
  web.pipeline.sandbox.faults.set([
    { call: "upload", fault: { kind: "import", ends: "partial", reject: [0, 2], reason } },
  ]);
  const answer = web.pipeline.drop("incoming/animals/monday.jsonl", monday.buffer.toString());
  while (!(await settled(answer))) await web.pipeline.sandbox.finishProcessing();
  await page.setViewportSize({ width: WIDTH, height: 980 });
  await openDrop(page, "animals/monday.jsonl");
  await page.locator(".excerpt").first().waitFor();
  await shoot(page, "typed-partial");
  await page.close();
}

async function typedExample(name: string): Promise<GivenFile> {
  const buffer = await readFile(new URL(`../../examples/typed/${name}`, import.meta.url));
  return { name, mimeType: "application/x-ndjson", buffer };
}

function realFile(name: string): string {
  return fileURLToPath(new URL(`../functions/validation/real-files/${name}`, import.meta.url));
}

async function openDrop(page: Page, name: string): Promise<void> {
  await page.goto(web.url);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("button", { name: "Download report" }).waitFor();
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate("document.fonts.ready");
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

async function settled(answer: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  return (await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 200, pending))])) !== pending;
}
