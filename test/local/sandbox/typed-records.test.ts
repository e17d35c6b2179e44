import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../cases.ts";
import { jsonl, SCHEMA, SMALL, TypedClient } from "./typed-client.ts";

const client = new TypedClient();

describe("a record in a dataset that is not strict", () => {
  it.each([
    ["all fields", { question: "a", picture: "https://x.org/a.png", source: "b", group: "g" }],
    ["one field", { source: "b" }],
    ["an empty value", { question: "" }],
    ["an empty picture", { picture: "" }],
    ["a picture of no ending", { picture: "https://x.org/picture?id=3" }],
    ["a picture of an unknown ending", { picture: "https://x.org/a.webp2#b.pdf" }],
    ["a picture whose query ends in .zip", { picture: "https://x.org/a?b=c.zip" }],
    ["a sound with an ending in capitals", { clip: "HTTPS://x.org/A.MP3?x=y" }],
    ["sounds of each kind", { clip: "https://x.org/a.aac" }],
    ["a film", { film: "https://x.org/a.mov" }],
    ["an address with a port and a letter of another script", { film: "https://x.org:8443/ü/a.webm" }],
    ["white space", { question: " \u2028\n\t" }],
    ["a lone surrogate", { question: "\ud800" }],
  ])("is taken with %s", async (_, record) => {
    const id = await client.createTyped(SCHEMA);
    expect(await client.ended(id, jsonl(record), "r.jsonl")).toMatchObject({ status: "complete", errors: [] });
    expect(await client.sandbox.records(id)).toEqual([record]);
  });

  it.each([
    ["none of the fields", { other: "a" }, null],
    ["no fields at all", {}, null],
    ["nulls alone", { question: null }, null],
    ["a list", { question: ["a"] }, "question"],
    ["an object", { source: {} }, "source"],
    ["a picture over http", { picture: "http://x.org/a.png" }, "picture"],
    ["a picture that is no URL", { picture: "a.png" }, "picture"],
    ["a picture of a name alone", { picture: "https://" }, "picture"],
    ["a picture in a folder", { picture: "file:///a.png" }, "picture"],
    ["a picture with a space", { picture: "https://x.org/a b.png" }, "picture"],
    ["a picture without slashes", { picture: "https:x.org/a.png" }, "picture"],
    ["a picture that is a number", { picture: 1 }, "picture"],
    ["a picture that is a PDF", { picture: "https://x.org/a.PDF" }, "picture"],
    ["a picture that is a film", { picture: "https://x.org/a.mp4" }, "picture"],
    ["a sound that is a film", { clip: "https://x.org/a.mp4" }, "clip"],
    ["a sound without an ending", { clip: "https://x.org/a" }, "clip"],
    ["a sound with the ending in its query", { clip: "https://x.org/a?b=.mp3" }, "clip"],
    ["a film that is a sound", { film: "https://x.org/a.mp3" }, "film"],
    ["an empty group", { question: "a", group: "" }, "group"],
  ])("is refused with %s", async (_, record, field) => {
    const id = await client.createTyped(SCHEMA);
    const found = await client.ended(id, jsonl(record), "r.jsonl");
    expect(found).toMatchObject({ status: "failed", rejected_count: 1 });
    expect(found.errors).toEqual([{ record_index: 0, field, reason: expect.stringMatching(/\.$/) }]);
  });

  it("is refused for all its mistakes at once", async () => {
    const id = await client.createTyped(SCHEMA);
    const { errors } = await client.ended(id, jsonl({ picture: "x", clip: "y", group: "" }), "r.jsonl");
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(["picture", "clip", "group"]);
  });
});

describe("a strict dataset", () => {
  const strict = {
    strict: true,
    fields: { a: { type: "text" }, b: { type: "metadata" }, picture: { type: "image_url" } },
  };
  const whole = { a: "x", b: "y", picture: "https://x.org/" };

  it.each([
    ["all fields", whole, []],
    ["empty texts", { ...whole, a: "", b: "" }, []],
    ["a field more", { ...whole, c: "z" }, []],
    ["a missing field", { a: "x", picture: whole.picture }, ["b"]],
    ["a null", { ...whole, b: null }, ["b"]],
    ["two missing fields", { a: "x" }, ["b", "picture"]],
    ["an empty picture", { ...whole, picture: "" }, ["picture"]],
  ])("judges a record with %s", async (_, record, fields) => {
    const id = await client.createTyped(strict);
    const { errors } = await client.ended(id, jsonl(record), "r.jsonl");
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(fields);
  });

  it("refuses each row of a CSV that lacks a column", async () => {
    const id = await client.createTyped(strict);
    const found = await client.ended(id, "a,picture\nx,https://x.org/\ny,https://x.org/\n");
    expect(found).toMatchObject({ status: "failed", rejected_count: 2 });
    expect(found.errors).toMatchObject([
      { record_index: 0, field: "b" },
      { record_index: 1, field: "b" },
    ]);
  });
});

