import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../local/sandbox/sandbox.ts";

const TOKEN = "test-token";
const API = "/api/v1/data-collection/datasets";
let folder: string;
let sandbox: Sandbox;

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, folder, token: TOKEN, processingMs: 10, ...options });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  await start();
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

const authorized = { authorization: `Token ${TOKEN}` };

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = authorized) {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text || "null") };
}

async function create(name = "Product reviews Q4 2024"): Promise<string> {
  return (await call("POST", API, { name, workspace_id: "6278acb09062db3b35bcbeb0" })).body.id;
}

async function uploadUrl(id: string, filename = "reviews.csv"): Promise<string> {
  return (await call("GET", `${API}/${id}/upload-url/${encodeURIComponent(filename)}`)).body.upload_url;
}

async function put(url: string, body: string | Uint8Array, headers: Record<string, string> = {}, method = "PUT") {
  const response = await fetch(url, { method, headers: { "content-type": "text/csv", ...headers }, body });
  return { status: response.status, etag: response.headers.get("etag"), text: await response.text() };
}

async function settled(id: string): Promise<{ status: string; [field: string]: unknown }> {
  let dataset = { status: "PROCESSING" };
  await expect
    .poll(async () => {
      dataset = (await call("GET", `${API}/${id}`)).body;
      return dataset.status;
    })
    .toMatch(/READY|ERROR/);
  return dataset;
}

async function ready(content: string): Promise<string> {
  const id = await create();
  await put(await uploadUrl(id), content);
  expect((await settled(id)).status).toBe("READY");
  return id;
}

const example = (name: string) => readFile(new URL(`../../../examples/${name}`, import.meta.url), "utf8");

describe("the guide's sequence of calls", () => {
  it.each([
    ["reviews.csv", 3, false],
    ["reviews-with-metadata.csv", 2, false],
    ["reviews-grouped.csv", 4, true],
  ])("takes %s from creation to READY", async (name, datapoints, grouped) => {
    const created = await call("POST", API, { name: "Product reviews", workspace_id: "w" });
    expect(created).toMatchObject({ status: 201, body: { name: "Product reviews", status: "UNINITIALISED" } });
    const { id } = created.body;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

    const target = await call("GET", `${API}/${id}/upload-url/${name}`);
    expect(target).toMatchObject({ status: 200, body: { dataset_id: id, http_method: "PUT" } });
    expect((await put(target.body.upload_url, await example(name))).status).toBe(200);

    expect(await settled(id)).toMatchObject({
      status: "READY",
      filename: name,
      total_datapoint_count: datapoints,
      has_predetermined_grouping_id: grouped,
    });
  });

  it("keeps odd file names whole", async () => {
    const id = await create();
    await put(await uploadUrl(id, 'a/b c+%20"ü🎉.csv'), "a\nx\n");
    expect(await settled(id)).toMatchObject({ filename: 'a/b c+%20"ü🎉.csv' });
  });

  it("ends in ERROR for a file that is not a CSV with datapoints", async () => {
    for (const content of ["a,b\n1\n", "a,b\n", "", 'a\n"x\n', "META_a\nx\n"]) {
      const id = await create();
      await put(await uploadUrl(id), content);
      expect((await settled(id)).status, JSON.stringify(content)).toBe("ERROR");
    }
  });
});

