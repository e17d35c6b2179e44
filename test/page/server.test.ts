import { readFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DropDetails, ReceivedDrop, UploadTicket } from "../../functions/page/page-types.ts";
import type { Signing } from "../../functions/page/signing.ts";
import { buildAssets } from "../../page/server/assets.ts";
import { startWebServer } from "../../page/server/server.ts";
import { createTransfers } from "../../page/server/transfers.ts";
import { WORKSPACE } from "../local/pipeline.ts";
import { hasBrowser, launchBrowser } from "./browser.ts";
import { csvFile } from "./given-files.ts";
import { openPage, type RunningOwnWeb, startOwnWeb } from "./own-web.ts";

let web: RunningOwnWeb;
let style: string;

beforeAll(async () => {
  web = await startOwnWeb({
    page: { workspaces: { allowed: [{ id: WORKSPACE, prefix: "reviews" }, { id: "other" }], defaultId: WORKSPACE } },
  });
  style = (await buildAssets()).path("style.css");
});
afterAll(() => web.stop());

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** A request of a browser that has opened the page, with any headers more, such as a browser on a hostile page sends. */
async function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body !== undefined && { "content-length": String(Buffer.byteLength(body)) };
    const sent = request(
      new URL(path, web.origin),
      { method, headers: { cookie: web.cookie, ...length, ...headers } },
      async (response) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });
}

const own = () => ({ origin: web.origin });

/** A change that the page's own script sends. @returns the answer's JSON */
async function change<T>(method: string, path: string, body: unknown): Promise<T> {
  return JSON.parse((await call(method, path, own(), JSON.stringify(body))).body);
}

async function outcomeOf(id: string): Promise<string | null> {
  const { line }: DropDetails = JSON.parse((await call("GET", `/api/drops/${id}`)).body);
  return line.outcome;
}

describe("the server", () => {
  it.each(["/", "/drops/abc", "/folders", "/folders/new", "/rules", "/nothing", "/api/drops/abc"])(
    "allows only its own scripts and styles, and connections to itself: %s",
    async (path) => {
      const { headers } = await call("GET", path);
      const policy = String(headers["content-security-policy"]);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(policy).toContain(`connect-src 'self' ${web.origin};`);
      const rest = policy.replace(" img-src 'self' https:; media-src https:;", "").replace(web.origin, "");
      expect(rest).not.toMatch(/unsafe|\*|https?:|data:/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
      });
    },
  );

  it("allows the worker that checks files no connections", async () => {
    const { headers } = await call("GET", (await buildAssets()).path("check-worker.js"));
    expect(headers["content-security-policy"]).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  });

  it("sends an asset once: its name changes with its content", async () => {
    expect(style).toMatch(/^\/assets\/style-[A-Z0-9]{8}\.css$/);
    const { status, headers } = await call("GET", style);
    expect(status).toBe(200);
    expect(headers["cache-control"]).toContain("immutable");
  });

  it.each(["example.com", "example.com:4567", "127.0.0.1.example.com", "localhost.example.com"])(
    "refuses a host name that is not this machine's: %s",
    async (host) => {
      expect((await call("GET", "/", { host })).status).toBe(403);
      expect((await call("GET", "/api/drops", { host })).status).toBe(403);
    },
  );

  it.each(["localhost", "127.0.0.1", "[::1]"])("accepts %s with any port", async (name) => {
    expect((await call("GET", "/", { host: `${name}:8080` })).status).toBe(200);
  });

  it.each([
    ["from another site", { origin: "http://example.com" }],
    ["from another server on this machine", { origin: "http://127.0.0.1:1" }],
    ["from a page without an origin", { origin: "null" }],
    ["without an Origin header", {}],
  ])("refuses changes %s", async (_, headers) => {
    for (const path of ["/api/uploads", "/api/folders?path=foreign"]) {
      expect((await call("POST", path, headers, JSON.stringify({ name: "a.csv", size: 1 }))).status).toBe(403);
    }
    expect((await call("GET", "/api/folders")).body).not.toContain("foreign");
  });

  it("refuses requests from other sites, but accepts links from them", async () => {
    const cross = { "sec-fetch-site": "cross-site" };
    expect((await call("GET", "/api/drops", { ...cross, "sec-fetch-mode": "no-cors" })).status).toBe(403);
    expect((await call("GET", "/", { ...cross, "sec-fetch-mode": "navigate" })).status).toBe(200);
    expect((await call("GET", "/transfers/x", { ...cross, "sec-fetch-mode": "navigate" })).status).toBe(403);
  });

  it("shows every workspace to anybody who has its URL, without a name", async () => {
    const session = JSON.parse((await call("GET", "/api/session")).body);
    expect(session).toMatchObject({ person: null, waiting: 0, dropsPerMinute: 60 });
    expect(session.workspaces.map(({ id }: { id: string }) => id)).toEqual([WORKSPACE, "other"]);
    expect((await call("GET", "/sign-in.json")).status).toBe(404);
  });
});

