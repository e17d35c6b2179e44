import { describe, expect, it } from "vitest";
import { readBareField, readLine, readRecord } from "../../../../functions/validation/rules/explain-record.ts";

const around = (before: string | Uint8Array, after: string | Uint8Array, toEnd = false) => ({
  before: Buffer.from(before),
  after: Buffer.from(after),
  toEnd,
});

describe("a record that is kept", () => {
  it.each<[after: string, toEnd: boolean, record: string[] | undefined]>([
    ["1,a\n2,b\n", false, ["1", "a"]],
    ["1,a\r\n2,b", false, ["1", "a"]],
    ["1,a\r2,b", false, ["1", "a"]],
    ['1,"a\nb",c\n', true, ["1", "a\nb", "c"]],
    ['1,5" x\n2', false, ["1", '5" x']],
    ["1,a", true, ["1", "a"]],
    ["\ufeff1,a\n2", false, ["\ufeff1", "a"]],
    // It may go on after what is kept.
    ["1,a", false, undefined],
    ["1,a\n", false, undefined],
    ['1,"a', true, undefined],
    ['1,"a"b,c\n2', true, ["1", '"a"b', "c"]],
    ["", true, undefined],
  ])("%j, to the end: %s", (after, toEnd, record) => {
    expect(readRecord(around("x", after, toEnd))).toEqual(record);
  });
});

describe("a line that is kept", () => {
  it.each([
    ["a,b\nc", "a,b"],
    ["a,b\r\nc", "a,b"],
    ["a,b", "a,b"],
    ["\nc", ""],
    ["", ""],
    ["\ufeffa\n", "\ufeffa"],
  ])("%j", (after, line) => {
    expect(readLine(around("", after))).toBe(line);
  });

  it("leaves out the halves of characters at its ends", () => {
    const bytes = Buffer.from("€a€");
    expect(readLine(around("", bytes.subarray(1)))).toBe("a€");
    expect(readLine(around("", bytes.subarray(0, -1)))).toBe("€a");
    expect(readLine(around("", bytes.subarray(2, 3)))).toBe("");
    expect(readLine(around("", Buffer.from("😀a").subarray(1)))).toBe("a");
    // More than three bytes that go on with a character belong to none.
    expect(readLine(around("", Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x61)))).toBe("\ufffda");
  });
});

describe("a field around a place", () => {
  it.each<[before: string, after: string, field: string]>([
    ["1,ab", "cd,2\n", "abcd"],
    ["1\nab", "cd\n2", "abcd"],
    ["1\rab", "cd\r2", "abcd"],
    ["ab", "cd", "abcd"],
    ["1,", ",2", ""],
    ["1,", "cd", "cd"],
    ["", "", ""],
  ])("%j and %j", (before, after, field) => {
    expect(readBareField(around(before, after))).toBe(field);
  });

  it("may be within a character", () => {
    const bytes = Buffer.from("1,a€b,2");
    expect(readBareField(around(bytes.subarray(0, 4), bytes.subarray(4)))).toBe("a€b");
  });
});
