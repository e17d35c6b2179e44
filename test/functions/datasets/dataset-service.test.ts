import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectDatasetService } from "../../../functions/datasets/dataset-service.ts";
import type { Fault, FaultyCall } from "../../../local/sandbox/faults.ts";
import { type Sandbox, startSandbox } from "../../../local/sandbox/sandbox.ts";

const TOKEN = "the-token";
let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "client-test-"));
  sandbox = await startSandbox({ port: 0, folder, token: TOKEN });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => sandbox.faults.set([]));

const connect = (patienceMs = 5000, tokens = [TOKEN]) => {
  const read: boolean[] = [];
  const service = connectDatasetService({
    baseUrl: sandbox.url,
    patienceMs,
    readToken: async ({ fresh }) => {
      read.push(fresh);
      return tokens.length > 1 ? (tokens.shift() ?? "") : (tokens[0] ?? "");
    },
  });
  return { service, read };
};
const fault = (call: FaultyCall, what: Fault, times = 1) => sandbox.faults.set([{ call, times, fault: what }]);
const request = { name: "n", workspaceId: "w" };

describe("the dataset service's client", () => {
  it("creates, asks for an upload URL, and reads", async () => {
    const { service } = connect();
    const created = await service.create(request);
    expect(created).toMatchObject({ name: "n", status: "UNINITIALISED" });
    expect(await service.uploadTarget(created.id, "a/b.csv")).toMatchObject({
      method: "PUT",
      contentType: "text/csv",
      url: expect.stringContaining("a%2Fb.csv"),
    });
    expect(await service.get(created.id)).toEqual(created);
  });

  it.each(["../a.csv", "%2e.csv", "a?b#c.csv", "\ud800.csv"])(
    "keeps a name like %j in one segment of the path",
    async (name) => {
      const { service } = connect();
      const { id } = await service.create(request);
      const { url } = await service.uploadTarget(id, name);
      expect(new URL(url).pathname.split("/")).toHaveLength(4);
    },
  );

  it("waits as long as Retry-After asks for, in seconds and as a date", async () => {
    const { service } = connect();
    const now = Date.now();
    const until = [now + 1000, Math.floor(now / 1000) * 1000 + 4000] as const;
    for (const [index, retryAfter] of ["1", new Date(until[1]).toUTCString()].entries()) {
      fault("create", { kind: "status", status: 429, retryAfter });
      await service.create(request);
      expect(Date.now()).toBeGreaterThanOrEqual(until[index] ?? Number.POSITIVE_INFINITY);
    }
  });

  it("passes a longer Retry-After to callers that can wait", async () => {
    fault("get", { kind: "status", status: 429, retryAfter: "3600" });
    await expect(connect().service.get("any")).rejects.toMatchObject({
      name: "DatasetServiceThrottled",
      retryable: true,
      retryAfterSeconds: 3600,
    });
  });

  it("reads the token again after a refusal, once", async () => {
    const rotated = connect(5000, ["old", TOKEN]);
    await rotated.service.create(request);
    expect(rotated.read).toEqual([false, true]);

    const wrong = connect(5000, ["wrong"]);
    await expect(wrong.service.create(request)).rejects.toMatchObject({
      name: "DatasetServiceTokenRefused",
      status: 401,
    });
    expect(wrong.read).toEqual([false, true]);
  });

  it("does not create again what may have been created", async () => {
    const before = sandbox.datasets().length;
    fault("create", { kind: "reset", effect: "after" });
    await expect(connect().service.create(request)).rejects.toMatchObject({
      name: "DatasetServiceUnavailable",
      mayHaveTakenEffect: true,
    });
    expect(sandbox.datasets()).toHaveLength(before + 1);
  });

  it("creates again what surely was not", async () => {
    const before = sandbox.datasets().length;
    fault("create", { kind: "status", status: 503 }, 2);
    await connect().service.create(request);
    expect(sandbox.datasets()).toHaveLength(before + 1);
  });

  it.each<[string, Fault, string, RegExp]>([
    [
      "a refusal",
      { kind: "status", status: 400 },
      "DatasetServiceRefused",
      /answered 400: A fault that was asked for: HTTP 400/,
    ],
    ["a proxy's page", { kind: "answer", body: "html" }, "DatasetServiceUnavailable", /answered 502: <html>/],
    ["an answer cut short", { kind: "answer", body: "cut-short" }, "DatasetServiceUnavailable", /\{"id": "0192/],
    ["invalid JSON", { kind: "answer", body: "invalid-json" }, "DatasetServiceUnavailable", /\{oops\}/],
    ["a connection that is cut", { kind: "reset", effect: "before" }, "DatasetServiceUnavailable", /got no answer/],
  ])("names the call, the status and the start of the body for %s", async (_, what, name, message) => {
    fault("create", what);
    await expect(connect(0).service.create(request)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    await expect(connect(0).service.get("missing")).rejects.toMatchObject({
      message: expect.stringContaining("read a dataset"),
    });
  });

  it("reports an unreachable service", async () => {
    const gone = await startSandbox({ port: 0, folder: join(folder, "gone"), token: TOKEN });
    await gone.close();
    const service = connectDatasetService({
      baseUrl: gone.url,
      patienceMs: 0,
      readToken: async () => TOKEN,
    });
    await expect(service.get("x")).rejects.toMatchObject({
      name: "DatasetServiceUnavailable",
      mayHaveTakenEffect: false,
    });
  });

  it("never has the token in an error", async () => {
    fault("create", { kind: "status", status: 500 });
    const error = await connect(0)
      .service.create(request)
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(TOKEN);
  });
});
