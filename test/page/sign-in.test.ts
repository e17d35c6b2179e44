import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Pipeline, startPipeline, WORKSPACE } from "../local/pipeline.ts";
import { PATIENCE_MS } from "../patience.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { csvFile } from "./given-files.ts";
import { CLIENT_ID, type OidcProvider, startOidcProvider } from "./oidc-provider.ts";
import { watchTroubles } from "./watch-troubles.ts";

const ANN = "ann@example.com";
const BOB = "bob@example.com";
const EVE = "eve@example.com";

/** The page as it is deployed: the function behind the HTTP API, its authorizer, and uploads from the browser to S3. */
describe.skipIf(!hasBrowser)("a page with sign-in", () => {
  let provider: OidcProvider;
  let pipeline: Pipeline;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let url: string;
  let troubles: string[];

  beforeAll(async () => {
    provider = await startOidcProvider({ [ANN]: ["reviewers"], [BOB]: ["nobody"], [EVE]: ["admins"] });
    [pipeline, browser] = await Promise.all([
      startPipeline({
        signIn: true,
        settings: {
          page: {
            issuer: provider.issuer,
            clientId: CLIENT_ID,
            access: { reviewers: [WORKSPACE], admins: ["*"] },
          },
        },
      }),
      launchBrowser(),
    ]);
    url = pipeline.cloud.outputs.PageUrl ?? "";
    await provider.register(url);
  });
  afterAll(async () => {
    await browser?.close();
    await pipeline?.stop();
    await provider?.close();
  });
  beforeEach(async () => {
    Object.assign(provider.behavior, { idTokenSeconds: 3600, refreshes: false });
    context = await browser.newContext({ reducedMotion: "reduce" });
    context.setDefaultTimeout(PATIENCE_MS);
    troubles = [];
    page = await newPage();
  });
  afterEach(async () => {
    await context.close();
    // A request that is not accepted yet is no trouble: it is how the page learns that people sign in here.
    expect(troubles.filter((trouble) => !/status of 4(?:0[13]|31)/.test(trouble))).toEqual([]);
  });

  async function newPage(): Promise<Page> {
    const opened = await context.newPage();
    watchTroubles(opened, troubles);
    return opened;
  }

  async function signIn(as: string, path = ""): Promise<void> {
    await page.goto(url + path);
    await page.getByRole("button", { name: as }).click();
  }

  const trayFile = (name: string) => page.locator(".tray-file", { hasText: name });

  async function upload(name: string, content: string): Promise<void> {
    await page.locator("input[type=file]").setInputFiles([csvFile(name, content)]);
    await trayFile(name)
      .getByRole("button", { name: /^Upload/ })
      .click();
  }

  it("leads to the provider and back to where somebody was, and says who it is", async () => {
    await signIn(ANN, "folders");
    await page.getByRole("heading", { name: "Typed folders" }).waitFor();
    expect(page.url()).toBe(`${url}folders`);
    await page.locator(".person-name", { hasText: ANN }).waitFor();
  });

  it("keeps tokens in memory alone", async () => {
    await signIn(ANN);
    await page.getByText("No drops yet.").or(page.locator("tr.drop")).first().waitFor();
    const kept = await page.evaluate(`JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href,
      document.cookie, document.documentElement.outerHTML])`);
    expect(kept).not.toMatch(/eyJ|code=|state=|verifier/);
    expect(await page.evaluate("history.length")).toBeLessThan(6);
  });

  it("uploads from the browser to S3 in the person's name, and shows the drop until it is READY", async () => {
    await signIn(ANN);
    const toS3: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "PUT") toS3.push(new URL(request.url()).origin);
    });
    await upload("signed.csv", "id,a\n1,x\n");
    await trayFile("signed.csv").getByText("ready").waitFor();
    expect(toS3).toEqual([pipeline.cloud.endpoint]);
    await trayFile("signed.csv").getByRole("link", { name: "Open signed.csv" }).click();
    await page.locator(".facts", { hasText: "Uploaded by" }).getByText("you").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download report" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("signed report.html");
    expect(page.url()).toContain("/drops/");
  });

  it("shows others who uploaded a file", async () => {
    await signIn(ANN);
    await upload("of-ann.csv", "id,a\n2,x\n");
    await trayFile("of-ann.csv").getByText("ready").waitFor();
    expect(await page.getByRole("columnheader", { name: "Uploaded by" }).count()).toBe(0);
    await page.close();
    await context.clearCookies();
    page = await newPage();
    await signIn(EVE);
    await page.locator("tr.drop", { hasText: "of-ann.csv" }).getByText(ANN).waitFor();
  });

  it.each([
    ["somebody who is signed in", ANN, ".person-name"],
    ["somebody without a workspace", BOB, ".barrier"],
    ["somebody who was not signed in", "Cancel", ".barrier"],
  ])("is accessible in light and dark to %s", async (_, who, shown) => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await signIn(who);
    await page.locator(shown).first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe);
      const ids = await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))");
      expect([colorScheme, ids]).toEqual([colorScheme, []]);
    }
  });

  it("says that access was denied, and lets people try again", async () => {
    await signIn("Cancel");
    await page.getByText("You were not signed in: access was denied.").waitFor();
    expect(page.url()).toBe(url);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: ANN }).click();
    await page.locator(".person-name", { hasText: ANN }).waitFor();
  });

  it("tells somebody without a workspace whom to ask", async () => {
    await signIn(BOB);
    await page.getByText(`You are signed in as ${BOB}, and have access to no workspace.`).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: /Yes/ }).waitFor();
  });

  it("takes no answer of the provider that this tab did not ask for", async () => {
    const { length } = provider.grants;
    await page.goto(`${url}?code=abc&state=def&iss=${encodeURIComponent(provider.issuer)}`);
    await page.getByText("This sign-in was started in another tab").waitFor();
    expect(page.url()).toBe(url);
    expect(provider.grants).toHaveLength(length);
  });

  it("takes no answer with another state", async () => {
    await page.goto(url);
    await page.getByRole("button", { name: ANN }).waitFor();
    // Back on the page before the provider has answered: what was kept for its answer is still there.
    await page.goto(`${url}?code=abc&state=def`);
    await page.getByText("The sign-in could not be completed").waitFor();
    expect(page.url()).toBe(url);
  });

  it("signs people out here and at the provider", async () => {
    await signIn(ANN);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: /Yes/ }).click();
    // Back on the page, which asks who it is again.
    await page.getByRole("button", { name: ANN }).waitFor();
  });

  it("signs people out in every tab, and has the provider revoke their refresh tokens", async () => {
    Object.assign(provider.behavior, { refreshes: true });
    const before = provider.revoked();
    await signIn(ANN);
    await page.locator(".person-name", { hasText: ANN }).waitFor();
    const other = await newPage();
    // The provider knows her by now.
    await other.goto(url);
    await other.locator(".person-name", { hasText: ANN }).waitFor();
    await other.locator("input[type=file]").setInputFiles([csvFile("private.csv", "id,a\n7,x\n")]);
    await other.locator(".tray-file", { hasText: "private.csv" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await other.getByRole("heading", { name: "You are signed out" }).waitFor();
    expect(await other.locator("body").textContent()).not.toContain(ANN);
    expect(await other.locator(".tray-file, tr.drop").count()).toBe(0);
    await expect.poll(() => provider.revoked() - before).toBe(2);
    // Nothing asks for a token again, and nobody is signed in again by the page itself.
    const asked = provider.grants.length;
    await page.getByRole("button", { name: /Yes/ }).waitFor();
    expect(provider.grants).toHaveLength(asked);
  });

  it("renews a token before it expires, where the provider lets it", async () => {
    Object.assign(provider.behavior, { idTokenSeconds: 61, refreshes: true });
    await signIn(ANN);
    await page.locator(".person-name", { hasText: ANN }).waitFor();
    let files = 0;
    await expect
      .poll(async () => {
        await upload(`renewed-${++files}.csv`, `id,a\n${files},x\n`);
        return provider.grants.includes("refresh_token");
      })
      .toBe(true);
    await trayFile(`renewed-${files}.csv`).getByText("ready").waitFor();
    expect(await page.getByText("Your sign-in has expired").count()).toBe(0);
  });

  it("asks the provider once where the server accepts no renewed token either, and says so", async () => {
    Object.assign(provider.behavior, { refreshes: true });
    provider.grants.length = 0;
    let refused = 0;
    // The session is answered: the first token was accepted.
    await page.route("**/api/drops*", (route) => {
      refused++;
      return route.fulfill({ status: 401, json: { message: "Unauthorized" } });
    });
    await signIn(ANN);
    await page.getByText("this page's server does not accept it").waitFor();
    expect(provider.grants).toEqual(["authorization_code", "refresh_token"]);
    expect(refused).toBe(2);
  });

  it("explains a sign-in that is too large for API Gateway, and stops", async () => {
    let asked = 0;
    await page.route("**/api/session", (route) => {
      if (route.request().headers().authorization === undefined) return route.continue();
      asked++;
      return route.fulfill({ status: 431, json: { message: "Request Header Fields Too Large" } });
    });
    await signIn(ANN);
    await page.getByText("Your sign-in is too large for this page: you are in too many groups.").waitFor();
    expect(asked).toBe(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: /Yes/ }).waitFor();
  });

  it("asks to sign in again once the token has expired, and the upload goes on", async () => {
    Object.assign(provider.behavior, { idTokenSeconds: 4 });
    await signIn(ANN);
    await page.locator(".person-name", { hasText: ANN }).waitFor();
    await page.evaluate("globalThis.isStillThere = true");
    const expired = page.getByText("Your sign-in has expired. Sign in again in a new tab");
    let files = 0;
    await expect
      .poll(async () => {
        await upload(`late-${++files}.csv`, `id,a\n${files},x\n`);
        return expired.count();
      })
      .toBe(1);
    Object.assign(provider.behavior, { idTokenSeconds: 3600 });
    const [tab] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("button", { name: "Sign in again" }).click(),
    ]);
    watchTroubles(tab, troubles);
    await tab.locator(".person-name", { hasText: ANN }).waitFor();
    await trayFile(`late-${files}.csv`).getByText("ready").waitFor();
    expect(await page.evaluate("globalThis.isStillThere")).toBe(true);
    expect(await expired.count()).toBe(0);
  });
});