describe("JSONL", () => {
  it("has a record on each line that is not blank, and refuses what is no object, one by one", async () => {
    const id = await client.createTyped();
    const content = `\ufeff{"question":"a"}\r\n\n  \n[1]\n{"question":"b"}\nnull\n{oops\n"text"\n{"question":"c"}`;
    const found = await client.ended(id, content, "r.jsonl");
    expect(found).toMatchObject({ status: "partial", accepted_count: 3, rejected_count: 4 });
    expect(found.errors.map((error: { record_index: number }) => error.record_index)).toEqual([1, 3, 4, 5]);
    expect(found.errors[0]).toEqual({ record_index: 1, field: null, reason: "The line is not a JSON object." });
    expect(await client.sandbox.records(id)).toEqual([{ question: "a" }, { question: "b" }, { question: "c" }]);
  });

  it.each([
    ["true", "true"],
    ["1.50", "1.50"],
    ["-0", "-0"],
    ["1e3", "1e3"],
    ["12345678901234567890", "12345678901234567890"],
  ])("takes %s as its JSON text", async (json, text) => {
    const id = await client.createTyped();
    await client.ended(id, `{"question":${json},"other":{"n":1}}\n`, "r.jsonl");
    expect(await client.sandbox.records(id)).toEqual([{ question: text }]);
  });
});

describe("a CSV", () => {
  it("has no records on blank lines, and none are counted", async () => {
    const id = await client.createTyped({ strict: true, ...SMALL });
    const content = "\ufeffsource,question,other\r\n\r\na,b,c\r\n   \r\nd,e,f\r\n\r\n";
    expect(await client.ended(id, content)).toMatchObject({ status: "complete", accepted_count: 2 });
    expect(await client.sandbox.records(id)).toEqual([
      { question: "b", source: "a" },
      { question: "e", source: "d" },
    ]);
  });

  it("of one column can hold an empty value, in quotes", async () => {
    const id = await client.createTyped();
    await client.ended(id, 'question\n""\n\nx\n');
    expect(await client.sandbox.records(id)).toEqual([{ question: "" }, { question: "x" }]);
  });

  it("does not know META_: a column is what the schema says", async () => {
    const id = await client.createTyped({ fields: { META_a: { type: "text" } } });
    await client.ended(id, "META_a,META_b\n1,2\n");
    expect(await client.sandbox.records(id)).toEqual([{ META_a: "1" }]);
  });
});

describe("a duplicate", () => {
  it("is the same in all of the schema's fields, whatever its file, its order and its other fields are", async () => {
    const id = await client.createTyped();
    await client.ended(id, "question,source\na,b\na,b\na,c\n");
    expect(client.sandbox.datasets()).toMatchObject([{ datapoints: 2, imports: [{ accepted: 3, duplicates: 1 }] }]);
    const more = jsonl({ source: "b", question: "a", other: 1 }, { question: "a" }, { question: "a", source: null });
    expect(await client.ended(id, more, "r.jsonl")).toMatchObject({ accepted_count: 3, duplicate_count: 2 });
  });

  it("lacks the same fields: an empty value is another one", async () => {
    const id = await client.createTyped();
    const found = await client.ended(id, jsonl({ question: "a" }, { question: "a", source: "" }), "r.jsonl");
    expect(found).toMatchObject({ duplicate_count: 0 });
  });

  it("is no refused record: refused ones do not count as there", async () => {
    const id = await client.createTyped(SCHEMA);
    const found = await client.ended(id, jsonl({ clip: "x" }, { clip: "x" }), "r.jsonl");
    expect(found).toMatchObject({ duplicate_count: 0, rejected_count: 2 });
  });
});

describe("any records", () => {
  const names = fc.uniqueArray(
    fc.oneof(
      fc.constantFrom("__proto__", "constructor", "toString", "1", "0", " ", "a,b", '"', "é"),
      fc.string({ minLength: 1 }),
    ),
    { minLength: 1, maxLength: 5 },
  );
  const tables = names.chain((fields) =>
    fc.record({
      fields: fc.constant(fields),
      rows: fc.array(
        fc.array(fc.string({ unit: "grapheme" }), { minLength: fields.length, maxLength: fields.length }),
        { minLength: 1, maxLength: 8 },
      ),
    }),
  );
  const schemaText = (fields: readonly string[]) =>
    `{"fields":{${fields.map((name) => `${JSON.stringify(name)}:{"type":"text"}`).join(",")}}}`;

  it("arrive as they were written, as CSV and as JSONL", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ fields, rows }) => {
        const expected = new Map(rows.map((row) => [JSON.stringify(row), row]));
        const csv = stringify([fields, ...rows], { quoted: true, quoted_empty: true });
        const lines = rows.map(
          (row) => `${JSON.stringify(Object.fromEntries(fields.map((name, i) => [name, row[i]])))}\n`,
        );
        for (const [content, filename] of [[csv, "r.csv"] as const, [lines.join(""), "r.jsonl"] as const]) {
          const body = `{"name":"n","workspace_id":"w","schema":${schemaText(fields)}}`;
          const { id } = JSON.parse((await client.send("POST", "/api/v1/data-collection/datasets", body)).text);
          const found = await client.ended(id, content, filename);
          expect(found).toMatchObject({ status: "complete", duplicate_count: rows.length - expected.size });
          const records = await client.sandbox.records(id);
          expect(records.map((record) => fields.map((name) => record[name]))).toEqual([...expected.values()]);
        }
      }),
      { numRuns: cases(40) },
    );
  });
});
