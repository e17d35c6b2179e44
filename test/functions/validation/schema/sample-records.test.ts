import { describe, expect, it } from "vitest";
import type { FileFormat } from "../../../../functions/validation/file-format.ts";
import { SAMPLE_BYTES, SAMPLE_RECORDS, sampleRecords } from "../../../../functions/validation/schema/sample-records.ts";
import { inChunks } from "../streams.ts";

async function sample(text: string, format?: FileFormat, chunk?: number) {
  const { records, ...rest } = await sampleRecords(inChunks(new TextEncoder().encode(text), chunk), format);
  return { ...rest, records: records.map((record) => Object.fromEntries(record)) };
}

describe("sample records of a CSV", () => {
  it.each<[what: string, text: string, fields: string[], records: Record<string, string>[]]>([
    ["have their names", "a,b\n1,2\n", ["a", "b"], [{ a: "1", b: "2" }]],
    ["are read after a byte order mark", "\ufeffa,b\n1,2\n", ["a", "b"], [{ a: "1", b: "2" }]],
    [
      "may end in carriage returns",
      "a,b\r1,2\r3,4",
      ["a", "b"],
      [
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ],
    ],
    ["may end in both", "a,b\r\n1,2\r\n", ["a", "b"], [{ a: "1", b: "2" }]],
    ["are no empty lines", "a,b\n\n1,2\n\n", ["a", "b"], [{ a: "1", b: "2" }]],
    [
      "may be narrower or wider",
      "a,b\n1\n1,2,3\n",
      ["a", "b"],
      [
        { a: "1", b: "" },
        { a: "1", b: "2" },
      ],
    ],
    ["may have stray quotes", 'a,b\n1,5" x\n', ["a", "b"], [{ a: "1", b: '5" x' }]],
    ["end before a quote that never closes", 'a,b\n1,2\n3,"4\n5,6\n', ["a", "b"], [{ a: "1", b: "2" }]],
    ["have no field without a name", "a,, ,b\n1,2,3,4\n", ["a", "b"], [{ a: "1", b: "4" }]],
    ["have the first of two columns of a name", "a,b,a\n1,2,3\n", ["a", "b"], [{ a: "1", b: "2" }]],
    ["are none in an empty file", "", [], []],
  ])("%s", async (_, text, fields, records) => {
    expect(await sample(text)).toEqual({ format: "csv", fields, records, misread: undefined, doubt: undefined });
    expect(await sample(text, "csv", 1)).toEqual({
      format: "csv",
      fields,
      records,
      misread: undefined,
      doubt: undefined,
    });
  });

  it("say why the first line is no header", async () => {
    expect((await sample("id;text;n\n1;a;2\n2;b;3\n")).misread?.message).toContain("separated by semicolons");
    expect((await sample("\ufeffid;text;n\n1;a;2\n2;b;3\n")).misread?.message).toContain('"id;text;n"');
    // A warning that leaves the columns as they are.
    expect((await sample("Unnamed: 0,a\n0,x\n1,y\n")).misread).toBeUndefined();
    // Cut at 64 KiB: the rows at its start say it, and the half row at its end does not matter.
    expect((await sample(`id;text;n\n${"1;abc;2\n".repeat(20_000)}`)).misread?.message).toContain("semicolons");
    expect((await sample(`id,text,n\n${"1,abc,2\n".repeat(20_000)}`)).misread).toBeUndefined();
  });

  it("are a thousand at most, from the first MiB", async () => {
    expect((await sample(`a\n${"x\n".repeat(SAMPLE_RECORDS + 5)}`)).records).toHaveLength(SAMPLE_RECORDS);
    const row = `${"x".repeat(9_999)}\n`;
    const { records } = await sample(`a\n${row.repeat(200)}`, undefined, 7_000);
    // The last one is cut, and left out.
    expect(records).toHaveLength(Math.floor((SAMPLE_BYTES - 2) / row.length));
    expect(new Set(records.map(({ a }) => a?.length))).toEqual(new Set([9_999]));
  });

  it("of exactly a MiB are all there", async () => {
    const row = `${"x".repeat(1023)}\n`;
    const text = `${"a".repeat(1023)}\n${row.repeat(1023)}`;
    expect(text).toHaveLength(SAMPLE_BYTES);
    expect((await sample(text.slice(0, -1))).records).toHaveLength(SAMPLE_RECORDS);
    const wide = `${"x".repeat(2047)}\n`;
    const whole = `${"a".repeat(2047)}\n${wide.repeat(511)}`;
    expect((await sample(whole)).records).toHaveLength(511);
    // With a byte more, the last row may go on.
    expect((await sample(`${whole}x`)).records).toHaveLength(510);
  });
});

describe("sample records of JSON Lines", () => {
  it.each<[what: string, text: string, fields: string[], records: Record<string, string>[]]>([
    ["are recognized by how they begin", ' \n{"a":"x"}\n', ["a"], [{ a: "x" }]],
    [
      "have values of other kinds as text",
      '{"a":1.5,"b":true,"c":[1],"d":{"e":2}}',
      ["a", "b", "c", "d"],
      [{ a: "1.5", b: "true", c: "[1]", d: '{"e":2}' }],
    ],
    ["leave out null, and keep the field", '{"a":null,"b":"x"}', ["a", "b"], [{ b: "x" }]],
    [
      "have all fields in the order in which they occur",
      '{"b":"1"}\n{"a":"2","b":"3"}',
      ["b", "a"],
      [{ b: "1" }, { a: "2", b: "3" }],
    ],
    ["leave out what is no object", '{"a":"1"}\nx\n[1]\nnull\n"text"\n5\n\n{"a":"2"}', ["a"], [{ a: "1" }, { a: "2" }]],
    ["may end in carriage returns", '{"a":"1"}\r{"a":"2"}\r\n{"a":"3"}', ["a"], [{ a: "1" }, { a: "2" }, { a: "3" }]],
  ])("%s", async (_, text, fields, records) => {
    expect(await sample(text)).toEqual({ format: "jsonl", fields, records, misread: undefined, doubt: undefined });
  });

  it("are recognized by their format as well", async () => {
    expect(await sample('x\n{"a":"1"}', "jsonl")).toMatchObject({ format: "jsonl", records: [{ a: "1" }] });
    expect(await sample('{"a":"1"}', "csv")).toMatchObject({ format: "csv", fields: ['{"a":"1"}'] });
  });

  it("are a thousand at most, and never one that is cut", async () => {
    expect((await sample('{"a":"1"}\n'.repeat(SAMPLE_RECORDS + 5))).records).toHaveLength(SAMPLE_RECORDS);
    // What is cut may read as a whole one.
    const first = `{"a":"${"x".repeat(SAMPLE_BYTES - 30)}"}\n`;
    const cut = await sample(`${first}{"b":"1"}        ${" ".repeat(100)}\n`);
    expect(cut.fields).toEqual(["a"]);
  });
});
