import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropId } from "../../../functions/drops/drop.ts";
import type { Workspaces } from "../../../functions/drops/workspaces.ts";
import { accessOf, type Person } from "../../../functions/page/access.ts";
import { cases } from "../../cases.ts";
import { ANN, BOB, EVE, startPage, type TestPage } from "./page.ts";

let page: TestPage;
beforeAll(async () => {
  page = await startPage();
});
afterAll(() => page.close());

const FINDING = { code: "row-width", severity: "error", line: 2, column: null, message: "m", hint: "h" } as const;
const REPORT = { findings: [FINDING], findingCounts: { "row-width": 1 } };

describe("somebody with access to one workspace", () => {
  it("sees the drops that go there, and none of others", async () => {
    const mine = await page.drop("incoming/red/a.csv", "id\n1,2\n", { workspaceId: "w1" });
    const direct = await page.drop("incoming/direct.csv", "id\n1\n", { workspaceId: "w1" });
    const theirs = await page.drop("incoming/w2/a.csv", "id\n1\n", { workspaceId: "w2" });
    const nobodys = await page.drop("incoming/nowhere/a.csv", "id\n1\n");
    const keysFor = async (person: Person) =>
      (await page.call(person, "GET", "/api/drops")).body.drops.map(({ key }: { key: string }) => key).sort();
    expect(await keysFor(ANN)).toEqual([direct.key, mine.key].sort());
    expect(await keysFor(BOB)).toEqual([theirs.key]);
    expect(await keysFor(EVE)).toEqual([direct.key, mine.key, theirs.key, nobodys.key].sort());
  });

  it("does not see a file in another one's folder whose metadata names theirs", async () => {
    const since = encodeURIComponent(new Date().toISOString());
    const drop = await page.drop("incoming/w2/led-astray.csv", "id\n1\n", { workspaceId: "w1" });
    await page.drop("incoming/red/mine.csv", "id\n1\n", { workspaceId: "w1" });
    const changes = (await page.call(ANN, "GET", `/api/changes?since=${since}`)).text;
    expect(changes).toContain("red/mine.csv");
    expect(changes).not.toContain("led-astray");
    expect((await page.call(ANN, "GET", `/api/drops/${dropId(drop)}`)).status).toBe(404);
    expect((await page.call(ANN, "GET", "/api/drops")).text).not.toContain("led-astray");
    expect((await page.call(BOB, "GET", `/api/drops/${dropId(drop)}`)).status).toBe(404);
  });

  it("hears of no change to others' drops", async () => {
    const since = encodeURIComponent(new Date().toISOString());
    await page.drop("incoming/red/changed.csv", "id\n1\n", { workspaceId: "w1" });
    await page.drop("incoming/w2/changed.csv", "id\n1\n", { workspaceId: "w2" });
    expect((await page.call(BOB, "GET", `/api/changes?since=${since}`)).text).not.toContain("red/");
    const { body } = await page.call(ANN, "GET", `/api/changes?since=${since}`);
    expect(body.drops.map(({ key }: { key: string }) => key)).toContain("incoming/red/changed.csv");
    expect(JSON.stringify(body)).not.toContain("w2/");
  });

  it.each([
    ["GET", "", undefined],
    ["GET", "/excerpts", undefined],
    ["GET", "/datapoints", undefined],
    ["POST", "/downloads", { kind: "file" }],
    ["POST", "/downloads", { kind: "report" }],
    ["POST", "/downloads", { kind: "offending-rows" }],
    ["POST", "/downloads", { kind: "refused-rows" }],
  ] as const)(
    "gets the same answer for others' drops as for none: %s /api/drops/:id%s %o",
    async (method, path, body) => {
      const refused = { refusedFile: "results/red/rows.csv/v.refused.csv" };
      const drop = await page.drop(
        "incoming/red/rows.csv",
        "id,a\n1\n",
        { workspaceId: "w1" },
        { ...REPORT, ...refused },
      );
      const route = (id: string) => `/api/drops/${id}${path}`;
      expect((await page.call(ANN, method, route(dropId(drop)), body)).status).toBe(200);
      const theirs = await page.call(BOB, method, route(dropId(drop)), body);
      const none = await page.call(BOB, method, route("0".repeat(64)), body);
      expect([theirs.status, theirs.text]).toEqual([404, none.text]);
    },
  );

  it.each([
    ["", { name: "a.csv", size: 1, workspaceId: "w1" }],
    ["", { name: "a.csv", size: 1, folder: "red/set" }],
    ["", { name: "a.csv", size: 1, folder: "free" }],
    ["", { name: "a.csv", size: 1, folder: "w2/../red" }],
    ["/parts", { key: "incoming/red/a.csv", uploadId: "u", parts: [{ number: 1, bytes: 10 }] }],
    ["/parts-done", { key: "incoming/red/a.csv", uploadId: "u" }],
    ["/complete", { key: "incoming/red/a.csv", uploadId: "u", size: 1 }],
    ["/complete", { key: "incoming/red/a.csv", versionId: "v" }],
    ["/complete", { key: "incoming/a.csv", versionId: "v" }],
    ["/complete", { key: "results/w2/a.csv", versionId: "v" }],
  ])("uploads nothing to others' folders: POST /api/uploads%s %o", async (path, body) => {
    expect((await page.call(BOB, "POST", `/api/uploads${path}`, body)).status).toBe(404);
  });

  it("stops no upload of others, and completes none", async () => {
    const started = await page.call(ANN, "POST", "/api/uploads", { name: "large.csv", size: 20 * 1024 ** 2 });
    const { key, uploadId } = started.body;
    for (const [method, path] of [
      ["DELETE", "/api/uploads"],
      ["POST", "/api/uploads/complete"],
      ["POST", "/api/uploads/parts-done"],
    ] as const) {
      expect((await page.call(BOB, method, path, { key, uploadId, size: 0 })).status).toBe(404);
      // With a key of one's own, the id is of no upload.
      const own = await page.call(BOB, method, path, { key: "incoming/w2/large.csv", uploadId, size: 0 });
      expect(own.status === 204 || own.status === 404).toBe(true);
    }
    expect((await page.call(ANN, "POST", "/api/uploads/parts-done", { key, uploadId })).body).toEqual({ parts: [] });
    expect((await page.call(ANN, "DELETE", "/api/uploads", { key, uploadId })).status).toBe(204);
  });

  it("takes no credit for what somebody else uploaded to the same workspace", async () => {
    const carl = { name: "carl@example.com", workspaces: ["w1"] };
    const { body } = await page.call(ANN, "POST", "/api/uploads", { name: "anns.csv", size: 3 });
    const put = await fetch(body.url, { method: "PUT", headers: body.headers, body: "id\n" });
    const sent = { key: body.key, versionId: put.headers.get("x-amz-version-id") };
    expect((await page.call(carl, "POST", "/api/uploads/complete", sent)).status).toBe(404);
    expect((await page.call(ANN, "POST", "/api/uploads/complete", sent)).status).toBe(201);
  });

  it("sees and defines typed folders of that workspace alone", async () => {
    const paths = async (person: Person) =>
      (await page.call(person, "GET", "/api/folders")).body.map(({ path }: { path: string }) => path);
    const save = (person: Person, path: string) =>
      page.call(person, "POST", `/api/folders?path=${encodeURIComponent(path)}`, '{"schema":{"fields":{}}}');
    expect((await save(ANN, "red/new")).status).toBe(201);
    expect((await save(ANN, "w1/by-id")).status).toBe(201);
    for (const path of ["w2/new", "w2", "free/new", "new", " w2/new"]) {
      expect((await save(ANN, path)).status, path).not.toBe(201);
    }
    expect(await paths(ANN)).toEqual(["red/new", "red/set", "w1/by-id"]);
    expect(await paths(BOB)).toEqual(["w2/set"]);
    expect(await paths(EVE)).toEqual(["free", "red/new", "red/set", "w1/by-id", "w2/set"]);
  });

  it("learns of that workspace alone, and not how much others upload", async () => {
    expect((await page.call(BOB, "GET", "/api/session")).body).toMatchObject({
      person: "bob@example.com",
      workspaces: [{ id: "w2", label: "w2", prefix: "w2/" }],
      waiting: null,
    });
    expect((await page.call(ANN, "GET", "/api/session")).body.workspaces).toEqual([
      { id: "w1", label: "red", prefix: "red/" },
    ]);
    expect((await page.call(EVE, "GET", "/api/session")).body).toMatchObject({
      workspaces: [
        { id: "w1", label: "red", prefix: "" },
        { id: "w2", label: "w2", prefix: "w2/" },
      ],
      waiting: 3,
    });
  });
});

