import { afterAll, beforeAll, expect, it } from "vitest";
import { connectPace } from "../../../functions/drops/pace.ts";
import { startTables } from "./table.ts";

let tables: Awaited<ReturnType<typeof startTables>>;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

it("lets a burst pass, and later drops only at the set rate", async () => {
  const options = { perMinute: 1200, atOnce: 5, mostWaiting: 25 };
  const table = await tables.create("shared");
  const environments = [1, 2, 3].map(() => connectPace(table, tables.client, options));
  const start = Date.now();
  const turns = await Promise.all(
    Array.from({ length: 25 }, async (_, index) => {
      const waited = await environments[index % 3]?.takeTurn();
      return { waited, after: Date.now() - start };
    }),
  );
  expect(turns.filter(({ waited }) => waited === 0).length).toBeGreaterThanOrEqual(5);
  // A turn is 50 ms; timers may be a millisecond early each.
  const order = turns.map(({ after }) => after).sort((a, b) => a - b);
  for (const [index, after] of order.entries()) expect(after).toBeGreaterThanOrEqual((index + 1 - 5) * 50 - 5);
});

it("does not delay after a pause, and does not save up unused turns", async () => {
  const pace = connectPace(await tables.create("paused"), tables.client, {
    perMinute: 60_000,
    atOnce: 1,
    mostWaiting: 5,
  });
  expect(await pace.takeTurn()).toBe(0);
  const before = Date.now();
  while (Date.now() - before < 20) await new Promise((resolve) => setImmediate(resolve));
  expect(await pace.takeTurn()).toBe(0);
});

it("says when the turn is, and how many seconds it waited", async () => {
  const pace = connectPace(await tables.create("told"), tables.client, { perMinute: 60, atOnce: 1, mostWaiting: 5 });
  const told: number[] = [];
  const tell = async (until: number) => void told.push(until);
  const before = Date.now();
  expect(await pace.takeTurn(tell)).toBe(0);
  expect(told).toEqual([]);
  const waited = await pace.takeTurn(tell);
  // A turn is a second, of which the calls before it may have used some.
  expect(waited).toBeGreaterThan(0);
  expect(waited).toBeLessThanOrEqual(1);
  expect(told).toHaveLength(1);
  expect(told[0]).toBeGreaterThanOrEqual(before + 1000);
});

it("does not wait for turns that were taken at a slower pace", async () => {
  const table = await tables.create("raised");
  const slow = connectPace(table, tables.client, { perMinute: 1, atOnce: 100, mostWaiting: 5 });
  for (let turn = 0; turn < 100; turn++) expect(await slow.takeTurn()).toBe(0);
  // A turn is now 10 ms, and those hundred would take it an hour and a half.
  const raised = connectPace(table, tables.client, { perMinute: 6000, atOnce: 2, mostWaiting: 5 });
  const waited = await Promise.all([1, 2, 3].map(() => raised.takeTurn()));
  for (const seconds of waited) expect(seconds).toBeLessThanOrEqual(0.06);
  expect(Math.max(...waited)).toBeGreaterThan(0.02);
});

it("fails where its table cannot be written", async () => {
  const pace = connectPace("missing", tables.client, { perMinute: 60, atOnce: 1, mostWaiting: 5 });
  await expect(pace.takeTurn()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
