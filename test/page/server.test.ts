import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWebServer } from "../../page/server/server.ts";
import { schemaOf } from "../functions/validation/schemas.ts";
import { WORKSPACE } from "../local/pipeline.ts";
import { type RunningWeb, startWeb } from "./web-pipeline.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await startWeb({
    workspaces: [
      { id: WORKSPACE, label: "Reviews", prefix: "" },
      { id: "other", label: "Other", prefix: "other/" },
    ],
    folders: new Map([["set", { schema: schemaOf({ text: "text" }), files: "one-dataset" }]]),
  });
});
afterAll(() => web.stop());

/** A request with any headers, such as a browser on a hostile page sends. */
async function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, web.url), { method, headers }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

const own = () => ({ origin: web.url });

describe("the server", () => {
  it.each(["/", "/drops/abc", "/folders", "/folders/new", "/rules", "/assets/app.js", "/nothing", "/api/drops/abc"])(
    "allows only its own scripts and styles: %s",
    async (path) => {
      const { headers } = await call("GET", path);
      const policy = String(headers["content-security-policy"]);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(policy.replace(" img-src 'self' https:; media-src https:;", "")).not.toMatch(/unsafe|\*|https?:|data:/);
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
    const { headers } = await call("GET", "/assets/check-worker.js");
    expect(headers["content-security-policy"]).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  });

  it.each(["example.com", "example.com:4567", "127.0.0.1.example.com", "localhost.example.com"])(
    "refuses a host name that is not this machine's: %s",
    async (host) => {
      expect((await call("GET", "/", { host })).status).toBe(403);
      expect((await call("GET", "/api/events", { host })).status).toBe(403);
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
  ])("refuses an upload %s", async (_, headers) => {
    const { status } = await call("POST", "/api/drops?name=a.csv", headers, "id,a\n1,x\n");
    expect(status).toBe(403);
    expect(web.drops.since(0).filter(({ key }) => key === "incoming/a.csv")).toEqual([]);
  });

  it("refuses requests from other sites, but accepts links from them", async () => {
    const cross = { "sec-fetch-site": "cross-site" };
    expect((await call("GET", "/api/drops/abc", { ...cross, "sec-fetch-mode": "no-cors" })).status).toBe(403);
    expect((await call("GET", "/", { ...cross, "sec-fetch-mode": "navigate" })).status).toBe(200);
  });

  it("sends an asset again only when it has changed", async () => {
    const first = await call("GET", "/assets/style.css");
    expect(first.headers.etag).toMatch(/^"[\w-]{43}"$/);
    const again = await call("GET", "/assets/style.css", { "if-none-match": String(first.headers.etag) });
    expect(again).toMatchObject({ status: 304, body: "" });
  });

  it.each([
    ["without a name", "name=", /needs a name without/],
    ["with a path as its name", `name=${encodeURIComponent("../a.csv")}`, /without slashes/],
    ["of a definition", "name=_dataset.json", /Typed folders/],
    ["to a folder without a definition", "name=a.csv&folder=nowhere", /folder has no definition/],
    ["to a path that leads elsewhere", `name=a.csv&folder=${encodeURIComponent("../results")}`, /has no definition/],
    ["to an unknown workspace", "name=a.csv&workspace=nowhere", /workspace does not exist/],
    ["with a name that is too long for S3", `name=${"a".repeat(1100)}`, /too long: the limit is 1024 bytes/],
  ])("refuses an upload %s, with a message for the user", async (_, query, message) => {
    const { status, body } = await call("POST", `/api/drops?${query}`, own(), "id,a\n1,x\n");
    expect(status).toBe(400);
    expect(body).toMatch(message);
  });

  it("streams a file of many parts, byte for byte", async () => {
    const content = `id,a\n${"1,a line like any other\n".repeat(1_000_000)}`;
    const { status } = await call("POST", "/api/drops?name=parts.csv", own(), content);
    expect(status).toBe(201);
    await expect.poll(() => web.drops.since(0).find(({ key }) => key === "incoming/parts.csv")?.outcome).toBe("ready");
    const dataset = web.pipeline.sandbox.datasets().find(({ name }) => name === "parts");
    expect((await readFile(dataset?.filePath ?? "", "utf8")) === content).toBe(true);
  });

  it("drops nothing if the upload is interrupted", async () => {
    const sent = request(new URL("/api/drops?name=broken-off.csv", web.url), {
      method: "POST",
      headers: { ...own(), "content-length": "30000000" },
    });
    const ended = new Promise((resolve) => sent.once("error", resolve));
    sent.write("id,a\n1,x\n".repeat(1_000_000), () => sent.destroy(new Error("The browser was closed.")));
    await ended;
    // Drops are handled in order, so this one comes after it.
    await web.pipeline.drop("incoming/after.csv", "id,a\n1,x\n");
    expect(web.drops.since(0).filter(({ key }) => key.includes("broken-off"))).toEqual([]);
  });
});

