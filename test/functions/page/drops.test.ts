import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Drop, dropId, versionOf } from "../../../functions/drops/drop.ts";
import { rowsToFixKey } from "../../../functions/drops/object-keys.ts";
import type { Report } from "../../../functions/drops/report.ts";
import { connectDropReader } from "../../../functions/page/drop-reader.ts";
import { storeRowsToFix } from "../../../functions/page/rows-to-fix.ts";
import { ANN, EVE, startPage, type TestPage } from "./page.ts";

/** How far the page's clock is ahead, and how often it was waited for. */
let aheadMs = 0;
let waits = 0;
/** What happens while the page waits. */
let meanwhile: (() => Promise<unknown>) | undefined;

let page: TestPage;
beforeAll(async () => {
  page = await startPage({
    clock: {
      now: () => Date.now() + aheadMs,
      async wait(milliseconds) {
        aheadMs += milliseconds;
        waits++;
        await meanwhile?.();
        meanwhile = undefined;
      },
    },
  });
});
afterAll(() => page.close());
afterEach(() => {
  aheadMs = 0;
  waits = 0;
  meanwhile = undefined;
});

const list = async (query = "") => (await page.call(EVE, "GET", `/api/drops${query}`)).body;
const changes = (revision: string) => page.call(EVE, "GET", `/api/changes?since=${encodeURIComponent(revision)}`);
const keysOf = (body: { drops: { key: string }[] }) => body.drops.map(({ key }) => key);

describe("the list", () => {
  it("is read page by page, the newest first", async () => {
    const keys = [3, 2, 1].map((number) => `incoming/red/page-${number}.csv`);
    for (const key of [...keys].reverse()) await page.drop(key, "id\n1\n", { workspaceId: "w1" });
    const first = await list("?limit=2");
    expect(keysOf(first)).toEqual(keys.slice(0, 2));
    const rest = await list(`?limit=2&before=${encodeURIComponent(first.next)}`);
    expect(keysOf(rest)).toEqual(keys.slice(2));
    expect(rest.next).toBeNull();
  });

  it.each(["?limit=0", "?limit=-1", "?limit=x", "?limit=1e9", "?limit=1.5", "?before="])(
    "takes any question: %s",
    async (query) => {
      expect((await page.call(EVE, "GET", `/api/drops${query}`)).status).toBe(200);
    },
  );

  it.each(["%00", "x".repeat(1100), "2026-01-01", `2026-01-01T00:00:00.000Z%20${"g".repeat(64)}`])(
    "has no page before what is no page's end: %s",
    async (before) => {
      const { status, body } = await page.call(EVE, "GET", `/api/drops?before=${before}`);
      expect([status, body.message]).toEqual([400, expect.stringMatching(/\.$/)]);
    },
  );

  it("shows a drop as answered whose report is there although its record stands still", async () => {
    const drop = await page.drop(
      "incoming/red/settled.csv",
      "id\n1\n",
      { workspaceId: "w1" },
      {
        outcome: "ready",
        finishedAt: new Date(Date.now() + 5000).toISOString(),
      },
    );
    const stepOf = async () => (await list()).drops.find(({ id }: { id: string }) => id === dropId(drop)).step;
    expect(await stepOf()).toBe("validating");
    aheadMs = 61_000;
    expect(await stepOf()).toBe("answered");
    expect((await page.call(EVE, "GET", `/api/drops/${dropId(drop)}`)).body.line).toMatchObject({
      step: "answered",
      outcome: "ready",
    });
  });
});

