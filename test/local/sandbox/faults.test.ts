import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../../local/sandbox/faults.ts";
import { API, CSV, codeOf, put, SandboxClient } from "./client.ts";

const client = new SandboxClient();
const set = (...rules: FaultRule[]) => client.sandbox.faults.set(rules);
const create = () => client.send("POST", API, JSON.stringify({ name: "n", workspace_id: "w" }));

describe("a rule", () => {
  it("counts the calls that it lets by, and those that it hits", async () => {
    set({ call: "create", after: 1, times: 2, fault: { kind: "status", status: 500 } });
    const statuses = [];
    for (let call = 0; call < 5; call++) statuses.push((await create()).status);
    expect(statuses).toEqual([201, 500, 500, 201, 201]);
    expect(client.sandbox.faults.list()).toMatchObject([{ played: 2 }]);
  });

  it("and the next are a script", async () => {
    set(
      { call: "any", times: 1, fault: { kind: "status", status: 429, retryAfter: 3 } },
      { call: "any", times: 1, fault: { kind: "status", status: 503, retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT" } },
    );
    const first = await create();
    const second = await create();
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "3"]);
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "Wed, 21 Oct 2026 07:28:00 GMT"]);
    expect((await create()).status).toBe(201);
  });

  it("that does not apply to its call is refused, with the calls that it applies to", async () => {
    const refused = await client.call("PUT", "/_sandbox/faults", [{ call: "get", fault: { kind: "stall" } }]);
    expect(refused.status).toBe(400);
    expect(refused.body.error.detail).toContain("stall cannot happen to get, only to upload.");
    expect(() => set({ call: "upload", fault: { kind: "vanish" } })).toThrow();
  });

  it.each([
    [{ call: "create" }],
    [{ call: "create", fault: { kind: "nonsense" } }],
    [{ call: "create", times: 0, fault: { kind: "vanish" } }],
    [{ call: "get", fault: { kind: "status", status: 429, retryAfter: "soon" } }],
    [{ call: "get", fault: { kind: "vanish" }, colour: "red" }],
  ])("that is none is refused: %j", async (rule) => {
    expect((await client.call("PUT", "/_sandbox/faults", [rule])).status).toBe(400);
    expect((await client.call("PUT", "/_sandbox/faults", rule)).status).toBe(400);
    expect(client.sandbox.faults.list()).toEqual([]);
  });

  it("is set, shown and taken back over HTTP, without a token", async () => {
    const url = `${client.sandbox.url}/_sandbox/faults`;
    const rule = { call: "create", fault: { kind: "status", status: 500 } };
    await fetch(url, { method: "PUT", body: JSON.stringify([rule]) });
    expect((await create()).status).toBe(500);
    expect(await (await fetch(url)).json()).toEqual([{ rule, played: 1 }]);
    await fetch(url, { method: "DELETE" });
    expect((await create()).status).toBe(201);
  });
});

