import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK_BYTES } from "../../../../functions/validation/scanners/row-events.ts";
import type { Validation } from "../../../../functions/validation/validation.ts";
import { cases } from "../../../cases.ts";
import { schemaOf } from "../schemas.ts";
import { validate } from "../streams.ts";
import { readReference } from "./reference.ts";

// JSON.parse is the reference: which lines are records, and what is in them.

const SCHEMA = schemaOf({ a: "text", "b c": "text", é: "metadata", 'q"': "metadata", __proto__x: "text" });
const WITH_PROTO = {
  ...SCHEMA,
  fields: new Map([...SCHEMA.fields, ["__proto__", { type: "text" } as const]]),
};
const names = [...WITH_PROTO.fields.keys()];

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', "\\", "\n", "\r", "\t", "\0", "é", "😀", "\ud83d", "\ude00", "/", ",", "a") }),
  fc.constantFrom("", "x".repeat(70), "\u2028", "[object Object]", "\ufeff"),
);

/** One of the ways in which JSON has a string. */
const written = fc.tuple(text, fc.constantFrom("plain", "all", "some")).map(([value, way]) => {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  if (way === "all") return `"${value.split("").map(escaped).join("")}"`;
  const json = JSON.stringify(value);
  return way === "some" ? json.replaceAll("/", "\\/").replaceAll("a", "\\u0061") : json;
});
const literal = fc.constantFrom("0", "-1.5e+3", "1e3", "12", "true", "false", "null", "[]", "{}", '[1,{"a":[null]}]');
const badValue = fc.constantFrom("01", "+1", ".5", "1.", "1e", "NaN", "undefined", "'a'", "tru", "[1,]", "{a:1}", "");
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names).map((name) => JSON.stringify(name)) },
  { weight: 1, arbitrary: fc.constantFrom('"\\u0061"', '"zz"', '"z\\"z"', '""', '"constructor"') },
  { weight: 1, arbitrary: written },
);
const blank = fc.constantFrom("", "", "", " ", "\t ");
const member = fc
  .tuple(
    blank,
    key,
    blank,
    blank,
    fc.oneof({ weight: 6, arbitrary: written }, { weight: 2, arbitrary: literal }),
    blank,
  )
  .map(([a, name, b, c, value, d]) => `${a}${name}${b}:${c}${value}${d}`);
const inOrder = fc
  .array(written, { minLength: names.length, maxLength: names.length })
  .map((values) => `{${values.map((value, index) => `${JSON.stringify(names[index])}:${value}`).join(",")}}`);
const record = fc.oneof(
  inOrder,
  fc.array(member, { maxLength: 7 }).map((members) => `{${members.join(",")}}`),
);
const line = fc.oneof(
  { weight: 12, arbitrary: record },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", " ", "\t", "[]", "1", '"a"', "null", "{", '{"a"', '{"a":"', "{}x", "\ufeff{}"),
  },
  { weight: 1, arbitrary: fc.tuple(record, badValue).map(([good, bad]) => good.replace(/:[^,}]*/, `:${bad}`)) },
);
const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", "\r");
const lines = fc
  .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: 8 }), fc.boolean())
  .map(([parts, ends]) => parts.map(([a, b], index) => a + (ends || index < parts.length - 1 ? b : "")).join(""));