describe("changes", () => {
  it("are answered at once, and each one once", async () => {
    const { revision } = await list();
    const drop = await page.drop("incoming/red/now.csv", "id\n1\n", { workspaceId: "w1" });
    const first = await changes(revision);
    expect(keysOf(first.body)).toEqual([drop.key]);
    expect(waits).toBe(0);
    await page.recordWriter.write({
      drop,
      attempt: 1,
      startedAt: new Date().toISOString(),
      step: "uploading",
      done: 0.5,
    });
    const second = await changes(first.body.revision);
    expect(second.body.drops).toEqual([expect.objectContaining({ key: drop.key, step: "uploading", done: 0.5 })]);
    expect((await changes(second.body.revision)).body.drops).toEqual([]);
  });

  it("are waited for up to 20 seconds", async () => {
    const { revision } = await list();
    meanwhile = () => page.drop("incoming/red/later.csv", "id\n1\n", { workspaceId: "w1" });
    expect(keysOf((await changes(revision)).body)).toEqual(["incoming/red/later.csv"]);
    expect(waits).toBe(1);

    const { revision: last } = await list();
    const start = Date.now() + aheadMs;
    const none = await changes(last);
    expect(none.body.drops).toEqual([]);
    // By the page's clock, which goes on while a slow machine reads.
    expect(Date.now() + aheadMs - start).toBeGreaterThan(19_000);
    expect(aheadMs).toBeLessThanOrEqual(20_700);
  });

  it("are asked for with a short URL, however many there were", async () => {
    for (let number = 0; number < 120; number++) {
      const drop = { bucket: page.bucket, key: `incoming/red/burst-${number}.csv`, versionId: "v1" };
      const startedAt = new Date().toISOString();
      await page.recordWriter.write({ drop, attempt: 1, startedAt, step: "dropped", workspaceId: "w1" });
    }
    const { body } = await changes(`${new Date(Date.now() - 60_000).toISOString()}~`);
    expect(body.drops.length).toBeGreaterThanOrEqual(120);
    for (const { revision } of [body, await list("?limit=200")]) {
      expect(encodeURIComponent(revision).length).toBeLessThan(500);
      // Those beyond are sent again.
      const { length } = (await changes(revision)).body.drops;
      expect(length).toBeLessThan(body.drops.length);
    }
  });

  it.each(["", "~", "yesterday", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z~abc"])(
    "since what is too long ago, or no time, begin with the list: %j",
    async (revision) => {
      const { status, body } = await changes(revision);
      expect(status).toBe(410);
      expect(body.message).toMatch(/read the list again/);
    },
  );
});

describe("a drop", () => {
  const FINDING = { code: "row-width", severity: "error", line: 3, column: null, message: "m", hint: "h" } as const;
  const report: Partial<Report> = {
    findings: [FINDING],
    findingCounts: { "row-width": 1 },
    file: { bytes: 20, rows: 2, columns: [], taskGroups: null, preview: [], previewHidden: [] },
  };
  const get = (drop: Drop, path = "") => page.call(ANN, "GET", `/api/drops/${dropId(drop)}${path}`);
  const download = (drop: Drop, kind: string) =>
    page.call(ANN, "POST", `/api/drops/${dropId(drop)}/downloads`, { kind });

  it("has its report, the lines with findings, and its datapoints", async () => {
    const drop = await page.drop("incoming/red/shown.csv", "id,a\n1,x\n2,y,z\n", { workspaceId: "w1" }, report);
    expect((await get(drop)).body).toMatchObject({
      line: { key: drop.key },
      report: { outcome: "rejected" },
      record: null,
    });
    expect((await get(drop, "/excerpts")).body).toEqual([{ before: "", marked: "2,y,z", after: "" }]);
    const { body } = await get(drop, "/datapoints?after=1&search=y");
    expect(body.datapoints).toEqual([expect.objectContaining({ number: 2 })]);
  });

  it("is downloaded from S3 under its own name, and never shown by a browser", async () => {
    const drop = await page.drop('incoming/red/Größe "1".csv', "id\n1\n", { workspaceId: "w1" });
    const { body } = await download(drop, "file");
    const { searchParams } = new URL(body.url);
    expect(searchParams.get("versionId")).toBe(drop.versionId);
    expect(searchParams.get("X-Amz-Expires")).toBe("300");
    expect(searchParams.get("response-content-type")).toBe("text/plain; charset=utf-8");
    const got = await fetch(body.url);
    expect(got.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.csv");
    expect(await got.text()).toBe("id\n1\n");
  });

  it.each([null, "Suspended"] as const)(
    "is downloaded only as it was, where the bucket keeps no versions: %s",
    async (versioning) => {
      const plain = await startPage();
      plain.storage.store.index.buckets.setVersioning(plain.bucket, versioning);
      const put = (Body: string) => plain.s3.send(new PutObjectCommand({ Bucket: plain.bucket, Key: key, Body }));
      const key = "incoming/red/same.csv";
      const drop = { bucket: plain.bucket, key, versionId: versionOf(await put("id\n1\n")) };
      const startedAt = new Date().toISOString();
      await plain.recordWriter.write({ drop, attempt: 1, startedAt, step: "dropped", workspaceId: "w1" });
      const route = `/api/drops/${dropId(drop)}/downloads`;
      const { body } = await plain.call(ANN, "POST", route, { kind: "file" });
      expect(await (await fetch(body.url)).text()).toBe("id\n1\n");

      await put("id\n2\n");
      const answer = await plain.call(ANN, "POST", route, { kind: "file" });
      expect([answer.status, answer.body.message]).toEqual([410, expect.stringContaining("was overwritten")]);
      await plain.close();
    },
  );

  it("has the rows with findings as a file of their own", async () => {
    const drop = await page.drop("incoming/red/rows.csv", "id,a\n1,x\n2,y,z\n", { workspaceId: "w1" });
    const { body } = await download(drop, "offending-rows");
    expect(body.isCut).toBe(false);
    const got = await fetch(body.url);
    expect(await got.text()).toMatch(
      /^id,a,META_WHY\r\n2,"y,z",Line 3, row-width:|^id,a,META_WHY\r\n2,"y,z","Line 3, row-width:/,
    );
    expect(got.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''rows%20rows%20to%20fix.csv");
    expect(got.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  });

  it("has the first rows with findings where there are more than fit, or reading takes too long", async () => {
    const drop = await page.drop("incoming/red/many.csv", `id,a\n${"1,x,z\n".repeat(100)}`, { workspaceId: "w1" });
    const { s3, bucket } = page;
    const dependencies = { s3, bucket, severities: {}, reader: connectDropReader(s3) };
    const stored = async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: rowsToFixKey(drop) }));
      return (await Body?.transformToString())?.trimEnd().split("\r\n") ?? [];
    };
    expect(await storeRowsToFix(drop, undefined, dependencies, { bytes: 1000, seconds: 10 })).toBe(true);
    const rows = await stored();
    expect(rows[0]).toBe("id,a,META_WHY");
    expect(rows.length).toBeGreaterThan(2);
    expect(Buffer.byteLength(rows.join("\r\n"))).toBeLessThanOrEqual(1000);

    expect(await storeRowsToFix(drop, undefined, dependencies, { bytes: 1_000_000, seconds: 0 })).toBe(true);
    expect(await storeRowsToFix(drop, undefined, dependencies)).toBe(false);
    expect(await stored()).toHaveLength(101);
  });

  it("has as many datapoints in an answer as fit, however large they are", async () => {
    const value = '"'.repeat(9_000);
    const columns = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const row = columns.map(() => `"${value.replaceAll('"', '""')}"`).join(",");
    const content = `${columns.join(",")}\n${`${row}\n`.repeat(10)}`;
    const drop = await page.drop("incoming/red/wide.csv", content, { workspaceId: "w1" }, report);
    const { text, body } = await get(drop, "/datapoints");
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(6_000_000);
    expect(body.datapoints.length).toBeGreaterThan(0);
    expect(body.hasMore).toBe(true);
  });

  it("has the beginning of each value of a datapoint that does not fit into an answer", async () => {
    // JSON has six characters for each of these.
    const names = Array.from({ length: 100 }, (_, index) => `c${index}`).join(",");
    const row = (value: string) => `${Array.from({ length: 100 }, () => value).join(",")}\n`;
    const content = `${names}\n${row("\u0001".repeat(9_000))}${row("y")}`;
    const drop = await page.drop("incoming/red/long.csv", content, { workspaceId: "w1" }, report);
    const { body } = await get(drop, "/datapoints");
    expect(body.hasMore).toBe(true);
    expect(body.datapoints).toHaveLength(1);
    const [{ number, visible, hidden }] = body.datapoints;
    expect([number, visible.length, hidden]).toEqual([1, 100, []]);
    expect(new Set(visible)).toEqual(new Set([`${"\u0001".repeat(1000)}…`]));
  });

  it("has no excerpts, datapoints and report before it is answered, and says when its file is gone", async () => {
    const drop = await page.drop("incoming/red/early.csv", "id\n1\n", { workspaceId: "w1" });
    for (const path of ["/excerpts", "/datapoints"]) expect((await get(drop, path)).status).toBe(404);
    for (const kind of ["report", "refused-rows"]) expect((await download(drop, kind)).status).toBe(404);
    expect((await download(drop, "everything")).status).toBe(400);

    const gone = { ...drop, versionId: "3sL4kqtJlcpXroDTDmJ" };
    await page.recordWriter.write({
      drop: gone,
      attempt: 1,
      startedAt: new Date().toISOString(),
      step: "dropped",
      workspaceId: "w1",
    });
    for (const kind of ["file", "offending-rows"]) {
      const answer = await download(gone, kind);
      expect([answer.status, answer.body.message]).toEqual([410, expect.stringContaining("was deleted")]);
    }
  });
});