describe("typed folders", () => {
  const save = (path: string, body: string, headers: Record<string, string> = own()) =>
    call("POST", `/api/folders?path=${encodeURIComponent(path)}`, headers, body);
  const list = async () => JSON.parse((await call("GET", "/api/folders")).body);
  const schema = { strict: false, fields: { text: { type: "text" } } };

  it("are those of the stack's settings, and those with a definition", async () => {
    expect(await list()).toEqual([
      { path: "set", label: "set", source: "settings", definition: { schema, files: "one-dataset" }, mistakes: [] },
    ]);
    const { status, body } = await save("other/new", JSON.stringify({ name: "New", schema }));
    expect(status).toBe(201);
    const { key, id } = JSON.parse(body);
    expect(key).toBe("incoming/other/new/_dataset.json");
    await expect.poll(() => web.drops.find(id)?.outcome).toBe("accepted");
    const definition = { name: "New", schema, files: "a-dataset-each" };
    expect(await list()).toContainEqual({
      path: "other/new",
      label: "other/new (New)",
      source: "file",
      definition,
      mistakes: [],
    });
  });

  it("take files", async () => {
    const query = `name=a.jsonl&folder=${encodeURIComponent("other/new")}`;
    const { status, body } = await call("POST", `/api/drops?${query}`, own(), '{"text":"x"}\n');
    expect(status).toBe(201);
    const { id, key: received } = JSON.parse(body);
    expect(received).toBe("incoming/other/new/a.jsonl");
    await expect.poll(() => web.drops.find(id)?.outcome).toBe("ready");
  });

  it.each([
    ["without a name", "", /needs a name/],
    ["above incoming/", "../results", /cannot be called/],
    ["with a slash at its end", "a/", /Slashes stand between/],
    ["that the stack's settings define", "set", /settings define this folder/],
  ])("are not defined %s", async (_, path, message) => {
    const { status, body } = await save(path, JSON.stringify({ schema }));
    expect(status).toBe(400);
    expect(body).toMatch(message);
  });

  it("are not defined by what is too long, or by another site", async () => {
    expect((await save("long", " ".repeat(300_000))).body).toMatch(/too long: the limit is 262144 bytes/);
    expect((await save("foreign", JSON.stringify({ schema }), { origin: "http://example.com" })).status).toBe(403);
    expect(JSON.stringify(await list())).not.toMatch(/long|foreign/);
  });
});

describe("before the pipeline has started", () => {
  it("the page is served, and its API asks to retry", async () => {
    const early = await startWebServer({ port: 0 });
    try {
      expect((await fetch(early.url)).status).toBe(200);
      const events = await fetch(`${early.url}/api/events`);
      expect(events.status).toBe(503);
      expect(events.headers.get("retry-after")).toBe("1");
    } finally {
      await early.close();
    }
  });
});

describe("the stream of changes", () => {
  it("starts with all drops, and resumes after an interruption", async () => {
    const first = await listen();
    const { drops } = JSON.parse(first.data);
    expect(first.event).toBe("snapshot");
    expect(drops).toHaveLength(web.drops.since(0).length);

    await web.pipeline.drop("incoming/meanwhile.csv", "id,a\n1,x\n");
    const next = await listen(first.id);
    expect(next.event).toBe("drops");
    expect(JSON.parse(next.data).map(({ key }: { key: string }) => key)).toEqual(["incoming/meanwhile.csv"]);
  });

  it("starts again for a page of an earlier server", async () => {
    expect((await listen("another-run:7")).event).toBe("snapshot");
  });

  /** The first message of a new stream. */
  async function listen(lastEventId?: string): Promise<{ event: string; id: string; data: string }> {
    const stopping = new AbortController();
    const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    const response = await fetch(`${web.url}/api/events`, { headers, signal: stopping.signal });
    let message = "";
    for await (const chunk of response.body ?? []) {
      message += Buffer.from(chunk).toString();
      if (message.includes("\n\n")) break;
    }
    stopping.abort();
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(message)?.[1] ?? "";
    return { event: field("event"), id: field("id"), data: field("data") };
  }
});
