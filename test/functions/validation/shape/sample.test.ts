import { describe, expect, it } from "vitest";
import { readRecords, SAMPLE_BYTES, takeSample } from "../../../../functions/validation/shape/sample.ts";

/** Records as `line:field|field`, those in quotes with a sign before them. */
function read(text: string, delimiter = ",", isWhole = true): string[] {
  return readRecords({ text, isWhole }, delimiter).map(
    ({ line, fields, quoted }) =>
      `${line}:${fields.map((field, place) => (quoted[place] ? "'" : "") + field).join("|")}`,
  );
}

describe("a sample's records", () => {
  it.each<[text: string, records: string[]]>([
    ["", []],
    ["a,b", ["1:a|b"]],
    ["a,b\n1,2\n", ["1:a|b", "2:1|2"]],
    ["a,b\r\n1,2\r\n", ["1:a|b", "2:1|2"]],
    ["a,b\r1,2\r", ["1:a|b", "2:1|2"]],
    ["a\r\r\nb\r\r\nc\r\r\n", ["1:a", "3:b", "5:c"]],
    ["a\r\rb\n", ["1:a", "2:", "3:b"]],
    ["a\r\n\r\nb", ["1:a", "2:", "3:b"]],
    ["a\n\nb", ["1:a", "2:", "3:b"]],
    ["a,,\n,b,", ["1:a||", "2:|b|"]],
    ['"a,b",c\n', ["1:'a,b|c"]],
    ['"a ""b""",c\n', ['1:\'a "b"|c']],
    ['"",c\n', ["1:'|c"]],
    ['""""\n', ["1:'\""]],
    ['"a"b,c\n', ["1:'ab|c"]],
    ['a"b",c\n', ['1:a"b"|c']],
    ['"a\nb\r\nc\rd",e\nf,g\n', ["1:'a\nb\r\nc\rd|e", "5:f|g"]],
    ['x\n"a,b\nc', ["1:x", "2:'a,b\nc"]],
    ['"', ["1:'"]],
  ])("of %j", (text, records) => {
    expect(read(text)).toEqual(records);
  });

  it.each([";", "\t", "|", "\u0001", "、"])("are separated by %j as well", (delimiter) => {
    expect(read(`a${delimiter}b,c\n1${delimiter}"2${delimiter}"\n`, delimiter)).toEqual([
      "1:a|b,c",
      `2:1|'2${delimiter}`,
    ]);
  });

  it("end before one that the sample cuts", () => {
    expect(read("a,b\n1,2", ",", false)).toEqual(["1:a|b"]);
    expect(read("a,b\n1,2\n", ",", false)).toEqual(["1:a|b", "2:1|2"]);
    expect(read('a,b\n"1,2\n', ",", false)).toEqual(["1:a|b"]);
  });

  it("are two hundred at most", () => {
    expect(read("a\n".repeat(500))).toHaveLength(200);
  });
});

describe("a sample", () => {
  it("is whole if the file is no longer than it", () => {
    const bytes = (length: number) => new Uint8Array(length).fill(0x61);
    expect(takeSample(bytes(SAMPLE_BYTES), true)).toMatchObject({ isWhole: true });
    expect(takeSample(bytes(SAMPLE_BYTES), false)).toMatchObject({ isWhole: false });
    expect(takeSample(bytes(SAMPLE_BYTES + 1), true)).toEqual({ isWhole: false, text: "a".repeat(SAMPLE_BYTES) });
  });

  it("keeps a byte order mark, and leaves out the half of a character", () => {
    expect(takeSample(Buffer.from("\ufeffa"), true).text).toBe("\ufeffa");
    expect(takeSample(Buffer.from("a€").subarray(0, 3), false).text).toBe("a");
  });
});
