import { afterEach, describe, expect, it, vi } from "vitest";
import { connectDatasetService, type DatasetServiceOptions } from "../../../functions/datasets/dataset-service.ts";
import { reason } from "../../../functions/datasets/service-call.ts";
import { startStorage } from "../storage-server.ts";

const TOKEN = "the-token";
const DATASETS = "/api/v1/data-collection/datasets";
type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

let server: Awaited<ReturnType<typeof startStorage>> | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
});

/** A service that gives these answers one after the other, the last one again and again. */
async function serviceAnswering(answers: readonly Answer[], options: Partial<DatasetServiceOptions> = {}) {
  let next = 0;
  server = await startStorage((_, response) => {
    const [status, body, headers = {}] = answers[Math.min(next++, answers.length - 1)] ?? [500, ""];
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const trouble: unknown[][] = [];
  const { origin } = new URL(server.url);
  const service = connectDatasetService({
    baseUrl: `${origin}//`,
    readToken: async () => TOKEN,
    patienceMs: 0,
    onTrouble: (error, tries, nextAt) => void trouble.push([Object(error).name, tries, nextAt]),
    ...options,
  });
  return { service, trouble, received: server.received };
}
const READY = { id: "d1", status: "READY" };

describe("a call to the dataset service", () => {
  it("has the token, and a body only where it creates", async () => {
    const { service, received, trouble } = await serviceAnswering([
      [200, { id: "d1" }],
      [200, READY],
    ]);
    await service.create({ name: "n", workspaceId: "w" });
    await service.get("a/b");
    expect(received).toMatchObject([
      { method: "POST", path: DATASETS, headers: { authorization: "Token the-token", accept: "application/json" } },
      { method: "GET", path: `${DATASETS}/a%2Fb`, headers: { authorization: "Token the-token" } },
    ]);
    expect(received[0]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(String(received[0]?.body))).toEqual({ name: "n", workspace_id: "w" });
    expect(received[1]?.headers).not.toHaveProperty("content-type");
    expect(trouble).toEqual([]);
  });

  it("for an upload URL reads how to upload, a PUT of text/csv by default", async () => {
    const url = "http://storage/x";
    const { service, received } = await serviceAnswering([
      [200, { upload_url: url }],
      [200, { upload_url: url, http_method: "POST", content_type: "text/plain", import_id: "i1" }],
      [200, { upload_url: url }],
      [200, { upload_url: "ftp://storage/x" }],
    ]);
    expect(await service.uploadTarget("d/1", "a/b c.csv")).toEqual({
      url,
      method: "PUT",
      contentType: "text/csv",
      importId: null,
    });
    expect(await service.uploadTarget("d1", "b.csv")).toEqual({
      url,
      method: "POST",
      contentType: "text/plain",
      importId: "i1",
    });
    expect((await service.uploadTarget("d1", "c.JSONL")).contentType).toBe("application/x-ndjson");
    await expect(service.uploadTarget("d1", "b.csv")).rejects.toMatchObject({ name: "DatasetServiceUnavailable" });
    expect(received[0]?.path).toBe(`${DATASETS}/d%2F1/upload-url/b%20c.csv`);
  });

  it.each([
    [
      { ...READY, total_datapoint_count: 7 },
      { id: "d1", status: "READY", datapoints: 7 },
    ],
    [READY, { id: "d1", status: "READY", datapoints: null }],
    [
      { ...READY, schema_version: 3 },
      { id: "d1", status: "READY", datapoints: null },
    ],
  ])("for a dataset reads %j", async (body, dataset) => {
    const { service } = await serviceAnswering([[200, body]]);
    expect(await service.get("d1")).toEqual(dataset);
  });

  it.each([
    [{ id: "d1" }, "DatasetServiceUnavailable"],
    [{ id: "", status: "READY" }, "DatasetServiceUnavailable"],
    [{ id: "d1", schema_version: 3 }, "DatasetServiceUnavailable"],
    [{ id: "d1", schema_version: 4 }, "DatasetNeedsSchema"],
  ])("for a dataset that is answered %j fails as %s", async (body, name) => {
    const { service } = await serviceAnswering([[200, body]]);
    await expect(service.get("d1")).rejects.toMatchObject({ name });
  });

  it.each([
    [{ id: "d1", schema_version: 4, schema: { a: 1 } }, false],
    [{ id: "d1", schema_version: 4 }, true],
    [{ id: "d1", schema_version: 5, schema: null }, true],
    [{ id: "d1", schema_version: 3 }, false],
    [{ id: "d1" }, false],
  ])("that creates %j says whether a schema is needed: %s", async (body, needsSchema) => {
    const { service } = await serviceAnswering([[201, body]]);
    expect(await service.create({ name: "n", workspaceId: "w" })).toEqual({ id: "d1", needsSchema });
  });

  it.each([
    [302, "DatasetServiceRefused", false],
    [400, "DatasetServiceRefused", false],
    [499, "DatasetServiceRefused", false],
    [401, "DatasetServiceTokenRefused", true],
    [403, "DatasetServiceTokenRefused", true],
    [429, "DatasetServiceThrottled", true],
    [500, "DatasetServiceUnavailable", true],
    [503, "DatasetServiceUnavailable", true],
  ])("that is answered %i fails as %s, retryable: %s", async (status, name, retryable) => {
    const { service } = await serviceAnswering([[status, { message: "no" }]]);
    await expect(service.get("d1")).rejects.toMatchObject({
      name,
      status,
      retryable,
      message: `Could not read a dataset: GET ${DATASETS}/d1 answered ${status}: no`,
    });
  });

  it.each([
    [500, true],
    [502, true],
    [503, false],
    [504, true],
  ])("that is answered %i may have taken effect: %s", async (status, mayHaveTakenEffect) => {
    const { service } = await serviceAnswering([[status, ""]]);
    await expect(service.get("d1")).rejects.toMatchObject({ mayHaveTakenEffect, retryAfterSeconds: null, code: null });
  });

  it("with an unreadable answer says so, and may have taken effect", async () => {
    const { service } = await serviceAnswering([[299, "{oops"]]);
    await expect(service.create({ name: "n", workspaceId: "w" })).rejects.toMatchObject({
      name: "DatasetServiceUnavailable",
      status: 299,
      mayHaveTakenEffect: true,
      message: `Could not create a dataset: POST ${DATASETS} answered 299 with an unexpected response body: {oops`,
    });
  });

  it("that gets no answer names the host and the cause", async () => {
    const { service } = await serviceAnswering([[200, READY]]);
    const { host } = new URL(server?.url ?? "");
    await server?.close();
    await expect(service.get("d1")).rejects.toMatchObject({
      status: null,
      code: "ECONNREFUSED",
      mayHaveTakenEffect: false,
      cause: expect.any(TypeError),
      message: `Could not read a dataset: GET ${DATASETS}/d1 at ${host} got no answer (ECONNREFUSED)`,
    });
  });
});

describe("a call that fails", () => {
  it("is tried again after a growing pause, as long as there is patience", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.01);
    const { service, trouble, received } = await serviceAnswering(
      [
        [503, ""],
        [500, ""],
        [200, READY],
      ],
      { patienceMs: 60_000 },
    );
    expect(await service.get("d1")).toMatchObject({ status: "READY" });
    expect(received).toHaveLength(3);
    const soon = expect.any(Number);
    expect(trouble).toEqual([
      ["DatasetServiceUnavailable", 1, soon],
      ["DatasetServiceUnavailable", 2, soon],
    ]);
  });

  it("is not tried again when its patience ends before the next try", async () => {
    const after: Answer = [503, "", { "retry-after": "30" }];
    const { service, trouble, received } = await serviceAnswering([after], { patienceMs: 20_000 });
    await expect(service.get("d1")).rejects.toMatchObject({ retryAfterSeconds: 30 });
    expect(received).toHaveLength(1);
    expect(trouble).toEqual([["DatasetServiceUnavailable", 1, null]]);
  });

  it("has 45 s of patience by default", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    for (const [seconds, calls] of [
      ["46", 1],
      ["1", 2],
    ] as const) {
      const answers: Answer[] = [
        [429, "", { "retry-after": seconds }],
        [400, ""],
      ];
      const { service, received } = await serviceAnswering(answers, { patienceMs: undefined });
      await expect(service.get("d1")).rejects.toMatchObject({ retryable: calls === 1 });
      expect(received).toHaveLength(calls);
      await server?.close();
    }
  });

  it.each([
    [[400, ""], "DatasetServiceRefused"],
    [[404, ""], "DatasetServiceRefused"],
  ] satisfies [Answer, string][])("for good is not tried again: %j", async (answer, name) => {
    const { service, trouble, received } = await serviceAnswering([answer], { patienceMs: 60_000 });
    await expect(service.get("d1")).rejects.toMatchObject({ name });
    expect(received).toHaveLength(1);
    expect(trouble).toEqual([[name, 1, null]]);
  });

  it("for a refused token is tried at once with a fresh one, and then checks the token", async () => {
    const { service, trouble, received } = await serviceAnswering([[401, ""]], { patienceMs: 60_000 });
    const before = Date.now();
    await expect(service.get("d1")).rejects.toMatchObject({ name: "DatasetServiceTokenRefused" });
    expect(received.map(({ path }) => path)).toEqual([`${DATASETS}/d1`, `${DATASETS}/d1`, "/api/v1/users/me/"]);
    expect(trouble).toEqual([
      ["DatasetServiceTokenRefused", 1, expect.any(Number)],
      ["DatasetServiceTokenRefused", 2, null],
    ]);
    expect(trouble[0]?.[2]).toBeGreaterThanOrEqual(before);
  });

  it("by a 404 asks for the token only where a workspace may be out of reach", async () => {
    const answers: Answer[] = [
      [404, ""],
      [200, {}],
    ];
    const creating = await serviceAnswering(answers);
    await expect(creating.service.create({ name: "n", workspaceId: "w" })).rejects.toMatchObject({
      name: "DatasetServiceAccessRefused",
      status: 404,
      retryable: false,
    });
    await server?.close();
    const reading = await serviceAnswering(answers);
    await expect(reading.service.get("d1")).rejects.toMatchObject({ name: "DatasetServiceRefused" });
  });
});

it.each([
  [Object.assign(new Error("m"), { code: "ECONNRESET" }), "ECONNRESET"],
  [new Error("fetch failed", { cause: Object.assign(new Error("m"), { code: "EPIPE" }) }), "EPIPE"],
  [new Error("fetch failed", { cause: "text" }), "fetch failed"],
  [Object.assign(new Error("m"), { code: 7 }), "m"],
  [new TypeError(""), "TypeError"],
  ["text", "text"],
])("the reason of %o is %s", (error, why) => expect(reason(error)).toBe(why));
