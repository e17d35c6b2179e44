import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectLedger } from "../../../functions/drops/ledger.ts";
import { CONTEXT } from "../context.ts";
import { startTables } from "./table.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const REMAINING_MS = CONTEXT.getRemainingTimeInMillis();
const DAYS_90 = 90 * 24 * 60 * 60;

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const ledgerOf = (table: string) => connectLedger(table, tables.client, () => CONTEXT);

it("what was done for an attempt is remembered, and not done again", async () => {
  const ledger = ledgerOf(await tables.create("once"));
  const done: string[] = [];
  const once = (entry: "ingest" | "dataset", drop = DROP, attempt = 1) =>
    ledger.once(entry, drop, attempt, async () => {
      done.push(`${entry} ${drop.versionId} ${attempt}`);
      return { number: done.length };
    });
  expect(await once("ingest")).toEqual({ number: 1 });
  expect(await once("ingest")).toEqual({ number: 1 });
  expect(await once("dataset")).toEqual({ number: 2 });
  expect(await once("ingest", DROP, 2)).toEqual({ number: 3 });
  expect(await once("ingest", { ...DROP, versionId: "v2" })).toEqual({ number: 4 });
  expect(await once("dataset")).toEqual({ number: 2 });
  expect(done).toEqual(["ingest v1 1", "dataset v1 1", "ingest v1 2", "ingest v2 1"]);
});

it("an entry within another one is kept under its own name, for 90 days", async () => {
  const table = await tables.create("nested");
  const ledger = ledgerOf(table);
  const before = Math.floor(Date.now() / 1000);
  const made = await ledger.once("ingest", DROP, 1, async () => ({
    dataset: await ledger.once("dataset", DROP, 1, async () => "d1"),
  }));
  expect(made).toEqual({ dataset: "d1" });
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  expect(Items.map(({ id }) => id?.S?.replace(/#.*/, "")).sort()).toEqual(["dataset", "ingest"]);
  for (const { expiration, status } of Items) {
    expect(status?.S).toBe("COMPLETED");
    expect(Number(expiration?.N)).toBeGreaterThanOrEqual(before + DAYS_90);
    expect(Number(expiration?.N)).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + DAYS_90);
  }
});

it("work that throws is forgotten, and its error is its own", async () => {
  const ledger = ledgerOf(await tables.create("throws"));
  const error = new Error("the service is down");
  await expect(ledger.once("ingest", DROP, 1, () => Promise.reject(error))).rejects.toBe(error);
  expect(await ledger.once("ingest", DROP, 1, async () => "done")).toBe("done");
});

it("work that another invocation does just now is claimed until that one's time is over", async () => {
  const table = await tables.create("claimed");
  const before = Date.now();
  let finish = (_: string) => {};
  let started = () => {};
  const isStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  const first = ledgerOf(table).once("ingest", DROP, 1, () => {
    started();
    return new Promise<string>((resolve) => {
      finish = resolve;
    });
  });
  await isStarted;
  const claim = await ledgerOf(table)
    .once("ingest", DROP, 1, async () => "twice")
    .catch((error: unknown) => error);
  expect(claim).toMatchObject({
    name: "ClaimedElsewhere",
    message: expect.stringMatching(/^Another invocation works on this drop, until \d{4}-.*Z at the/),
  });
  const until: number = Object(claim).until;
  expect(until).toBeGreaterThanOrEqual(before + REMAINING_MS);
  expect(until).toBeLessThanOrEqual(Date.now() + REMAINING_MS);
  finish("once");
  expect(await first).toBe("once");
});
