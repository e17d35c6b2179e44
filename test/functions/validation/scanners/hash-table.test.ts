import { expect, it } from "vitest";
import { HashTable } from "../../../../functions/validation/scanners/hash-table.ts";

it("remembers the first number for each hash, however many there are", () => {
  const table = new HashTable(1 << 14);
  // Many of them begin with the same slot, and differ in one half only.
  const hashes = Array.from({ length: 10_000 }, (_, index) => [index % 100, Math.floor(index / 100)] as const);
  const places = hashes.map((_, index) => index + 1);
  expect(hashes.map(([low, high], index) => table.getOrAdd(low, high, index + 1))).toEqual(places.map(() => 0));
  expect(hashes.map(([low, high]) => table.getOrAdd(low, high, 99_999))).toEqual(places);
  expect(table.size).toBe(10_000);
  expect(table.full).toBe(false);
  expect([...table.values()].sort((a, b) => a - b)).toEqual(places);
});

it("counts each hash, also after it has grown", () => {
  const table = new HashTable(1 << 10);
  expect(table.increment(1, 2)).toBe(1);
  expect(table.increment(1, 3)).toBe(1);
  expect(table.increment(1, 2)).toBe(2);
  for (let low = 100; low < 500; low++) expect(table.increment(low, 0)).toBe(1);
  expect(table.increment(1, 2)).toBe(3);
  expect(table.increment(1, 3)).toBe(2);
  expect(table.size).toBe(402);
});

it("accepts nothing new once three quarters are taken of the most that it may have", () => {
  const table = new HashTable(1 << 9);
  for (let low = 1; low <= 384; low++) expect(table.increment(low, 7)).toBe(1);
  expect(table.full).toBe(false);
  expect(table.increment(385, 7)).toBe(0);
  expect(table.full).toBe(true);
  expect(table.getOrAdd(386, 7, 5)).toBe(0);
  expect(table.getOrAdd(386, 7, 5)).toBe(0);
  expect(table.increment(384, 7)).toBe(2);
  expect(table.getOrAdd(1, 7, 5)).toBe(1);
  expect(table.size).toBe(384);
});