describe("a key", () => {
  const WORKSPACES: Workspaces[] = [
    { allowed: [{ id: "w1", prefix: "red" }, { id: "w2" }], defaultId: undefined },
    { allowed: [], defaultId: "w1" },
  ];
  const part = fc.oneof(
    fc.constantFrom("w1", "w2", "red", "", ".", "..", " w2", "w2 ", "_dataset.json", "%2e%2e", "w1\u0000", "__proto__"),
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.string({ minLength: 990, maxLength: 1030 }),
  );
  const key = fc
    .tuple(fc.constantFrom("incoming/", "results/", "incoming", "", "Incoming/"), fc.array(part, { maxLength: 4 }))
    .map(([prefix, parts]) => prefix + parts.join("/"));

  it("that somebody with one workspace may upload to always lies in its folder", () => {
    fc.assert(
      fc.property(key, fc.constantFrom(...WORKSPACES), (given, workspaces) => {
        const access = accessOf({ name: "ann", workspaces: ["w1"] }, workspaces);
        if (!access.uploadsTo(given)) return;
        expect(given).toMatch(
          workspaces.allowed.length > 0 ? /^incoming\/\s*(?:w1|red)\s*\/./su : /^incoming\/\s*w1\s*\/./su,
        );
        expect(access.workspaceOf(given)).toBe("w1");
      }),
      { numRuns: cases(2000) },
    );
  });

  it("that anybody may upload to is one that browsers, S3 and the pipeline read alike", () => {
    fc.assert(
      fc.property(key, (given) => {
        const access = accessOf({ name: null, workspaces: "all" }, { allowed: [], defaultId: "w1" });
        if (!access.uploadsTo(given)) return;
        const url = new URL(`https://bucket.s3.amazonaws.com/${given.split("/").map(encodeURIComponent).join("/")}`);
        expect(url.pathname.slice(1).split("/").map(decodeURIComponent).join("/")).toBe(given);
        expect(Buffer.byteLength(given)).toBeLessThanOrEqual(1024);
        expect(given.endsWith("/_dataset.json")).toBe(false);
      }),
      { numRuns: cases(2000) },
    );
  });
});
