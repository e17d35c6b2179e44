import { afterAll, beforeAll, expect, it } from "vitest";
import { connectPace } from "../../../functions/drops/pace.ts";
import { startTables } from "./table.ts";

let tables: Awaited<ReturnType<typeof startTables>>;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

it("lets a burst pass, and later drops only at the set rate", async () => {
  const options = { perMinute: 1200, atOnce: 5 };
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
  const pace = connectPace(await tables.create("paused"), tables.client, { perMinute: 60_000, atOnce: 1 });
  expect(await pace.takeTurn()).toBe(0);
  const before = Date.now();
  while (Date.now() - before < 20) await new Promise((resolve) => setImmediate(resolve));
  expect(await pace.takeTurn()).toBe(0);
});

it("says when the turn is, and how many seconds it waited", async () => {
  const pace = connectPace(await tables.create("told"), tables.client, { perMinute: 60, atOnce: 1 });
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

it("fails where its table cannot be written", async () => {
  const pace = connectPace("missing", tables.client, { perMinute: 60, atOnce: 1 });
  await expect(pace.takeTurn()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
