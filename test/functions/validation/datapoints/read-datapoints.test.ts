import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DatapointsFormat,
  type DatapointsQuery,
  readDatapoints,
} from "../../../../functions/validation/datapoints/read-datapoints.ts";
import { schemaOf } from "../schemas.ts";
import { inChunks, validate } from "../streams.ts";

const CSV: DatapointsFormat = { format: "csv", schema: undefined };
const ALL: DatapointsQuery = { after: 0, limit: 1000, search: "" };

function read(content: string, query: Partial<DatapointsQuery> = {}, format = CSV, chunk?: number) {
  return readDatapoints(inChunks(new TextEncoder().encode(content), chunk), format, { ...ALL, ...query });
}

const LETTERS = 'id,text,META_source\n1,Größe,shop\n2,"says ""hi""",STORE\n3,"two\nlines",shop\n';

describe("datapoints of a file", () => {
  it("are parted into what participants see and what is hidden from them", async () => {
    expect(await read(LETTERS)).toEqual({
      datapoints: [
        { number: 1, visible: ["1", "Größe"], hidden: ["shop"] },
        { number: 2, visible: ["2", 'says "hi"'], hidden: ["STORE"] },
        { number: 3, visible: ["3", "two\nlines"], hidden: ["shop"] },
      ],
      hasMore: false,
    });
  });

  it("are read from any place on, and no further than asked", async () => {
    const { datapoints, hasMore } = await read(LETTERS, { after: 1, limit: 1 });
    expect(datapoints.map(({ number }) => number)).toEqual([2]);
    expect(hasMore).toBe(true);
    expect(await read(LETTERS, { after: 2, limit: 1 })).toMatchObject({ datapoints: [{ number: 3 }], hasMore: false });
    expect(await read(LETTERS, { after: 3 })).toEqual({ datapoints: [], hasMore: false });
  });

  it.each([
    ["GRÖSSE", []],
    ["größE", [1]],
    ["gro\u0308", [1]],
    ['"hi"', [2]],
    ["store", [2]],
    ["two\nlines", [3]],
    ["shop", [1, 3]],
    // Of the row's text, but of none of its values.
    ['""', []],
    [",", []],
  ])("are found by the text %j in any value", async (search, numbers) => {
    expect((await read(LETTERS, { search })).datapoints.map(({ number }) => number)).toEqual(numbers);
  });

  it("have no more than the start of a very long value", async () => {
    const { datapoints } = await read(`id,a\n1,${"x".repeat(20_000)}\n`);
    expect(datapoints[0]?.visible[1]).toBe(`${"x".repeat(10_000)}…`);
    const long = await read(`id,a\n1,"${"x".repeat(3 << 20)}"\n2,y\n`);
    expect(long.datapoints.map(({ number }) => number)).toEqual([1, 2]);
    expect(long.datapoints[1]?.visible).toEqual(["2", "y"]);
  });

  it("of a typed file are in the schema's order", async () => {
    const schema = schemaOf({ text: "text", note: "metadata" });
    expect(await read("note,text\nn,t\n", {}, { format: "csv", schema })).toMatchObject({
      datapoints: [{ visible: ["t"], hidden: ["n"] }],
    });
  });

  it.each([undefined, 1])("of JSON Lines are its records, in chunks of %s bytes", async (chunk) => {
    const schema = schemaOf({ text: "text", note: "metadata" });
    const lines = '{"text":"a \\"b\\" ü","note":1.50}\r\n\n{"note":{"x":[1]},"text":"line\\nbreak"}\n{"text":"last"}';
    expect((await read(lines, {}, { format: "jsonl", schema }, chunk)).datapoints).toEqual([
      { number: 1, visible: ['a "b" ü'], hidden: ["1.50"] },
      { number: 2, visible: ["line\nbreak"], hidden: ['{"x":[1]}'] },
      { number: 3, visible: ["last"], hidden: [""] },
    ]);
  });

  it("are what any CSV was written from, however it is cut", async () => {
    const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('"', "\r\n", "\n", "\r", ",", "ü", ""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value), { minLength: 1 }),
        fc.constantFrom("\r\n", "\n", "\r"),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (rows, lineEnd, hasMark, chunk) => {
          const table = [["a", "META_b"], ...rows];
          const text = stringify(table, { record_delimiter: lineEnd, quoted: true });
          const { datapoints } = await read(hasMark ? `\ufeff${text}` : text, {}, CSV, chunk);
          expect(datapoints.map(({ visible, hidden }) => [...visible, ...hidden])).toEqual(rows);
          const { file } = await validate(text);
          expect(file.rows).toBe(rows.length);
          expect(datapoints.slice(0, file.preview.length).map(({ visible }) => visible)).toEqual(file.preview);
        },
      ),
    );
  });
});