/** What validation says, in the terms of the reference. */
function compare({ file, findings, findingCounts }: Validation, content: string): void {
  const { records, bad } = readReference(content, WITH_PROTO);
  const linesOf = (code: string) => findings.filter((finding) => finding.code === code).map(({ line }) => line);
  const count = (code: string) => findingCounts[code] ?? 0;
  expect(file.rows).toBe(records.length);
  // Where no line is a record, one finding may be about all of them.
  const isOfAll = records.length === 0 && count("json-line") === 1;
  expect(linesOf("json-line")).toEqual(isOfAll ? bad.slice(0, 1) : bad);
  expect(linesOf("json-key")).toEqual(records.filter(({ duplicates }) => duplicates).map(({ line }) => line));
  const nested = records.flatMap((one) => one.nested.map(() => one.line));
  expect(linesOf("json-nesting")).toEqual(nested);
  expect(count("json-value")).toBe(records.flatMap(({ literals }) => literals).length);
  const unknown = new Set(records.flatMap((one) => one.unknown));
  expect(count("unknown-field")).toBe(unknown.size);

  const shown = names.filter((name) => WITH_PROTO.fields.get(name)?.type === "text");
  const cells = (isShown: boolean) =>
    records.slice(0, 5).map((one) => one.cells.filter((_, index) => shown.includes(names[index] ?? "") === isShown));
  expect(file.preview).toEqual(cells(true));
  expect(file.previewHidden).toEqual(cells(false));
}

const options = { schema: WITH_PROTO, format: "jsonl" } as const;

describe("JSON Lines and JSON.parse read alike", () => {
  it("any lines, wherever they are cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 99 }), async (content, chunk) => {
        const validation = await validate(content, options);
        if (validation.findingCounts["not-csv"]) return;
        compare(validation, content);
        expect(await validate(content, options, chunk)).toEqual(validation);
      }),
      { numRuns: cases(500) },
    );
  });

  it("lines that were damaged", async () => {
    const edit = fc.record({ at: fc.nat(), to: fc.constantFrom(...'"\\{}[]:,\n\r\t 0eu.-a', "", "\\u", "\0") });
    await fc.assert(
      fc.asyncProperty(lines, fc.array(edit, { minLength: 1, maxLength: 4 }), async (content, edits) => {
        let damaged = content;
        for (const { at, to } of edits) {
          const index = at % (damaged.length + 1);
          damaged = damaged.slice(0, index) + to + damaged.slice(index + 1);
        }
        // Half of a surrogate pair has no bytes of its own.
        damaged = damaged.toWellFormed();
        const validation = await validate(damaged, options);
        if (!validation.findingCounts["not-csv"]) compare(validation, damaged);
      }),
      { numRuns: cases(750) },
    );
  });

  it("a file of many chunks, with what is rare in some lines", async () => {
    const record = (index: number) => {
      const value = (name: string) =>
        `${JSON.stringify(name)}:${JSON.stringify(`${name} ${index} "é"\n`.repeat(index % 5))}`;
      const members = names.map(value);
      if (index % 3 === 0) members.reverse();
      if (index % 7 === 0) members.pop();
      if (index % 11 === 0) members.push(`"extra ${index % 4}":${index}`);
      if (index % 997 === 0) members.push(`"a":${index}`);
      if (index % 1999 === 0) members.push("");
      return `{${members.join(index % 2 ? "," : " , ")}}${index % 13 === 0 ? "\r\n" : "\n"}${index % 17 === 0 ? "\n" : ""}`;
    };
    const content = Array.from({ length: 8000 }, (_, index) => record(index)).join("");
    expect(content.length).toBeGreaterThan(4 * CHUNK_BYTES);
    const validation = await validate(content, options);
    compare(validation, content);
    expect(await validate(content, options, 10_007)).toEqual(validation);
  });

  it("short records that are long as rows", async () => {
    const schema = schemaOf(Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`f${index}`, "text"])));
    const content = Array.from({ length: 5000 }, (_, index) => `{"f${index % 900}":"${index}"}\n`).join("");
    const { file, findingCounts } = await validate(content, { schema, format: "jsonl" });
    expect([file.rows, findingCounts]).toEqual([5000, {}]);
  });

  it("any bytes at all have a result that does not depend on the chunks", async () => {
    const bytes = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 8 }).map((part) => Buffer.from(part)),
        fc.constantFrom('{"a":"', '"}', "\n", "\r", '{"a":1}\n', "\ufeff").map((part) => Buffer.from(part)),
      ),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 9 }), async (parts, chunk) => {
        const content = Buffer.concat(parts);
        expect(await validate(content, options, chunk)).toEqual(await validate(content, options));
      }),
      { numRuns: cases(500) },
    );
  });
});