describe("the key in the URL", () => {
  const paths = () => ["/", "/rules", "/drops/abc", "/nothing", "/sign-in.json", style, "/api/session", "/transfers/x"];

  it("is needed for everything", async () => {
    const port = new URL(web.origin).port;
    const wrong = [
      "",
      `dropset-page-${port}=wrong`,
      `dropset-page-${port}=`,
      web.cookie.replace(/^[^=]+/, "dropset-page-1"),
    ];
    for (const path of paths()) {
      for (const cookie of wrong) {
        const { status, body } = await call("GET", path, { cookie });
        expect([path, cookie, status]).toEqual([path, cookie, 403]);
        expect(body).toMatch(/Open the URL that /);
      }
    }
    const body = JSON.stringify({ name: "a.csv", size: 1 });
    expect((await call("POST", "/api/uploads", { ...own(), cookie: "" }, body)).status).toBe(403);
    expect((await call("GET", "/?key=wrong", { cookie: "" })).status).toBe(403);
  });

  it("is exchanged for a cookie, and leaves the URL", async () => {
    const { pathname, search, port } = new URL(web.url);
    expect(search).toMatch(/^\?key=[\w-]{32}$/);
    const { status, headers } = await call("GET", pathname + search, { cookie: "other=1" });
    expect(status).toBe(303);
    expect(headers).toMatchObject({ location: "/", "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(new RegExp(`^dropset-page-${port}=[\\w-]+; HttpOnly; SameSite=Strict; Path=/$`)),
    ]);
    expect((await call("GET", "/", { cookie: `other=1; ${web.cookie}` })).status).toBe(200);
  });

  it("is another one in each run, and an open page says so", async () => {
    const next = await startWebServer({ port: 0, assets: buildAssets(), failed: () => undefined });
    try {
      const name = `dropset-page-${new URL(next.origin).port}`;
      const cookie = web.cookie.replace(/^[^=]+/, name);
      const answer = await fetch(`${next.origin}/api/changes?since=x`, { headers: { cookie } });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual({ message: expect.stringMatching(/^This page belongs to an earlier run/) });
    } finally {
      await next.close();
    }
  });

  it.skipIf(!hasBrowser)(
    "opens the page in a browser, also from a link on another site, until the next run",
    async () => {
      const site = createServer((_, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end(`<a href="${web.url}">Open</a>`);
      });
      await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        await page.goto(web.url);
        await page.getByRole("heading", { name: "Drops" }).waitFor();
        expect(page.url()).toBe(`${web.origin}/`);
        const other = await (await browser.newContext()).newPage();
        // For a browser, another site than 127.0.0.1.
        await other.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
        await other.getByRole("link", { name: "Open" }).click();
        await other.getByRole("heading", { name: "Drops" }).waitFor();
        expect(other.url()).toBe(`${web.origin}/`);
        // As after a restart on the same port: the open page has another run's cookie.
        await page.context().clearCookies();
        let refused = 0;
        page.on("response", (response) => {
          if (response.status() === 403) refused++;
        });
        await web.pipeline.drop("incoming/answers-the-poll.csv", "id,a\n1,x\n");
        await page.getByText("This page belongs to an earlier run of dropset page.").waitFor();
        expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
        expect(refused).toBeLessThan(4);
      } finally {
        await browser.close();
        site.close();
      }
    },
  );
});

