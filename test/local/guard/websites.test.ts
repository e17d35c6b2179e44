import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, launchBrowser } from "../../page/browser.ts";
import { type RunningWeb, startWeb } from "../../page/web-pipeline.ts";
import { PATIENCE_MS } from "../../patience.ts";
import { TOKEN } from "../pipeline.ts";

const ATTACK = fileURLToPath(new URL("./attack.js", import.meta.url));
const SITE = "site.example";
const REBOUND = "rebound.example";
const ACTION = "x-amz-target=secretsmanager.GetSecretValue";

/** Every way in which a page can send something without asking first. */
const FORMS = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"];

describe.skipIf(!hasBrowser)("a website that knows the ports", () => {
  let web: RunningWeb;
  let browser: Browser;
  let site: Server;
  let sitePort: number;
  let page: Page;
  /** What the three servers answered the page, by method and path. */
  let answers: { what: string; status: number }[] = [];

  beforeAll(async () => {
    site = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<body>"));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    sitePort = (site.address() as AddressInfo).port;
    [web, browser] = await Promise.all([
      startWeb(),
      launchBrowser([
        `--host-resolver-rules=MAP ${SITE} 127.0.0.1, MAP ${REBOUND} 127.0.0.1`,
        // A newer browser stops some of this by itself. The servers must not count on it.
        "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
      ]),
    ]);
    await web.pipeline.drop("incoming/there.csv", "id,a\n1,x\n");
    page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("response", (response) => {
      const { port, pathname } = new URL(response.url());
      if (Number(port) === sitePort) return;
      answers.push({ what: `${response.request().method()} ${pathname}`, status: response.status() });
    });
  });
  afterAll(async () => {
    await browser.close();
    await web.stop();
    site.closeAllConnections();
    site.close();
  });

  const servers = () => [web.pipeline.cloud.endpoint, web.pipeline.sandbox.url, web.url];
  const paths = () => [
    `/${web.pipeline.bucket}/incoming/there.csv`,
    `/${web.pipeline.bucket}/incoming/stored.csv`,
    `/${web.pipeline.bucket}?delete`,
    "/_cloud/faults",
    "/_sandbox/faults",
    "/api/drops?name=stored.csv",
    `/?${ACTION}`,
    "/",
  ];

  /** What there is to change, and to read. */
  async function state() {
    const { s3, bucket, cloud, sandbox } = web.pipeline;
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: "incoming/" }),
    );
    return {
      objects: [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`),
      faults: [cloud.faults.list(), sandbox.faults.list()],
      datasets: sandbox.datasets().length,
    };
  }

  /** Tries everything on every server from the page that is open, and answers with what it could read. */
  async function attack(urls: readonly string[]): Promise<string[]> {
    await page.addScriptTag({ path: ATTACK });
    return page.evaluate(`attack(${JSON.stringify(urls)}, ${JSON.stringify(FORMS)})`);
  }

  it.each([SITE, "127.0.0.1", "localhost"])("changes nothing and reads nothing from %s", async (name) => {
    const before = await state();
    answers = [];
    await page.goto(`http://${name}:${sitePort}/`);
    const urls = servers().flatMap((server) => paths().map((path) => server + path));
    expect(await attack(urls)).toEqual([]);
    expect(answers.length).toBeGreaterThan(urls.length * FORMS.length);
    expect(answers.filter(({ status }) => status !== 403)).toEqual([]);
    expect(await state()).toEqual(before);
  });

  it("changes nothing and reads nothing under a name that was rebound to this machine", async () => {
    const before = await state();
    for (const server of servers()) {
      const own = `http://${REBOUND}:${new URL(server).port}`;
      // The page came from the site's own server; from now on its name leads here.
      await page.route(`${own}/start`, (route) => route.fulfill({ contentType: "text/html", body: "<body>" }));
      await page.goto(`${own}/start`);
      answers = [];
      const urls = paths().map((path) => own + path);
      expect(await attack(urls)).toEqual([]);
      expect(answers.length).toBeGreaterThan(urls.length * FORMS.length);
      expect(answers.filter(({ status }) => status !== 403)).toEqual([]);
    }
    expect(await state()).toEqual(before);
  });

  it("leaves the pipeline's own page and its clients as they are", async () => {
    await page.goto(web.url);
    await page.getByText("there.csv").waitFor();
    const client = new SecretsManagerClient(web.pipeline.cloud.clientSettings);
    const secret = await client.send(
      new GetSecretValueCommand({ SecretId: web.pipeline.cloud.outputs.TokenSecretArn }),
    );
    expect(secret.SecretString).toBe(TOKEN);
    client.destroy();
    expect((await state()).objects).toHaveLength(1);
  });
});