describe("of the API's calls", () => {
  it("one with latency is answered later, and together with another fault", async () => {
    set(
      { call: "create", fault: { kind: "latency", ms: 60 } },
      { call: "create", fault: { kind: "status", status: 502 } },
    );
    const start = performance.now();
    expect((await create()).status).toBe(502);
    expect(performance.now() - start).toBeGreaterThan(55);
    expect(client.sandbox.requests.at(-1)).toMatchObject({ faults: ["latency", "status 502"] });
  });

  it("one that is reset before its effect has none, one that is reset after it has", async () => {
    set({ call: "create", fault: { kind: "reset", effect: "before" } });
    await expect(create()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(client.sandbox.datasets()).toHaveLength(0);
    set({ call: "create", fault: { kind: "reset", effect: "after" } });
    await expect(create()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(client.sandbox.datasets()).toHaveLength(1);
    expect(client.sandbox.requests.map(({ status }) => status)).toEqual([null, null]);
  });

  it("an error status comes before any effect, unless it is to come after it", async () => {
    set({ call: "create", fault: { kind: "status", status: 500 } });
    await create();
    expect(client.sandbox.datasets()).toHaveLength(0);
    set({ call: "create", fault: { kind: "status", status: 500, effect: "after" } });
    expect((await create()).status).toBe(500);
    expect(client.sandbox.datasets()).toHaveLength(1);
  });

  it("one whose answer breaks off ends before its declared length", async () => {
    set({ call: "create", fault: { kind: "answer", body: "broken-off" } });
    await expect(create()).rejects.toThrow("terminated");
    expect(client.sandbox.datasets()).toHaveLength(1);
  });

  it.each([
    ["cut-short", 201, /^\{"id"[^}]*$/],
    ["html", 502, /^<html>/],
    ["invalid-json", 201, /^\{oops\}$/],
    ["unknown-status", 201, /"status":"HIBERNATING"/],
  ] as const)("one is answered %s", async (body, status, text) => {
    set({ call: "create", fault: { kind: "answer", body } });
    expect(await create()).toMatchObject({ status, text: expect.stringMatching(text) });
  });

  it("one is answered by a page with a success status", async () => {
    set({ call: "create", fault: { kind: "answer", body: "html", status: 200 } });
    expect(await create()).toMatchObject({ status: 200, text: expect.stringContaining("<html>") });
  });

  it("a dataset vanishes for the set time", async () => {
    const id = await client.create();
    set({ call: "get", times: 1, fault: { kind: "vanish" } });
    expect((await client.call("GET", `${API}/${id}`)).status).toBe(404);
    expect((await client.call("GET", `${API}/${id}`)).status).toBe(200);
  });

  it("an upload URL is given that has expired, or is signed wrongly", async () => {
    const id = await client.create();
    set({ call: "uploadUrl", fault: { kind: "bad-url", how: "expired" } });
    const expired = await put(await client.uploadUrl(id), CSV);
    expect([expired.status, codeOf(expired.text)]).toEqual([403, "AccessDenied"]);
    expect(expired.text).toContain("Request has expired");
    set({ call: "uploadUrl", fault: { kind: "bad-url", how: "signature" } });
    const wrong = await put(await client.uploadUrl(id), CSV);
    expect([wrong.status, codeOf(wrong.text)]).toEqual([403, "SignatureDoesNotMatch"]);
  });
});

describe("of uploads", () => {
  const attempt = async () => put(await client.uploadUrl(await client.create()), CSV);

  it("one is throttled, in S3's XML", async () => {
    set({ call: "upload", fault: { kind: "status", status: 503, retryAfter: 1 } });
    const refused = await attempt();
    expect([refused.status, codeOf(refused.text), refused.headers["retry-after"]]).toEqual([503, "SlowDown", "1"]);
    expect(client.sandbox.datasets()).toMatchObject([{ uploads: 0 }]);
  });

  it.each([
    ["reset before it counts", { kind: "reset", effect: "before" }, 0],
    ["reset after it counted", { kind: "reset", effect: "after" }, 1],
    ["answered in part", { kind: "answer", body: "broken-off" }, 1],
  ] as const)("one is %s", async (_, fault, uploads) => {
    set({ call: "upload", fault });
    await expect(attempt()).rejects.toThrow();
    expect(client.sandbox.datasets()).toMatchObject([{ uploads }]);
  });

  it("one took effect, and is answered by an error or a proxy's page", async () => {
    set({ call: "upload", fault: { kind: "status", status: 500, effect: "after" } });
    expect((await attempt()).status).toBe(500);
    set({ call: "upload", fault: { kind: "answer", body: "html" } });
    expect(await attempt()).toMatchObject({ status: 502, text: expect.stringContaining("<html>") });
    expect(client.sandbox.datasets()).toMatchObject([{ uploads: 1 }, { uploads: 1 }]);
  });

  it("one stalls: it is never read to its end, nor answered", async () => {
    set({ call: "upload", fault: { kind: "stall" } });
    const url = await client.uploadUrl(await client.create());
    const gaveUp = fetch(url, {
      method: "PUT",
      headers: { "content-type": "text/csv" },
      // More than the connection's buffers hold on both sides.
      body: Buffer.alloc(64 * 1024 ** 2, "x"),
      signal: AbortSignal.timeout(100),
    });
    await expect(gaveUp).rejects.toThrow("timeout");
    expect(client.sandbox.datasets()).toMatchObject([{ uploads: 0 }]);
  });

  it.each([
    ["never", "PROCESSING"],
    ["untouched", "UNINITIALISED"],
    ["error", "ERROR"],
  ] as const)("one is taken, and its processing ends: %s; a restart keeps to it", async (ends, status) => {
    set({ call: "upload", fault: { kind: "processing", ends } });
    expect((await attempt()).status).toBe(200);
    const bytes = Buffer.byteLength(CSV);
    expect(client.sandbox.datasets()).toMatchObject([{ status, uploads: 1, upload: { bytes } }]);
    await client.restart();
    expect(client.sandbox.datasets()).toMatchObject([{ status, uploads: 1, upload: { bytes } }]);
  });

  it("an ERROR that was asked for comes after PROCESSING", async () => {
    let now = Date.now();
    await client.restart({ processingMs: 1000, now: () => now });
    set({ call: "upload", fault: { kind: "processing", ends: "error" } });
    await attempt();
    expect(client.sandbox.datasets()).toMatchObject([{ status: "PROCESSING" }]);
    now += 1000;
    expect(client.sandbox.datasets()).toMatchObject([{ status: "ERROR" }]);
  });
});

it("closing the sandbox does not wait for calls that a fault delays", async () => {
  set({ call: "create", fault: { kind: "latency", ms: 3_600_000 } }, { call: "upload", fault: { kind: "stall" } });
  const waiting = create();
  waiting.catch(() => {});
  await expect.poll(() => client.sandbox.faults.list()[0]?.played).toBe(1);
  await client.restart();
  await expect(waiting).rejects.toThrow();
});
