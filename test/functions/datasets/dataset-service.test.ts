import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectDatasetService } from "../../../functions/datasets/dataset-service.ts";
import type { Fault, FaultRule, FaultyCall } from "../../../local/sandbox/faults.ts";
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
    expect(created).toEqual({ id: expect.any(String), needsSchema: false });
    expect(await service.uploadTarget(created.id, "b c.csv")).toMatchObject({
      method: "PUT",
      contentType: "text/csv",
      url: expect.stringContaining("b%20c.csv"),
    });
    expect(await service.get(created.id)).toEqual({ id: created.id, status: "UNINITIALISED", datapoints: 0 });
  });

  it("asks for an upload URL by the file's base name", async () => {
    const { service } = connect();
    const { id } = await service.create(request);
    await service.uploadTarget(id, "2026/q4/reviews.csv");
    expect(sandbox.requests.at(-1)).toMatchObject({
      path: expect.stringMatching(/\/upload-url\/reviews\.csv$/),
      status: 200,
    });
  });

  it("requires nothing of a creation's answer but the id", async () => {
    fault("create", { kind: "answer", body: "no-status" });
    expect(await connect().service.create(request)).toMatchObject({ needsSchema: false });
  });

  it("says of a version 4 dataset without a schema that it needs one", async () => {
    fault("create", { kind: "answer", body: "version-4" });
    const created = await connect().service.create(request);
    expect(created.needsSchema).toBe(true);
    fault("get", { kind: "answer", body: "version-4" });
    await expect(connect().service.get(created.id)).rejects.toMatchObject({
      name: "DatasetNeedsSchema",
      retryable: false,
      message: expect.stringContaining(created.id),
    });
  });

  it.each([401, 403, 404])(
    "takes %i with a token that the service knows for a workspace out of reach",
    async (status) => {
      const refused: FaultRule = { call: "create", workspace: "w", fault: { kind: "status", status } };
      sandbox.faults.set([refused]);
      await expect(connect().service.create(request)).rejects.toMatchObject({
        name: "DatasetServiceAccessRefused",
        status,
        retryable: false,
      });
      await connect().service.create({ ...request, workspaceId: "another" });
    },
  );

  it.each([
    ["is refused too", { kind: "status", status: 401 }],
    ["fails", { kind: "status", status: 503 }],
    ["breaks off", { kind: "reset", effect: "before" }],
  ] satisfies [string, Fault][])(
    "takes a 401 for a refused token where the check of the token %s",
    async (_, check) => {
      sandbox.faults.set([
        { call: "create", fault: { kind: "status", status: 401 } },
        { call: "me", fault: check },
      ]);
      await expect(connect().service.create(request)).rejects.toMatchObject({ name: "DatasetServiceTokenRefused" });
    },
  );

  /** A service that gives every call the same answer. @param called with each call */
  async function answeringAlike(called: (incoming: IncomingMessage) => void) {
    const server = createServer((incoming, response) => {
      called(incoming);
      response.end(JSON.stringify({ id: "x", status: "READY" }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const service = connectDatasetService({ baseUrl: `http://127.0.0.1:${port}`, readToken: async () => TOKEN });
    return { service, close: () => server.close() };
  }

  it("names itself and its version in every call", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8"));
    const agents: unknown[] = [];
    const { service, close } = await answeringAlike(({ headers }) => agents.push(headers["user-agent"]));
    await service.get("x");
    close();
    expect(agents).toEqual([`dropset/${version}`]);
  });

  it("has a new connection for every call, since an idle one may have died", async () => {
    const ports = new Set<number | undefined>();
    const { service, close } = await answeringAlike(({ socket }) => ports.add(socket.remotePort));
    await service.get("x");
    await service.create(request);
    await service.create(request);
    close();
    expect(ports.size).toBe(3);
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