describe("the flow in the guide", () => {
  it("participants see no META_ column, and results hold all of them", async () => {
    const id = await ready(await example("reviews-with-metadata.csv"));
    const { body } = await call("GET", `${API}/${id}/datapoints?limit=1&offset=1`);
    expect(body).toMatchObject({
      total: 2,
      datapoints: [
        {
          visible: { id: "2", review_text: "Not worth it" },
          all: {
            id: "2",
            review_text: "Not worth it",
            META_source: "trustpilot",
            META_timestamp: "2024-01-16T14:22:00Z",
          },
        },
      ],
    });
    expect(Object.keys(body.datapoints[0].visible)).toEqual(["id", "review_text"]);
  });

  it("the group column goes before tasks_per_group", async () => {
    const id = await ready(await example("reviews-grouped.csv"));
    const { body } = await call("GET", `${API}/${id}/task-groups?tasks_per_group=3`);
    expect(body.task_groups).toEqual([
      { id: "widget_pro_reviews", size: 2, rows: [1, 2] },
      { id: "basic_widget_reviews", size: 2, rows: [3, 4] },
    ]);
  });

  it("without it rows are grouped at random, so many at a time, and each row once", async () => {
    const id = await ready(`a\n${Array.from({ length: 20 }, (_, i) => `row ${i}`).join("\n")}\n`);
    const { body } = await call("GET", `${API}/${id}/task-groups?tasks_per_group=6`);
    const groups: number[][] = body.task_groups.map((group: { rows: number[] }) => group.rows);
    expect(groups.map((group) => group.length)).toEqual([6, 6, 6, 2]);
    expect(groups.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(groups.flat()).not.toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect((await call("GET", `${API}/${id}/task-groups?tasks_per_group=6`)).body).toEqual(body);
  });

  it("with neither, each row is its own group", async () => {
    const id = await ready("a\nx\ny\n");
    const { body } = await call("GET", `${API}/${id}/task-groups`);
    expect(body.task_groups.map((group: { rows: number[] }) => group.rows)).toEqual([[1], [2]]);
  });

  it("nothing of it before the dataset is READY", async () => {
    const id = await create();
    expect((await call("GET", `${API}/${id}/datapoints`)).status).toBe(409);
  });
});

describe("a call that is wrong is refused", () => {
  it("without a token, and with another one, in the contract's two shapes", async () => {
    expect(await call("GET", `${API}/x`, undefined, {})).toMatchObject({
      status: 401,
      body: { message: "Unauthorized" },
    });
    expect(await call("GET", `${API}/x`, undefined, { authorization: "Token nope" })).toMatchObject({
      status: 401,
      body: { error: { status: 401 } },
    });
  });

  it.each([
    ["no name", { workspace_id: "w" }, "name"],
    ["a blank name", { name: " ", workspace_id: "w" }, "name"],
    ["no workspace", { name: "n" }, "workspace_id"],
    ["no JSON", "{oops", "body"],
  ])("for %s", async (_, body, field) => {
    expect(await call("POST", API, body)).toMatchObject({
      status: 400,
      body: { error: { detail: { [field]: [expect.any(String)] } } },
    });
  });

  it("for an unknown dataset and an unknown path", async () => {
    expect((await call("GET", `${API}/0192a3b5-e8f9-7a0b-1c2d-3e4f5a6b7c8d`)).status).toBe(404);
    expect((await call("GET", "/api/v1/nothing")).status).toBe(404);
  });
});

describe("an upload URL holds as S3's do", () => {
  it("answers with the MD5 of what arrived", async () => {
    const { etag } = await put(await uploadUrl(await create()), "a\nx\n");
    const md5 = createHash("md5").update("a\nx\n").digest("hex");
    expect(etag).toBe(`"${md5}"`);
    expect(sandbox.datasets()[0]?.upload).toEqual({ bytes: 4, md5 });
  });

  it.each([
    ["another method", (url: string) => put(url, "a\nx\n", {}, "POST"), 403, "SignatureDoesNotMatch"],
    ["another object", (url: string) => put(url.replace("reviews", "others"), "a\nx\n"), 403, "SignatureDoesNotMatch"],
    [
      "a longer life",
      (url: string) => put(url.replace(/Expires=\d+/, "Expires=999999"), "x"),
      403,
      "SignatureDoesNotMatch",
    ],
    [
      "a changed signature",
      (url: string) =>
        put(
          url.replace(/.$/, (c) => (c === "0" ? "1" : "0")),
          "x",
        ),
      403,
      "SignatureDoesNotMatch",
    ],
    ["no signature", (url: string) => put(url.split("?")[0] ?? "", "x"), 403, "AccessDenied"],
    ["a token", (url: string) => put(url, "x", authorized), 400, "InvalidArgument"],
    [
      "a wrong Content-MD5",
      (url: string) => put(url, "x", { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" }),
      400,
      "BadDigest",
    ],
  ])("refuses %s, in XML", async (_, attempt, status, code) => {
    const refused = await attempt(await uploadUrl(await create()));
    expect(refused).toMatchObject({ status, text: expect.stringContaining(`<Code>${code}</Code>`) });
    expect(sandbox.datasets()[0]).toMatchObject({ status: "UNINITIALISED", uploads: 0 });
  });

  it("refuses an upload when it has expired", async () => {
    let now = Date.now();
    await sandbox.close();
    await start({ now: () => now, urlSeconds: 60 });
    const url = await uploadUrl(await create());
    now += 61_000;
    expect(await put(url, "a\nx\n")).toMatchObject({
      status: 403,
      text: expect.stringContaining("Request has expired"),
    });
  });

  it("refuses a chunked body, one of no declared length, and one over 5 GiB", async () => {
    const url = await uploadUrl(await create());
    expect(await raw(url, { "transfer-encoding": "chunked" }, "x")).toMatchObject({
      status: 501,
      text: expect.stringContaining("NotImplemented"),
    });
    expect(await raw(url, { "content-length": String(5 * 1024 ** 3 + 1) })).toMatchObject({
      status: 400,
      text: expect.stringContaining("EntityTooLarge"),
    });
  });

  function raw(url: string, headers: Record<string, string>, body = ""): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        url,
        { method: "PUT", headers: { "content-type": "text/csv", ...headers } },
        (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      request.once("error", reject);
      request.flushHeaders();
      if (body) request.end(body);
    });
  }
});

describe("a restart on the same folder", () => {
  it("continues processing", async () => {
    await sandbox.close();
    await start({ processingMs: 60_000 });
    const id = await create();
    await put(await uploadUrl(id), "a\nx\n");
    await sandbox.close();
    let now = Date.now() + 61_000;
    await start({ now: () => now++ });
    expect(await settled(id)).toMatchObject({ status: "READY", total_datapoint_count: 1 });
  });
});

describe("faults", () => {
  it("are switched over HTTP, and are off at first", async () => {
    expect((await call("GET", "/_sandbox/faults")).body).toEqual([]);
    const rules = [{ call: "create", times: 1, fault: { kind: "status", status: 429, retryAfter: "3" } }];
    expect((await call("PUT", "/_sandbox/faults", rules)).status).toBe(200);
    expect((await call("POST", API, { name: "n", workspace_id: "w" })).status).toBe(429);
    expect((await call("POST", API, { name: "n", workspace_id: "w" })).status).toBe(201);
    expect((await call("PUT", "/_sandbox/faults", [{ call: "nope" }])).status).toBe(400);
  });
});