describe.skipIf(!hasBrowser)("a page that is open while a newer one is deployed", () => {
  it.each([
    ["offers to be reloaded where a worker is gone", true],
    ["does not where the same page is still there", false],
  ])("%s", async (_, isNewer) => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(web.url);
      await page.getByRole("heading", { name: "Drops" }).waitFor();
      await page.route("**/assets/check-worker*", (route) => route.fulfill({ status: 404, body: "" }));
      if (isNewer) {
        await page.route(`${web.origin}/`, async (route) => {
          const html = await (await route.fetch()).text();
          await route.fulfill({ body: html.replace(/check-worker-\w+\.js/, "check-worker-NEWER123.js") });
        });
      }
      const asked = page.waitForResponse(`${web.origin}/`);
      await page.locator("input[type=file]").setInputFiles([csvFile("late.csv", "id,a\n1,x\n")]);
      await (await asked).finished();
      await page.getByText("This file could not be read.").waitFor();
      if (isNewer) await page.getByText("This page was updated. Reload it.").waitFor();
      else expect(await page.getByText("This page was updated.").count()).toBe(0);
    } finally {
      await browser.close();
    }
  });
});

describe("an upload", () => {
  const content = `id,a\n${"1,a line like any other\n".repeat(1_000_000)}`;

  it("goes through the server to S3 in parts, byte for byte", async () => {
    const ticket = await change<UploadTicket>("POST", "/api/uploads", { name: "parts.csv", size: content.length });
    if (ticket.kind !== "parts") throw new Error("A file of 24 MB is no single request.");
    const { key, uploadId, partBytes } = ticket;
    const sizes = [partBytes, partBytes, content.length - 2 * partBytes];
    const parts = sizes.map((bytes, index) => ({ number: index + 1, bytes }));
    const { urls } = await change<{ urls: string[] }>("POST", "/api/uploads/parts", { key, uploadId, parts });
    for (const [index, url] of urls.entries()) {
      expect(url).toMatch(/^\/transfers\/[\w-]{32}$/);
      const part = content.slice(index * partBytes, (index + 1) * partBytes);
      const sent = await call("PUT", url, { ...own(), "content-length": String(part.length) }, part);
      expect(sent).toMatchObject({ status: 200, headers: { etag: expect.any(String) } });
    }
    const { id } = await change<ReceivedDrop>("POST", "/api/uploads/complete", { key, uploadId, size: content.length });
    await expect.poll(() => outcomeOf(id)).toBe("ready");
    const dataset = web.pipeline.sandbox.datasets().find(({ name }) => name === "parts");
    expect((await readFile(dataset?.filePath ?? "", "utf8")) === content).toBe(true);
  });

  it("that breaks off leaves nothing in the bucket, and the same part can be sent again", async () => {
    const size = 20 * 1024 ** 2;
    const ticket = await change<UploadTicket>("POST", "/api/uploads", { name: "broken-off.csv", size });
    if (ticket.kind !== "parts") throw new Error("A file of 20 MB is no single request.");
    const { key, uploadId, partBytes } = ticket;
    const part = { key, uploadId, parts: [{ number: 1, bytes: partBytes }] };
    const { urls } = await change<{ urls: string[] }>("POST", "/api/uploads/parts", part);
    const sent = request(new URL(urls[0] ?? "", web.origin), {
      method: "PUT",
      headers: { ...own(), cookie: web.cookie, "content-length": String(partBytes) },
    });
    const ended = new Promise((resolve) => sent.once("error", resolve));
    sent.write("x".repeat(partBytes / 2), () => sent.destroy(new Error("The browser was closed.")));
    await ended;
    expect(await change("POST", "/api/uploads/parts-done", { key, uploadId })).toEqual({ parts: [] });
    const again = await call("PUT", urls[0] ?? "", own(), "x".repeat(partBytes));
    expect(again.status).toBe(200);
    expect((await call("DELETE", "/api/uploads", own(), JSON.stringify({ key, uploadId }))).status).toBe(204);
    const { Uploads = [] } = await web.pipeline.s3.send(
      new ListMultipartUploadsCommand({ Bucket: web.pipeline.bucket }),
    );
    expect(Uploads.filter(({ Key }) => Key === key)).toEqual([]);
  });

  it("of another length than was signed is refused by S3, in its own words", async () => {
    const ticket = await change<UploadTicket>("POST", "/api/uploads", { name: "short.csv", size: 10 });
    if (ticket.kind !== "single") throw new Error("A file of 10 bytes has no parts.");
    const { status, body } = await call("PUT", ticket.url, { ...own(), ...ticket.headers }, "id,a\n1,longer\n");
    expect(status).toBe(403);
    expect(body).toContain("SignatureDoesNotMatch");
  });
});

