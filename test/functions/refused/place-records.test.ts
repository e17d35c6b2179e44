import { describe, expect, it } from "vitest";
import type { RefusedRecord } from "../../../functions/datasets/import.ts";
import { findIndexBase, recordsOf } from "../../../functions/refused/place-records.ts";

const at = (...indexes: number[]) => indexes.map((index): RefusedRecord => ({ index, field: "f", reason: "no" }));
const record = (index: number) => ({ index, line: index + 2, bytes: new Uint8Array(0) });
/** Records that look as if the service refused them. */
const odd =
  (...places: number[]) =>
  (_: RefusedRecord, index: number) =>
    places.includes(index);

describe("where indexes start", () => {
  it.each([
    ["a first index of 0", at(0, 3), odd(), 0],
    ["a last index that only counting from 1 has", at(3, 10), odd(), 1],
    ["records at fault counted from 0", at(3, 5), odd(3, 5), 0],
    ["records at fault counted from 1", at(3, 5), odd(2, 4), 1],
    ["more of them counted from 1", at(3, 5), odd(3, 2, 4), 1],
  ])("is shown by %s", (_, errors, isAtFault, base) => {
    expect(findIndexBase(errors, 10, isAtFault)).toBe(base);
  });

  it.each([
    ["nothing is odd", odd()],
    ["both readings are as odd", odd(2, 3, 4, 5)],
  ])("is not known where %s", (_, isAtFault) => {
    expect(findIndexBase(at(3, 5), 10, isAtFault)).toBeUndefined();
  });
});

describe("the records of an error", () => {
  const records = new Map([1, 2, 3].map((index) => [index, record(index)]));
  it.each([
    [0, [3]],
    [1, [2]],
    [undefined, [2, 3]],
  ] as const)("with indexes from %s are %j", (base, places) => {
    const [error] = at(3);
    expect(error && recordsOf(error, base, records).map(({ index }) => index)).toEqual(places);
  });

  it("are none where the file has no such record", () => {
    const [error] = at(9);
    expect(error && recordsOf(error, 0, records)).toEqual([]);
  });
});
