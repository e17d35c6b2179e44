import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectLedger } from "../../../functions/drops/ledger.ts";
import { connectLedgerFacts } from "../../../functions/drops/ledger-facts.ts";
import { CONTEXT } from "../context.ts";
import { startTables } from "./table.ts";

const DAYS_90 = 90 * 24 * 60 * 60;
const YEARS_50 = 50 * 365 * 24 * 60 * 60;

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

it("a fact is kept as long as the ledger remembers drops, and replaced where that is wanted", async () => {
  const table = await tables.create("facts");
  const facts = connectLedgerFacts(table, tables.client);
  expect(await facts.recall("import#1")).toBeUndefined();
  expect(await facts.keepFirst("import#1", { id: "a" })).toEqual({ id: "a" });
  expect(await facts.keepFirst("import#1", { id: "b" })).toEqual({ id: "a" });
  await facts.keep("import#1", { id: "c" });
  expect(await facts.recall("import#1")).toEqual({ id: "c" });
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  const now = Math.floor(Date.now() / 1000);
  expect(Items).toHaveLength(1);
  expect(Math.abs(Number(Items[0]?.expiration?.N) - now - DAYS_90)).toBeLessThanOrEqual(5);
});

it("a fact that is kept for good is the first one, and never expires", async () => {
  const table = await tables.create("for-good");
  const facts = connectLedgerFacts(table, tables.client);
  await facts.keepForGood("typed#1", "first");
  await facts.keepForGood("typed#1", "second");
  expect(await facts.recall("typed#1")).toBe("first");
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  expect(Items).toEqual([{ id: { S: "typed#1" }, fact: { S: '"first"' } }]);
});

it("a fact that cannot be written is an error, and not taken for one that was there", async () => {
  const facts = connectLedgerFacts("none", tables.client);
  await expect(facts.keepFirst("import#1", {})).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

it("what is done for a folder is done once, for good, while the others wait for it", async () => {
  const table = await tables.create("folders");
  const ledger = () => connectLedger(table, tables.client, () => CONTEXT);
  expect(await ledger().doneForFolder("f1")).toBeUndefined();
  let done = 0;
  const work = async () => {
    done++;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { id: `d${done}` };
  };
  const all = await Promise.all(Array.from({ length: 5 }, () => ledger().onceForFolder("f1", work)));
  expect(all).toEqual(all.map(() => ({ id: "d1" })));
  expect(done).toBe(1);
  expect(await ledger().doneForFolder("f1")).toEqual({ id: "d1" });
  expect(await ledger().onceForFolder("f2", async () => ({ id: "other" }))).toEqual({ id: "other" });
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  for (const { expiration } of Items) expect(Number(expiration?.N)).toBeGreaterThan(Date.now() / 1000 + YEARS_50);
});

it("work for a folder that takes too long is said to be the folder's, and not the drop's", async () => {
  const table = await tables.create("slow-folder");
  const ledger = (patienceMs?: number) => connectLedger(table, tables.client, () => CONTEXT, patienceMs);
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<number>();
  const first = ledger().onceForFolder("f", () => {
    started.resolve();
    return finish.promise;
  });
  await started.promise;
  await expect(ledger(0).onceForFolder("f", async () => 2)).rejects.toMatchObject({
    name: "ClaimedElsewhere",
    claimed: "folder",
    message: expect.stringContaining("dataset of this drop's folder"),
  });
  finish.resolve(1);
  expect(await first).toBe(1);
});

it("work for a folder that fails is forgotten", async () => {
  const ledger = connectLedger(await tables.create("failing"), tables.client, () => CONTEXT);
  const error = new Error("the service is down");
  await expect(ledger.onceForFolder("f", () => Promise.reject(error))).rejects.toBe(error);
  expect(await ledger.doneForFolder("f")).toBeUndefined();
  expect(await ledger.onceForFolder("f", async () => 1)).toBe(1);
});

it("a folder's dataset is remembered for good by a ledger that was asked for it before", async () => {
  const table = await tables.create("asked-before");
  const ledger = connectLedger(table, tables.client, () => CONTEXT);
  await ledger.doneForFolder("f");
  await ledger.onceForFolder("f", async () => 1);
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: table }));
  expect(Number(Items[0]?.expiration?.N)).toBeGreaterThan(Date.now() / 1000 + YEARS_50);
});
