import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startPipeline, WORKSPACE } from "../local/pipeline.ts";
import { csvFile } from "./given-files.ts";
import { CLIENT_ID, startOidcProvider } from "./oidc-provider.ts";

const ANN = "ann@example.com";
const BOB = "bob@example.com";

/** The page with sign-in: a person's list at three widths, and what somebody without access sees. */
export async function shootSignIn(browser: Browser, folder: string): Promise<void> {
  const provider = await startOidcProvider({ [ANN]: ["researchers"], [BOB]: ["others"] });
  const access = { researchers: [WORKSPACE] };
  const pipeline = await startPipeline({
    signIn: true,
    settings: {
      workspaces: [{ id: WORKSPACE, prefix: "product-reviews" }],
      page: { issuer: provider.issuer, clientId: CLIENT_ID, access },
    },
  });
  const url = pipeline.cloud.outputs.PageUrl ?? "";
  await provider.register(url);
  try {
    const page = await openAs(ANN, "light");
    await page.locator("input[type=file]").setInputFiles([csvFile("reviews-may.csv", "id,review_text\n1,Great!\n")]);
    await page.getByRole("button", { name: /^Upload/ }).click();
    await page.locator(".tray-file").getByText("ready").waitFor();
    for (const name of ["reviews-april.csv", "reviews-june.csv"]) {
      const body = name === "reviews-june.csv" ? "id,review_text\n1\n" : "id,review_text\n1,Great!\n2,Broken\n";
      await pipeline.drop(`incoming/product-reviews/${name}`, body, { "dropped-by": "carl@example.com" });
    }
    await page.locator("tr.drop", { hasText: "reviews-june.csv" }).getByText("rejected").waitFor();
    for (const width of [1280, 768, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(folder, `signed-in${width === 1280 ? "" : `-${width}`}.png`) });
    }
    await page.close();
    const refused = await openAs(BOB, "dark");
    await refused.getByText("have access to no workspace").waitFor();
    await refused.setViewportSize({ width: 1280, height: 420 });
    await refused.screenshot({ path: join(folder, "no-access.png") });
  } finally {
    await pipeline.stop();
    await provider.close();
  }

  async function openAs(person: string, colorScheme: "light" | "dark"): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      colorScheme,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole("button", { name: person }).click();
    await page.locator(".person-name, .barrier").first().waitFor();
    return page;
  }
}