describe("a transfer", () => {
  /** Stands for S3, and for any other address. */
  let other: Server;
  let address: string;
  let asked: string[];

  beforeAll(async () => {
    other = createServer((received, response) => {
      asked.push(`${received.method} ${received.url} ${JSON.stringify(received.headers)}`);
      response.writeHead(200, { "set-cookie": "a=b", "access-control-allow-origin": "*", etag: '"e"' });
      response.end("content");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    asked = [];
  });
  afterAll(() => other.close());

  const signing = (expires = 60): Signing => {
    const url = async () => `${address}/bucket/key?X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host;content-length`;
    return { upload: async () => ({ url: await url(), headers: {} }), part: url, download: url, origin: url };
  };

  /** A server of transfers, and nothing else. */
  async function passing<T>(expires: number, act: (url: string, path: string) => Promise<T>): Promise<T> {
    const transfers = createTransfers();
    const server = createServer((received, response) => {
      if (!transfers.pass(received, response)) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const path = await transfers
        .signing(signing(expires), url)
        .part({ key: "k", uploadId: "u", number: 1, bytes: 1 });
      return await act(url, path);
    } finally {
      server.close();
    }
  }

  it("passes on what was signed, and nothing that a page could read or set besides", async () => {
    await passing(60, async (url, path) => {
      const headers = { cookie: "secret=1", authorization: "Bearer secret" };
      const answer = await fetch(url + path, { method: "PUT", body: "x", headers });
      expect(await answer.text()).toBe("content");
      expect(answer.headers.get("etag")).toBe('"e"');
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^PUT \/bucket\/key\?X-Amz-Expires=60/);
    expect(asked[0]).not.toContain("secret");
  });

  it.each([
    ["with another method", "GET", (path: string) => path],
    ["of which nobody signed anything", "PUT", () => "/transfers/unknown"],
    ["with another address in it", "PUT", () => `/transfers/${encodeURIComponent("http://169.254.169.254/latest")}`],
    ["with more behind it", "PUT", (path: string) => `${path}?X-Amz-Expires=9`],
  ])("%s goes nowhere", async (_, method, pathOf) => {
    asked = [];
    const status = await passing(60, async (url, path) => (await fetch(url + pathOf(path), { method })).status);
    expect(status).toBe(403);
    expect(asked).toEqual([]);
  });

  it("that has expired goes nowhere", async () => {
    asked = [];
    const status = await passing(0, async (url, path) => {
      await sleep(2);
      return (await fetch(url + path, { method: "PUT", body: "x" })).status;
    });
    expect(status).toBe(403);
    expect(asked).toEqual([]);
  });
});

describe("before the pipeline has started", () => {
  it("requests wait for it", async () => {
    const early = await startWebServer({ port: 0, assets: buildAssets(), failed: () => undefined });
    try {
      const answer = fetch(`${early.origin}/api/session`, { headers: { cookie: await openPage(early.url) } });
      early.open(web.page);
      expect((await answer).status).toBe(200);
    } finally {
      await early.close();
    }
  });
});
