import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { dropId } from "../../../../functions/drops/drop.ts";
import { DROP_STEPS, placeOf } from "../../../../functions/drops/records/drop-record.ts";
import { connectRecordReader } from "../../../../functions/drops/records/record-reader.ts";
import { RECORD_EXPIRY } from "../../../../functions/drops/records/record-table.ts";
import { connectRecordWriter, type RecordChange } from "../../../../functions/drops/records/record-writer.ts";
import { cases } from "../../../cases.ts";
import { startTables } from "../table.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

let number = 0;
async function connect() {
  const tableName = await tables.createRecords(`records-${number++}`);
  const notWritten = vi.fn();
  const writer = connectRecordWriter({ tableName, client: tables.client, keptDays: 400, notWritten });
  return { tableName, writer, reader: connectRecordReader(tableName, tables.client), notWritten };
}

function drop(key: string) {
  return { bucket: "drops", key: `incoming/${key}`, versionId: "v1" };
}

function change(key: string, more: Partial<RecordChange> = {}): RecordChange {
  return { drop: drop(key), attempt: 1, startedAt: "2026-11-26T06:00:00Z", step: "validating", ...more };
}

describe("a record", () => {
  it("expires 400 days after its last change", async () => {
    const { tableName, writer } = await connect();
    const before = Math.floor(Date.now() / 1000);
    await writer.write(change("expires.csv"));
    const Key = { id: { S: dropId(drop("expires.csv")) } };
    const { Item } = await tables.client.send(new GetItemCommand({ TableName: tableName, Key }));
    const days = (Number(Item?.[RECORD_EXPIRY]?.N) - before) / (24 * 60 * 60);
    expect(days).toBeGreaterThanOrEqual(400);
    expect(days).toBeLessThan(400.01);
  });

  it("keeps what each step learned, and forgets what was of one step alone", async () => {
    const { writer, reader } = await connect();
    await writer.write(change("a.csv", { bytes: 10, workspaceId: "w1", droppedBy: "ann@example.com", done: 0.5 }));
    await writer.write(change("a.csv", { step: "uploading", rows: 3, findings: 2, datasetId: "d1" }));
    expect(await reader.find(dropId(drop("a.csv")))).toMatchObject({
      key: "incoming/a.csv",
      step: "uploading",
      bytes: 10,
      rows: 3,
      findings: 2,
      workspaceId: "w1",
      droppedBy: "ann@example.com",
      datasetId: "d1",
      done: null,
      outcome: null,
      startedAt: "2026-11-26T06:00:00.000Z",
    });
  });

  it("only moves forward, whatever order its changes arrive in and however often", async () => {
    const { writer, reader } = await connect();
    const moves = fc.array(
      fc.record({ attempt: fc.integer({ min: 1, max: 3 }), step: fc.constantFrom(...DROP_STEPS) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.uuid(), moves, async (key, changes) => {
        for (const move of changes) await writer.write(change(key, move));
        const furthest = Math.max(...changes.map(({ attempt, step }) => placeOf(attempt, step)));
        const found = await reader.find(dropId(drop(key)));
        expect(found && placeOf(found.attempt, found.step)).toBe(furthest);
      }),
      { numRuns: cases(40) },
    );
  });

  it("forgets how an earlier attempt ended when the next one begins", async () => {
    const { writer, reader } = await connect();
    const ended = { outcome: "failed", failedWith: "timed-out", finishedAt: "2026-11-26T06:01:00.000Z" } as const;
    await writer.write(change("a.csv", { step: "answered", ...ended }));
    await writer.write(change("a.csv", { attempt: 2 }));
    expect(await reader.find(dropId(drop("a.csv")))).toMatchObject({
      attempt: 2,
      step: "validating",
      outcome: null,
      failedWith: null,
      finishedAt: null,
    });
  });

  it("counts the failed tries of a step, and says when the next one is at the latest", async () => {
    const { writer, reader } = await connect();
    const { drop: failed, attempt, startedAt } = change("a.csv");
    const failure = {
      drop: failed,
      attempt,
      startedAt,
      step: "processing",
      reason: "503",
      needsPerson: false,
    } as const;
    const error = "DatasetServiceUnavailable";
    const trouble = async () => (await reader.find(dropId(failed)))?.trouble;

    for (let tries = 1; tries <= 3; tries++) await writer.fail({ ...failure, tried: "poll 1", error });
    const third = await trouble();
    expect(third).toMatchObject({ kind: "retried", reason: "503", tries: 3, needsPerson: false });
    expect(Date.parse(third?.againAt ?? "") - Date.now()).toBeGreaterThan(15_000);

    await writer.fail({ ...failure, tried: "poll 2", error });
    expect(await trouble()).toMatchObject({ tries: 1 });

    // What a try writes before it fails too.
    const within = { step: failure.step, attempt: failure.attempt };
    await writer.write(change("a.csv", { ...within, done: 0.5 }));
    expect(await trouble()).toBeNull();
    await writer.fail({ ...failure, tried: "poll 2", error });
    expect(await trouble()).toMatchObject({ tries: 2 });
    await writer.write(change("a.csv", { ...within, done: 0.5, isEntered: true }));
    await writer.fail({ ...failure, tried: "poll 2", error });
    expect(await trouble()).toMatchObject({ tries: 1 });

    await writer.write(change("a.csv", { step: "processing" }));
    expect(await trouble()).toBeNull();
  });

  it("does not mention a trouble whose retry's time is over", async () => {
    const { writer, reader } = await connect();
    const trouble = { kind: "paced", reason: "", tries: 0, mostTries: null, needsPerson: false } as const;
    const paced = (againAt: number) => ({ trouble: { ...trouble, againAt: new Date(againAt).toISOString() } });
    await writer.write(change("a.csv", paced(Date.now() - 60_000)));
    await writer.write(change("b.csv", paced(Date.now() + 60_000)));
    expect(await reader.find(dropId(drop("a.csv")))).toMatchObject({ trouble: null });
    expect(await reader.find(dropId(drop("b.csv")))).toMatchObject({ trouble: { kind: "paced" } });
  });

  it("that cannot be written holds nothing up", async () => {
    const notWritten = vi.fn();
    const writer = connectRecordWriter({ tableName: "none", client: tables.client, keptDays: 1, notWritten });
    await writer.write(change("a.csv"));
    await writer.fail({ ...change("a.csv"), tried: "upload", error: "X", reason: "", needsPerson: false });
    expect(notWritten).toHaveBeenCalledTimes(2);
  });
});

describe("a list", () => {
  it("has a workspace's drops, or all, the newest first, page by page", async () => {
    const { writer, reader } = await connect();
    const minutes = Array.from({ length: 23 }, (_, index) => index);
    for (const minute of [...minutes].sort(() => Math.random() - 0.5)) {
      const startedAt = `2026-11-26T06:${String(minute).padStart(2, "0")}:00Z`;
      await writer.write(change(`${minute}.csv`, { startedAt, workspaceId: minute % 2 ? "odd" : "even" }));
    }
    const keysOf = async (scope: "all" | string[]) => {
      const keys: string[] = [];
      let before: string | undefined;
      for (;;) {
        const page = await reader.list({ scope, limit: 5, before });
        expect(page.records.length).toBeLessThanOrEqual(5);
        keys.push(...page.records.map(({ key }) => key));
        if (page.next === null) return keys;
        before = page.next;
      }
    };
    const newestFirst = minutes.reverse().map((minute) => `incoming/${minute}.csv`);
    expect(await keysOf("all")).toEqual(newestFirst);
    expect(await keysOf(["odd", "even"])).toEqual(newestFirst);
    expect(await keysOf(["odd"])).toEqual(newestFirst.filter((_, index) => index % 2));
    expect(await keysOf(["none"])).toEqual([]);
  });

  it("can be narrowed down to outcomes, and to drops on their way", async () => {
    const { writer, reader } = await connect();
    await writer.write(change("failed.csv", { step: "answered", outcome: "failed" }));
    await writer.write(change("ready.csv", { step: "answered", outcome: "ready" }));
    await writer.write(change("given-up.csv", { step: "given-up" }));
    await writer.write(change("now.csv", { step: "uploading" }));
    const keys = async (...states: ("failed" | "ready" | "given-up" | "in-progress")[]) =>
      (await reader.list({ scope: "all", limit: 5, states })).records.map(({ key }) => key).sort();
    expect(await keys("failed")).toEqual(["incoming/failed.csv"]);
    expect(await keys("in-progress", "given-up")).toEqual(["incoming/given-up.csv", "incoming/now.csv"]);
  });
});

describe("a folder with a definition", () => {
  it("is kept once, however often it is defined, and is in no list of drops", async () => {
    const { writer, reader } = await connect();
    for (const path of ["red/set", "blue", "red/set", ""]) await writer.keepFolder(path);
    await writer.write(change("a.csv"));
    expect(await reader.folders()).toEqual(["", "blue", "red/set"]);
    expect((await reader.list({ scope: "all", limit: 5 })).records).toHaveLength(1);
  });
});

describe("changes", () => {
  it("are those since the last answer, of the workspaces that are asked for", async () => {
    const { writer, reader } = await connect();
    const before = new Date().toISOString();
    await writer.write(change("a.csv", { workspaceId: "w1" }));
    await writer.write(change("b.csv", { workspaceId: "w2" }));
    await writer.write(change("c.csv"));
    const keys = async (scope: "all" | string[]) =>
      (await reader.changes(scope, before))?.records.map(({ key }) => key).sort();
    expect(await keys("all")).toEqual(["incoming/a.csv", "incoming/b.csv", "incoming/c.csv"]);
    expect(await keys(["w2"])).toEqual(["incoming/b.csv"]);
  });

  it("of long ago are not read: the list is", async () => {
    const { reader } = await connect();
    expect(await reader.changes("all", "2020-01-01T00:00:00.000Z")).toBeUndefined();
    expect(await reader.changes("all", "not a time")).toBeUndefined();
  });
});
