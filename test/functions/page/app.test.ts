import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPageAssets } from "../../../functions/page/assets.ts";
import { PageProblem } from "../../../functions/page/page-problem.ts";
import { PAGE_ASSETS_FOLDER } from "../../../infra/bundles.ts";
import { ANN, EVE, startPage, type TestPage } from "./page.ts";

let page: TestPage;
beforeAll(async () => {
  page = await startPage({ assets: readPageAssets(pathToFileURL(`${PAGE_ASSETS_FOLDER}/`)) });
});
afterAll(() => page.close());

const get = (path: string, headers: Record<string, string> = {}) => page.call(ANN, "GET", path, undefined, headers);

describe("a page", () => {
  it.each(["/", "/drops/abc", "/folders", "/folders/a/b%20c", "/rules"])(
    "at %s runs only its own scripts",
    async (path) => {
      const { status, headers, text } = await get(path);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toMatch("text/html");
      expect(headers.get("cache-control")).toBe("no-cache");
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(text).not.toMatch(/<script(?![^>]*(?:src=|application\/json))/);
      expect(text).not.toMatch(/ style=| on\w+=/);
    },
  );

  it("calls its own server, the bucket, and what signing in takes, and nothing else", async () => {
    const policy = (await get("/")).headers.get("content-security-policy") ?? "";
    const bucket = page.storage.endpoint;
    expect(policy.match(/connect-src ([^;]*)/)?.[1]).toBe(
      `'self' ${bucket} https://login.example.com https://token.example.com`,
    );
  });

  it("is only ever loaded by TLS, and read as what it is", async () => {
    for (const path of ["/", "/api/session", "/assets/none.js", "/sign-in.json"]) {
      const { headers } = await get(path);
      expect(headers.get("strict-transport-security"), path).toBe("max-age=31536000");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("referrer-policy"), path).toBe("no-referrer");
    }
  });

  it("tells everybody how to sign in", async () => {
    expect((await get("/sign-in.json")).body).toEqual({
      issuer: "https://login.example.com/tenant",
      clientId: "client",
      scope: "openid",
    });
  });
});

describe("an asset", () => {
  it("is kept by browsers for good, since its name changes with its content", async () => {
    const { text } = await get("/");
    const paths = [...text.matchAll(/"(\/assets\/[^"&]+)"/g)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThanOrEqual(7);
    for (const path of paths) {
      expect(path).toMatch(/^\/assets\/[a-z-]+-[A-Z0-9]{8}\.(?:js|css|svg)$/);
      const { status, headers } = await get(path);
      expect(status, path).toBe(200);
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
  });

  it("is sent as small as the browser can read it", async () => {
    const [, path = ""] = (await get("/")).text.match(/src="(\/assets\/app-\w+\.js)"/) ?? [];
    const plain = await page.app.request(path);
    const content = Buffer.from(await plain.arrayBuffer());
    for (const [accepted, encoding] of [
      ["gzip, deflate, br, zstd", "br"],
      ["gzip", "gzip"],
      ["br;q=0, gzip;q=0.5", "gzip"],
      ["identity", null],
      ["", null],
    ] as const) {
      const answer = await page.app.request(path, { headers: { "accept-encoding": accepted } });
      expect(answer.headers.get("content-encoding"), accepted).toBe(encoding);
      const body = Buffer.from(await answer.arrayBuffer());
      const read = encoding === "br" ? brotliDecompressSync(body) : encoding === "gzip" ? gunzipSync(body) : body;
      expect(read.equals(content)).toBe(true);
    }
  });

  it("that is a worker may compile the scanner, and reach no server", async () => {
    const [, path = ""] = (await get("/")).text.match(/"(\/assets\/check-worker-\w+\.js)"/) ?? [];
    expect((await get(path)).headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    );
  });

  it.each(["manifest.json", "rules.html", "..%2Findex.mjs", "__proto__", "app.js", "constructor"])(
    "is nothing else that lies around: %s",
    async (name) => {
      expect((await get(`/assets/${name}`)).status).toBe(404);
    },
  );
});

describe("the API", () => {
  it("is never cached, and answers what is not there in JSON", async () => {
    for (const path of ["/api/session", "/api/nothing", `/api/drops/${"0".repeat(64)}`]) {
      const { headers, body } = await get(path);
      expect(headers.get("cache-control"), path).toBe("no-store");
      expect(typeof body, path).toBe("object");
    }
    expect((await get("/api/nothing")).body).toEqual({ message: "Not found." });
  });

  it.each(["cross-site", "same-site"])("refuses requests of other sites: %s", async (site) => {
    expect((await get("/api/session", { "sec-fetch-site": site })).status).toBe(403);
    expect((await get("/api/session", { "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  it("says of an error that is not the request's that something went wrong, and nothing more", async () => {
    const broken = await startPage({
      records: {
        find: () => Promise.reject(new Error("secret of the table")),
        list: () => Promise.reject(new Error("secret of the table")),
        changes: () => Promise.reject(new Error("secret of the table")),
        folders: () => Promise.reject(new Error("secret of the table")),
      },
    });
    const { status, body, text } = await broken.call(EVE, "GET", "/api/drops");
    expect(status).toBe(500);
    expect(body.message).toMatch(/^Something went wrong/);
    expect(text).not.toContain("secret");
    expect(broken.failed).toHaveBeenCalledOnce();
    await broken.close();
  });

  it("is for nobody whom the way to sign in refuses, on any route", async () => {
    const closed = await startPage({
      personOf() {
        throw new PageProblem(401, "Sign in first.");
      },
    });
    const id = "0".repeat(64);
    for (const [method, path] of [
      ["GET", "/api/session"],
      ["GET", "/api/drops"],
      ["GET", "/api/changes"],
      ["GET", `/api/drops/${id}`],
      ["GET", `/api/drops/${id}/excerpts`],
      ["GET", `/api/drops/${id}/datapoints`],
      ["POST", `/api/drops/${id}/downloads`],
      ["POST", "/api/uploads"],
      ["POST", "/api/uploads/parts"],
      ["POST", "/api/uploads/parts-done"],
      ["POST", "/api/uploads/complete"],
      ["DELETE", "/api/uploads"],
      ["GET", "/api/folders"],
      ["POST", "/api/folders"],
      ["GET", "/api/nothing"],
    ] as const) {
      const { status, body } = await closed.call(EVE, method, path, method === "GET" ? undefined : {});
      expect([status, body], path).toEqual([401, { message: "Sign in first." }]);
    }
    await closed.close();
  });
});
